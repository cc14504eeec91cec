import { GATED_UNITS } from '../src/neurons/gated-units.js';
import { type GatedOptions, gatePairs } from './core/elements/gate-pairs.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * The gated unit of LLaMA and its kin: silu(a) · b, of two halves or two columns.
 *
 * The first half is the gate, as Shazeer writes it and most models have it; `gate: 'second'` makes it a · silu(b). In
 * Float64 within 2.1 ulp. Columns, layouts, policies and errors are those of `glu`.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Shazeer 2020, https://arxiv.org/abs/2002.05202
 */
export function swiglu(options: GatedOptions): BatchOperator {
  return gatePairs(GATED_UNITS.swiglu, options);
}
