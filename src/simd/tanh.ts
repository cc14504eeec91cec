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
import { expCurve, expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { quotient } from './quotient.js';

/** Twice the |x| from where tanh rounds to 1. */
const REACH = 44;

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

/** The same for float32, before rounding to it: in plain doubles, 2⁻⁴⁹ of the value. */
export function tanh32(x: number): number {
  const z = Math.min(Math.abs(x) * 2, REACH);
  const n = expSteps(z);
  const head = expHead(n, 0);
  const above = head - 1 + head * expGrowth(expNear(z, n) + expLow(n));
  return withSign(above / (above + 2), x);
}

/** y ≥ 0 with the sign of x, also where both are 0. */
function withSign(y: number, x: number): number {
  if (x > 0) return y;
  return x === 0 ? x : -y;
}
