/**
 * The logistic sigmoid 1 / (1 + e^−x).
 *
 * In doubles, e^−x = head + rest (see `exp.ts`), and the denominator is kept as a double-double. It is scaled by 2^−k
 * where e^−x would overflow, 2^k being its binade, and the scale goes on the quotient at the end; so the
 * subnormal tail (x = −745) is there, which `1/(1 + exp(−x))` loses. Error ≤ 0.52 ulp, and 0.76 in the subnormals,
 * which are rounded a second time.
 */
import { sumError } from './error-free.js';
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';
import { quotient } from './quotient.js';

// The module's own constants: see exp.ts.
const PER_LN2 = table.PER_LN2;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** sigmoid(−750) is 0 and sigmoid(750) is 1, long since. */
const REACH = 750;
/** Likewise in float32, in units of ln 2: 2^−180 is far below half of the smallest subnormal. */
const REACH_32 = 180;

/** 1 / (1 + e^−x); −∞ → 0, +∞ → 1, NaN → NaN. */
export function sigmoid(x: number): number {
  const z = Math.max(Math.min(-x, REACH), -REACH);
  const n = expSteps(z);
  const k = n >> 6;
  const scale = SCALES[SCALE_ZERO - Math.max(k, 0)]!;
  const head = expHead(n, -Math.max(k, 0));
  const rest = head * expGrowth(expNear(z, n) + expLow(n));
  const sum = scale + head;
  const d = sum + rest;
  const dLow = sumError(scale, head, sum) + sumError(sum, rest, d);
  return quotient(1, 0, d, dLow) * scale;
}

/** The same for float32, before rounding to it: e^x / (e^x + 1) by `exp-ratio.ts`, 2⁻³² of the value. */
export function sigmoid32(x: number): number {
  const y = within(x * PER_LN2, REACH_32);
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(n) * (p + q);
  return power / (p - q + power);
}
