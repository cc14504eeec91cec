import { GATED_UNITS } from '../src/neurons/gated-units.js';
import { type GatedOptions, gatePairs } from './core/elements/gate-pairs.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * The gated linear unit: a · σ(b), of the two halves of each cell of a list column, or of two columns.
 *
 * The second half is the gate, as in PyTorch and JAX; `gate: 'first'` makes it σ(a) · b. Results are computed in doubles
 * and rounded once: within 2.1 ulp in Float64 (unless the gate's own value is subnormal), 0.51 ulp in Float32 and
 * Float16. ±∞ times a closed gate is NaN.
 *
 * - Cells of n elements become cells of n / 2, in the same layout; two list columns go element by element.
 * - A pair with a null is null, and a null cell stays one; a pair with a NaN is NaN. `nulls` and `nan` can put 0 in
 *   their place instead (`mask`), or refuse them. `report` counts pairs.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; neither one list column nor two of a kind),
 *   SchemaError (a FixedSizeList of odd size) or DataError (a cell of odd length; cells of unlike length; a cell
 *   without a number; a policy of `error`)
 * @see Dauphin, Fan, Auli & Grangier 2017, https://arxiv.org/abs/1612.08083
 */
export function glu(options: GatedOptions): BatchOperator {
  return gatePairs(GATED_UNITS.glu, options);
}
