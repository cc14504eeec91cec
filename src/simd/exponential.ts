/**
 * exp rounded, and as the pair that other functions are made of; the reduction is that of `exp.ts`, and of `exp-round.ts`.
 *
 * A pair (high, low) stands for high + low, |low| ≤ ulp(high)/2; here it is within 2⁻⁶⁰ of the exact value. Pairs are
 * written to places 0 and 1 of an array, for a function has one result. The power of two stays apart, so that nothing
 * overflows or is rounded as a subnormal before the last operation: `scaleBy` puts it on.
 */
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import { expRest, roundGrowth, roundHead } from './exp-round.js';
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const PER_LN2 = table.PER_LN2;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** e^710 overflows, and e^−746 is below half of the smallest subnormal. */
const HIGHEST = 710;
const LOWEST = -746;
/** Beyond it, in units of ln 2, any exponential that a float32 result is made of is 0 or ∞: e^300, and far from it. */
const REACH_32 = 440;

/** e^x; −∞ → 0, +∞ → +∞, NaN → NaN. Error ≤ 0.52 ulp, 0.76 in the subnormals. */
export function exp(x: number): number {
  const y = Math.max(Math.min(x, HIGHEST), LOWEST);
  const n = expSteps(y);
  const k = n >> 6;
  const head = roundHead(n, -k);
  return scaleBy(head + head * roundGrowth(expRest(y, 0, n), n), k);
}

/** e^x for float32, before rounding to it, as far as |x| ≤ 300 and the same as there beyond: see `exp-ratio.ts`. */
export function expNarrow(x: number): number {
  const y = within(x * PER_LN2, REACH_32);
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  return (twoTo(n) * (p + q)) / (p - q);
}

/** Writes e^(y + yLow) · 2^−k to `into`, a number of [1, 2), and returns k; wants |y| ≤ 11 000 and |yLow| ≤ ulp(y). */
export function expPair(y: number, yLow: number, into: Float64Array): number {
  const n = expSteps(y);
  const k = n >> 6;
  const head = expHead(n, -k);
  const rest = head * expGrowth(expNear(y, n) + (expLow(n) + yLow));
  const high = head + rest;
  into[0] = high;
  into[1] = rest - (high - head);
  return k;
}

/** y · 2^k for 2^−100 ≤ |y| ≤ 2^100 and |k| ≤ 2000, rounded once where it is subnormal. */
export function scaleBy(y: number, k: number): number {
  const half = k >> 1;
  return y * SCALES[SCALE_ZERO + half]! * SCALES[SCALE_ZERO + k - half]!;
}
