import type { BatchOperator } from './core/over-batches.js';
import type { ProbabilityOptions } from './core/rows/along-rows.js';
import { checkSampling, gumbelFunction, type Sampling } from './core/rows/gumbel-function.js';
import { normalizeRows } from './core/rows/normalize-rows.js';

/** What `gumbelSoftmax` takes. */
export interface GumbelSoftmaxOptions extends ProbabilityOptions, Sampling {}

/**
 * Gumbel-softmax along the row: softmax((xᵢ + gᵢ) / T) with Gumbel noise gᵢ = −ln(−ln uᵢ). The largest of xᵢ + gᵢ is a
 * sample of softmax(x), whatever T is: `hard` gives it as a one-hot, and as T falls to 0 the soft result becomes that.
 *
 * The noise depends on the seed, on the row's index in the stream and on the class's index in the row, and on nothing
 * else (Philox4x32-10, counted by row and class; no state). So every split of the stream into batches gives the same
 * bits, on every machine; rows before it have to be there, of course, for a row to have its index. Masked classes keep
 * their places. Several list columns get the same noise: give each an operator and a seed of its own where that matters.
 *
 * x + g is rounded to the width that is computed in. Layouts, widths, policies, masks, errors and the warning are those
 * of `softmax`; with `hard`, +∞ wins as it does in `hardmax`.
 *
 * @param options.temperature  T, finite and above 0; default 1; without influence where `hard`
 * @param options.sumToOne  rounds so that each row adds up to exactly one as it is written; not beside `hard`
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Jang, Gu & Poole 2017, arXiv:1611.01144; Maddison, Mnih & Teh 2017, arXiv:1611.00712; Salmon, Moraes, Dror &
 *   Shaw 2011, doi:10.1145/2063384.2063405
 */
export function gumbelSoftmax(options: GumbelSoftmaxOptions): BatchOperator {
  // Looked into before they are checked; whatever they hold, what is wrong throws below.
  const sampling = Object(options) as GumbelSoftmaxOptions;
  const operator = normalizeRows(gumbelFunction(sampling), options);
  checkSampling(sampling);
  return operator;
}
