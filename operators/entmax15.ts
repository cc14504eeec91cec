import type { BatchOperator } from './core/over-batches.js';
import type { ProbabilityOptions } from './core/rows/along-rows.js';
import { normalizeRows } from './core/rows/normalize-rows.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * 1.5-entmax along the row: max(xᵢ / 2T − τ, 0)² with the τ for which it sums to one. It stands between softmax and
 * sparsemax: smooth, and exactly 0 for classes that are far enough behind, always for those 2T or more behind the first.
 *
 * Layouts, widths, policies, masks, errors and the warning are those of `softmax`. A probability is within 0.51 ulp of
 * the exact value, by exact sorting.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @param options.sumToOne  rounds so that each row adds up to exactly one as it is written
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Peters, Niculae & Martins 2019, arXiv:1905.05702
 */
export function entmax15(options: ProbabilityOptions): BatchOperator {
  return normalizeRows(ROW_FUNCTIONS.entmax15, options);
}
