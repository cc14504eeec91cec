/**
 * exp rounded, and as the pair that other functions are made of. The reduction is that of `exp.ts`; for exp alone with four
 * times as many steps, so that a cubic and a square of r² do, and with powers that are rounded as in `exp-round.ts`.
 *
 * A pair (high, low) stands for high + low, |low| ≤ ulp(high)/2; here it is within 2⁻⁶⁰ of the exact value. Pairs are
 * written to places 0 and 1 of an array, for a function has one result. The power of two stays apart, so that nothing
 * overflows or is rounded as a subnormal before the last operation: `scaleBy` puts it on.
 */
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import * as long from './exp-long-table.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import { PER_LN2 as PER_BINADE } from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { EXP_LONG_POWERS: LONG_POWERS, EXP_LONG_RESTS: LONG_RESTS } = long;
const { EXP_LONG_C2: C2, EXP_LONG_C3: C3, EXP_LONG_C4: C4 } = long;
const { LONG_STEPS_PER_UNIT: PER_UNIT, LONG_STEP_HIGH: HIGH, LONG_STEP_LOW: LOW } = long;
const PER_LN2 = PER_BINADE;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** 1.5 · 2⁵²: see exp.ts. */
const ROUNDER = 6755399441055744;
/** Up to here e^x is a normal number. */
const NEAR = 700;
/** e^710 overflows, and e^−746 is below half of the smallest subnormal. */
const HIGHEST = 710;
const LOWEST = -746;
/** Beyond it, in units of ln 2, any exponential that a float32 result is made of is 0 or ∞: e^300, and far from it. */
const REACH_32 = 440;

/** e^x; −∞ → 0, +∞ → +∞, NaN → NaN. Error ≤ 0.54 ulp, 0.76 in the subnormals. */
export function exp(x: number): number {
  if (!(Math.abs(x) < NEAR)) return expFar(x);
  const n = x * PER_UNIT + ROUNDER - ROUNDER;
  const i = n & 255;
  const r = x - n * HIGH - n * LOW;
  const square = r * r;
  const head = LONG_POWERS[i]! * SCALES[(n >> 8) + SCALE_ZERO]!;
  return head + head * (r + LONG_RESTS[i]! + square * (C3 * r + C2 + square * C4));
}

/** The same with the power of two put on last. */
function expFar(x: number): number {
  const y = Math.max(Math.min(x, HIGHEST), LOWEST);
  const n = y * PER_UNIT + ROUNDER - ROUNDER;
  const i = n & 255;
  const r = y - n * HIGH - n * LOW;
  const square = r * r;
  const head = LONG_POWERS[i]!;
  const growth = r + LONG_RESTS[i]! + square * (C3 * r + C2 + square * C4);
  return scaleBy(head + head * growth, n >> 8);
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
