import type { BatchOperator } from './core/over-batches.js';
import type { ProbabilityOptions } from './core/rows/along-rows.js';
import { normalizeRows } from './core/rows/normalize-rows.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * Sparsemax along the row: the distribution nearest to x / T, max(xᵢ / T − τ, 0) with the τ for which it sums to one.
 * Unlike softmax it gives exactly 0 to classes that are far enough behind, always to those T or more behind the first.
 *
 * Layouts, widths, policies, masks, errors and the warning are those of `softmax`. A probability is within 0.51 ulp of
 * the exact value.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @param options.sumToOne  rounds so that each row adds up to exactly one as it is written
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Martins & Astudillo 2016, arXiv:1602.02068
 */
export function sparsemax(options: ProbabilityOptions): BatchOperator {
  return normalizeRows(ROW_FUNCTIONS.sparsemax, options);
}
