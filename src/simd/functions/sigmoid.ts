/**
 * The logistic sigmoid 1 / (1 + e^−x).
 *
 * In doubles it is taken from the grid of `logistic-table.ts`, one division and no double-double. Below −36 it is
 * 1/d, d = 1 + e^−x = 1 + head + rest (see `exp.ts`), as a double-double. d is scaled by 2^−k, 2^k being the binade of
 * e^−x, and the scale goes on the quotient at the end; so the subnormal tail (x = −745) is there, which
 * `1/(1 + exp(−x))` loses. Error ≤ 0.55 ulp, and 0.76 in the subnormals, which are rounded a second time.
 */
import { sumError } from './error-free.js';
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import * as table from './exp-table.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  SIGMOID_SLOPES,
  TO_SIXTEENTHS,
  twiceTanhOfHalf,
} from './logistic-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';
import { quotient } from './quotient.js';

// The module's own constants: see exp.ts.
const PER_LN2 = table.PER_LN2;
const PAIRS = SIGMOID_PAIRS;
const SLOPES = SIGMOID_SLOPES;
const SIXTEENTHS = TO_SIXTEENTHS;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** What the grid holds. */
const LEAST = -36;
/** From here on sigmoid is 1. */
const ONE_FROM = 37.5;
/** sigmoid(−750) is 0, long since. */
const REACH = 750;
/** Likewise in float32, in units of ln 2: 2^−180 is far below half of the smallest subnormal. */
const REACH_32 = 180;

/** 1 / (1 + e^−x); −∞ → 0, +∞ → 1, NaN → NaN. */
export function sigmoid(x: number): number {
  if (!(x > LEAST)) return sigmoidTail(x);
  if (PAIRS[0] === 0) makePairs();
  const z = Math.min(x, ONE_FROM);
  const a = z + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  const head = PAIRS[at]!;
  const rest = PAIRS[at + 1]!;
  const v = twiceTanhOfHalf(z - a);
  return head + (rest + (SLOPES[at]! * v) / (1 + SLOPES[at + 1]! * v));
}

/** For x ≤ −36. */
function sigmoidTail(x: number): number {
  const z = Math.min(-x, REACH);
  const n = expSteps(z);
  const k = n >> 6;
  const scale = SCALES[SCALE_ZERO - k]!;
  const head = expHead(n, -k);
  const rest = head * expGrowth(expNear(z, n) + expLow(n));
  const sum = scale + head;
  const d = sum + rest;
  const dLow = sumError(scale, head, sum) + sumError(sum, rest, d);
  return quotient(1, 0, d, dLow) * scale;
}

/** The same in doubles for float32, before rounding to it: e^x / (e^x + 1) by `exp-ratio.ts`, 2⁻³² of the value. */
export function sigmoidNarrow(x: number): number {
  const y = within(x * PER_LN2, REACH_32);
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(n) * (p + q);
  return power / (p - q + power);
}
