/**
 * e^x − 1, where accuracy near 0 is won or lost. With e^x = head · (1 + r + curve(r)), see `exp.ts`,
 *
 *     e^x − 1 = (head − 1) + head · rHead + head · ((r − rHead) + curve(r))
 *
 * where head and rHead have 26 bits each: the second term is exact, the first is but for large |x|, and what it rounds
 * is kept; the third is at most 2⁻⁸ of the whole. Below |x| = 0.0054, head is 1 and this is r + curve(r), of full
 * relative accuracy down to the smallest subnormal. (`tanh.ts` is built on the same sum.)
 */
import { leadingHalf, sumError } from './error-free.js';
import { expCurve, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import * as table from './exp-table.js';
import { exp } from './exponential.js';

/** Below it e^x − 1 rounds to −1, and above its negative the −1 is 2⁻⁵⁷ of e^x. */
const REACH = 40;
/** Beyond it float32 has only −1 and ∞. */
const REACH_32 = 180;

// The module's own constant: see exp.ts.
const PER_LN2 = table.PER_LN2;

const pair = new Float64Array(2);

/** e^x − 1; −∞ → −1, +∞ → +∞, −0 → −0, NaN → NaN. Error ≤ 0.52 ulp. */
export function expm1(x: number): number {
  if (x > REACH) return exp(x);
  if (x === 0) return x;
  expm1Pair(x, 0, pair);
  return pair[0]!;
}

/** e^(y·ln2) − 1 for float32, before rounding to it, as far as |y| ≤ 180: by `exp-ratio.ts`, 2⁻³⁰ of the value. */
export function exp2m1Narrow(y: number): number {
  const z = within(y, REACH_32);
  const n = nearest(z);
  const f = z - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(n);
  return ((power + 1) * q - (1 - power) * p) / (p - q);
}

export function expm1Narrow(x: number): number {
  return exp2m1Narrow(x * PER_LN2);
}

/** Writes e^(x + xLow) − 1 to `into` as high and low, for x ≤ 40; x below −40 is taken as −40. */
export function expm1Pair(x: number, xLow: number, into: Float64Array): void {
  const z = Math.max(x, -REACH);
  const n = expSteps(z);
  const near = expNear(z, n);
  const low = expLow(n) + (x < -REACH ? 0 : xLow);
  const r = near + low;
  const rLow = near - r + low;
  const rHead = leadingHalf(r);
  const head = expHead(n, 0);
  const small = head * (rLow + (r - rHead) + expCurve(r));
  const main = head * rHead;
  const less = head - 1;
  const exact = less + main;
  const high = exact + small;
  const lost = sumError(head, -1, less) + sumError(less, main, exact);
  const rest = sumError(exact, small, high) + lost;
  const sum = high + rest;
  into[0] = sum;
  into[1] = rest - (sum - high);
}
