/**
 * Functions of + − · / and the square root. Sums and products that are rounded twice in the textbook's order are kept
 * as double-doubles, so that only the result is rounded. Error ≤ 0.51 ulp.
 */
import { productError, sumError } from './error-free.js';
import { quotient } from './quotient.js';

/** 1 + |x| is |x| to 2⁻⁶⁰. */
const LARGE = 2 ** 60;
/** x² neither overflows nor counts less than 2⁶⁰ times b (at most 10^100). */
const HUGE = 2 ** 400;

/** x / (1 + |x|); ±∞ → ±1. */
export function softsign(x: number): number {
  const a = Math.abs(x);
  if (a > LARGE) return x < 0 ? -1 : 1;
  if (x === 0) return x;
  const d = 1 + a;
  return quotient(x, 0, d, sumError(1, a, d));
}

export function softsignNarrow(x: number): number {
  const a = Math.abs(x);
  return a > LARGE ? (x < 0 ? -1 : 1) : x / (1 + a);
}

/**
 * (x + √(x² + b)) / 2; below 0 it is b/2 / (√(x² + b) − x), which does not cancel. −∞ → 0, +∞ → +∞.
 *
 * @param b  0, or 10^−100 to 10^100
 */
export function squareplus(x: number, b: number): number {
  const a = Math.abs(x);
  if (b === 0) return Math.max(x, 0);
  if (a > HUGE) return x > 0 ? x : b / 4 / a;
  const square = x * x;
  const s = square + b;
  const sLow = sumError(square, b, s) + productError(x, x, square);
  const root = Math.sqrt(s);
  const back = root * root;
  const rootLow = (s - back - productError(root, root, back) + sLow) / (2 * root);
  const sum = root + a;
  const sumLow = sumError(root, a, sum) + rootLow;
  return x > 0 ? (sum + sumLow) / 2 : quotient(b / 2, 0, sum, sumLow);
}

export function squareplusNarrow(x: number, b: number): number {
  if (b === 0) return Math.max(x, 0);
  const root = Math.sqrt(x * x + b);
  return x > 0 ? (x + root) / 2 : b / (2 * (root - x));
}

/** The derivative of squareplus, which is squareplus over its own root. */
export function squareplusSlope(x: number, b: number): number {
  const a = Math.abs(x);
  if (b === 0) return Number.isNaN(x) ? x : x > 0 ? 1 : x < 0 ? 0 : 0.5;
  if (a > HUGE) return x > 0 ? 1 : b / 4 / a / a;
  return squareplus(x, b) / Math.sqrt(x * x + b);
}

/** (x + start) / run, for a sum that is not 0 and not beyond run. */
export function ramp(x: number, start: number, run: number): number {
  const sum = x + start;
  return quotient(sum, sumError(x, start, sum), run, 0);
}

/** x · (x + 3) / 6 for |x| < 3. */
export function risingParabola(x: number): number {
  if (Math.abs(x) < 2 ** -60) return x / 2;
  const sum = x + 3;
  const product = x * sum;
  const low = productError(x, sum, product) + x * sumError(x, 3, sum);
  return quotient(product, low, 6, 0);
}

/** ((x + 1) / 2)² for |x| < 1. */
export function risingSquare(x: number): number {
  const sum = x + 1;
  const square = sum * sum;
  return (square + (productError(sum, sum, square) + 2 * sum * sumError(x, 1, sum))) / 4;
}
