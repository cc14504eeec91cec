import { GATED_UNITS } from '../src/neurons/gated-units.js';
import { type GatedOptions, gatePairs } from './core/elements/gate-pairs.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * The gated unit without a function: a · b, of the two halves of each cell of a list column, or of two columns.
 *
 * Correctly rounded in Float64. Columns, layouts, policies and errors are those of `glu`; which half is the `gate`
 * makes no difference.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Mnih & Hinton 2007, https://doi.org/10.1145/1273496.1273577; Shazeer 2020, https://arxiv.org/abs/2002.05202
 */
export function bilinear(options: GatedOptions): BatchOperator {
  return gatePairs(GATED_UNITS.bilinear, options);
}
