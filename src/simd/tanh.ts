/**
 * The hyperbolic tangent, as (e^2a − 1) / (e^2a + 1) for a = |x|, with the sign put back.
 *
 * e^2a − 1 is where accuracy near 0 is won or lost. With e^2a = head · (1 + r + curve(r)), see `exp.ts`,
 *
 *     e^2a − 1 = (head − 1) + head · rHead + head · ((r − rHead) + curve(r))
 *
 * where head and rHead have 26 bits each: the first two terms are exact, and the third is at most 2⁻⁸ of the whole.
 * Below 2a = 0.0054, head is 1 and this is r + curve(r), of full relative accuracy down to the smallest subnormal.
 * Numerator and denominator are double-doubles. Error ≤ 0.52 ulp.
 */
import { leadingHalf, sumError } from './error-free.js';
import { expCurve, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import * as table from './exp-table.js';
import { quotient } from './quotient.js';

/** Twice the |x| from where tanh rounds to 1. */
const REACH = 44;
/** The same in float32, in units of ln 2. */
const REACH_32 = 40;

const TWO_PER_LN2 = 2 * table.PER_LN2;

/** tanh x; ±∞ → ±1, ±0 → ±0, NaN → NaN. */
export function tanh(x: number): number {
  const z = Math.min(Math.abs(x) * 2, REACH);
  const n = expSteps(z);
  const near = expNear(z, n);
  const low = expLow(n);
  const r = near + low;
  const rLow = near - r + low;
  const rHead = leadingHalf(r);
  const head = expHead(n, 0);
  const small = head * (rLow + (r - rHead) + expCurve(r));
  const main = head * rHead;
  const exact = head - 1 + main;
  const above = exact + small;
  const aboveLow = sumError(head - 1, main, exact) + sumError(exact, small, above);
  const below = above + 2;
  const y = quotient(above, aboveLow, below, sumError(above, 2, below) + aboveLow);
  return withSign(y, x);
}

/** The same for float32, before rounding to it: (e^2x − 1) / (e^2x + 1) by `exp-ratio.ts`, 2⁻³⁰ of the value. */
export function tanh32(x: number): number {
  const y = within(x * TWO_PER_LN2, REACH_32);
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(n);
  const more = power + 1;
  const less = 1 - power;
  return (more * q - less * p) / (more * p - less * q);
}

/** y ≥ 0 with the sign of x, also where both are 0. */
function withSign(y: number, x: number): number {
  if (x > 0) return y;
  return x === 0 ? x : -y;
}
