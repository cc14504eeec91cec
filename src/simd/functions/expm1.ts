/**
 * e^x − 1, where accuracy near 0 is won or lost. With e^x = head · e^tail · e^r, see `exp.ts`,
 *
 *     e^x − 1 = (head − 1) + head · rHead + head · ((r − rHead) + curve(r) + (e^tail − 1) · e^r)
 *
 * where head and rHead have 26 bits each: the second term is exact, the first is but for large |x|, and what it rounds
 * is kept; the third is at most 2⁻⁸ of the whole. Below |x| = 0.0054, head is 1 and this is r + curve(r), of full
 * relative accuracy down to the smallest subnormal. (`tanh.ts` is built on the same sum, as a pair.)
 */
import { leadingHalf, sumError } from './error-free.js';
import { expCurve, expHead, expLow, expNear, expSteps } from './exp.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import * as table from './exp-table.js';
import { exp } from './exponential.js';

/** Below it e^x − 1 rounds to −1, and above its negative the −1 is 2⁻⁵⁷ of e^x. */
const REACH = 40;
/** Up to here head − 1 is exact, or head is not the larger. */
const HIGHEST = 36;
/** Beyond it float32 has only −1 and ∞. */
export const REACH_32 = 180;

// The module's own constants: see exp.ts.
const { PER_LN2, STEP_HIGH, STEP_LOW } = table;
/** e^tail − 1. */
const TAILS = table.EXP_TAILS.map((tail) => tail + (tail * tail) / 2);

const pair = new Float64Array(2);

/** e^x − 1; −∞ → −1, +∞ → +∞, −0 → −0, NaN → NaN. Error ≤ 0.54 ulp. */
export function expm1(x: number): number {
  if (x > HIGHEST) return expm1OfLarge(x);
  if (x === 0) return x;
  const n = expSteps(Math.max(x, -REACH));
  const near = Math.max(x, -REACH) - n * STEP_HIGH;
  const rHead = leadingHalf(near);
  const head = expHead(n, 0);
  const exact = head - 1 + head * rHead;
  return exact + growthSmall(head, TAILS[n & 63]!, rHead, curvedRest(near, rHead, n), exact);
}

function expm1OfLarge(x: number): number {
  if (x > REACH) return exp(x);
  expm1Pair(x, 0, pair);
  return pair[0]!;
}

/**
 * (factor + factorRest) · (e^x − 1) for x ≤ 0, where factor has 26 bits: its product with the leading half of the sum's exact part is
 * exact, and all that is small is added to it.
 */
export function scaledGrowth(x: number, factor: number, factorRest: number): number {
  const n = expSteps(Math.max(x, -REACH));
  const near = Math.max(x, -REACH) - n * STEP_HIGH;
  const rHead = leadingHalf(near);
  const head = expHead(n, 0);
  const exact = head - 1 + head * rHead;
  const small = growthSmall(head, TAILS[n & 63]!, rHead, curvedRest(near, rHead, n), exact);
  const upper = leadingHalf(exact);
  const low = factor * (exact - upper) + factorRest * exact;
  return factor * upper + (low + (factor + factorRest) * small);
}

/** What is left of x besides n steps and rHead, and the curve of e^x there. */
function curvedRest(near: number, rHead: number, n: number): number {
  const less = n * STEP_LOW;
  const r = near - less;
  const square = r * r;
  const upper = 1 / 24 + r * (1 / 120) + square * (1 / 720);
  return near - rHead - less + square * (0.5 + r * (1 / 6) + square * upper);
}

/** The third term, and what `exact`, the sum of the others, rounds (Fast2Sum). */
function growthSmall(
  head: number,
  tail: number,
  rHead: number,
  rest: number,
  exact: number,
): number {
  const less = head - 1;
  const main = head * rHead;
  const small = head * (rest + (tail * (rHead + rest) + tail));
  return small + (main - (exact - less) + (head - (less + 1)));
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
