/** The functions of float32 that are computed by cubics, and what they are where those do not reach. */
import { cubicsOf } from './cubics.js';
import { PER_LN2 } from './exp-table.js';
import { gatedNarrow, silu } from './gated.js';
import { sigmoid } from './sigmoid.js';
import { tanh } from './tanh.js';

export { sigmoidNarrow as sigmoidFar } from './sigmoid.js';

/** Of all. */
const LEFT = -20;
/** Of where a function that falls like e^x is large enough for a part of its slope. */
const LEFT_OF_ZERO = -0.1328125;

export const SIGMOID_CUBICS = cubicsOf(sigmoid, 0, LEFT);
export const SILU_CUBICS = cubicsOf(silu, 0.5, LEFT_OF_ZERO);
export const TANH_CUBICS = cubicsOf(tanh, 1, LEFT);

/** x · σ(x). */
export function siluFar(x: number): number {
  return gatedNarrow(x, x * PER_LN2);
}

/** tanh x for |x| ≥ 10. */
export function tanhFar(x: number): number {
  return Math.max(Math.min(x, 1), -1);
}
