/** The functions of float32 that are computed by cubics, and what some of them are where those do not reach. */
import { cubicsOf } from './cubics.js';
import { PER_LN2 } from './exp-table.js';
import { gatedNarrow, silu, swish } from './gated.js';
import { erf, gelu } from './gaussian.js';
import { sigmoid } from './sigmoid.js';
import { softplusNarrow, unitSoftplus } from './softplus.js';
import { tanh } from './tanh.js';

export { sigmoidNarrow as sigmoidFar } from './sigmoid.js';

/** Of where a function that falls like e^x, or faster, is large enough for a part of its slope. */
const LEFT = -0.1328125;
const UP = {
  slope: 0.5,
  from: LEFT,
  steps: 64,
  reach: 15.75,
  bottom: -0,
  top: Number.POSITIVE_INFINITY,
} as const;
const THROUGH = { slope: 1, from: -20, steps: 64, reach: 15.75 } as const;
const ABOVE = { slope: 0, from: -20, steps: 64, reach: 15.75 } as const;
const BETWEEN = { low: -15.75, high: 15.75, bottom: -1, top: 1 } as const;
const PROBABILITY = { low: -104, high: 17.5, bottom: 0, top: 1 } as const;
const POSITIVE = { low: -104, high: 15.75, bottom: 0, top: Number.POSITIVE_INFINITY } as const;
const NEGATIVE = { low: -15.75, high: 104, bottom: Number.NEGATIVE_INFINITY, top: -0 } as const;

export const SIGMOID_CUBICS = cubicsOf({ of: sigmoid, ...ABOVE, ...PROBABILITY });
export const TANH_CUBICS = cubicsOf({ of: tanh, ...THROUGH, ...BETWEEN });
export const ERF_CUBICS = cubicsOf({ of: erf, ...THROUGH, ...BETWEEN });
export const SILU_CUBICS = cubicsOf({ of: silu, ...UP, low: -109, high: 17 });
export const QUICK_GELU_CUBICS = cubicsOf({
  of: (x) => swish(x, 1.702),
  ...UP,
  low: -64,
  high: 15.75,
});
export const GELU_CUBICS = cubicsOf({
  of: gelu,
  ...UP,
  steps: 128,
  reach: 11.25,
  low: -14.5,
  high: 11.25,
});
export const SOFTPLUS_CUBICS = cubicsOf({ of: unitSoftplus, ...ABOVE, ...POSITIVE });
export const LOG_SIGMOID_CUBICS = cubicsOf({
  of: (x) => -unitSoftplus(-x),
  ...ABOVE,
  ...NEGATIVE,
});

/** x · σ(x). */
export function siluFar(x: number): number {
  return gatedNarrow(x, x * PER_LN2);
}

/** What is neither in the table nor has settled, where it has on both sides: NaN. */
export function settled(x: number): number {
  return x;
}

export function softplusFar(x: number): number {
  return softplusNarrow(x, PER_LN2, 1);
}

export function logSigmoidFar(x: number): number {
  return -softplusNarrow(-x, PER_LN2, 1);
}
