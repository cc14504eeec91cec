import { DISTRIBUTION_FUNCTIONS } from './core/distribution-function.js';
import { normalizeOver, type SoftmaxOptions } from './core/distributions/over-axis.js';
import type { BatchOperator } from './core/over-batches.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * The logarithm of softmax, along the row, over the stream or by group: xᵢ / T − log Σ exp(xⱼ / T), right where the probability itself would
 * underflow.
 *
 * Layouts, axes, widths, policies, masks, errors and the warning are those of `softmax`, with logarithms in place of
 * probabilities: a masked class and −∞ give −∞, a degenerate row is NaN by default, −∞ throughout under `zero`
 * and −log n under `uniform`. Null slots of the result hold 0.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function logSoftmax(options: SoftmaxOptions): BatchOperator {
  return normalizeOver(DISTRIBUTION_FUNCTIONS.logSoftmax, ROW_FUNCTIONS.logSoftmax, options);
}
