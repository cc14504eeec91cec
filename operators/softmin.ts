import { DISTRIBUTION_FUNCTIONS } from './core/distribution-function.js';
import { normalizeOver, type SoftmaxProbabilityOptions } from './core/distributions/over-axis.js';
import type { BatchOperator } from './core/over-batches.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * Softmin, along the row, over the stream or by group: exp(−xᵢ / T) / Σ exp(−xⱼ / T), for values of which small ones are likely: costs, distances,
 * energies. The bits are those of `softmax` of the negated values.
 *
 * Layouts, axes, widths, policies, masks, errors and the warning are those of `softmax`, with the infinities the other way
 * round: +∞ is probability 0, a −∞ makes the row NaN and is counted as an infinity, and a row of nothing but +∞ or
 * masked classes is degenerate.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @param options.sumToOne  along the row: rounds so that each row adds up to exactly one as it is written
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 */
export function softmin(options: SoftmaxProbabilityOptions): BatchOperator {
  return normalizeOver(DISTRIBUTION_FUNCTIONS.softmin, ROW_FUNCTIONS.softmin, options);
}
