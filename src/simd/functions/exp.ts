/**
 * exp in double precision, in the parts that the kernels put together.
 *
 *     x = n · ln2/64 + r,  |r| ≤ ln2/128        n the nearest integer, by adding and taking off 1.5·2⁵²
 *     exp(x) = 2^(n/64) · exp(r)
 *            = head + head · growth
 *
 * `head` is 2^(n/64) from a table of 64, cut to 26 bits and scaled by a power of two: exact. What the cut took off is
 * a factor of nearly 1; its logarithm is added to r. `growth` = exp(r) − 1 is at most 0.0055, so its own errors are
 * 2⁻⁷ of a rounding of the result, and `head + head · growth` is within 0.52 ulp. Its rounding error is known too
 * (Fast2Sum), which lets sums of exponentials be as good as if nothing had been rounded.
 *
 * The reduction subtracts n·STEP_HIGH, exact for |n| < 2²⁰ (so |x| < 11 000; callers keep within that), and adds all
 * that is small at once: r is rounded once, at 2⁻⁶¹. NaN is 0 as an index, and its growth is NaN. The scheme is Tang's,
 * 1989, doi:10.1145/63522.214389.
 */
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// V8 folds a module's own constants into its loops, and loads imported ones again on every pass: half the speed.
const HEADS = table.EXP_HEADS;
const TAILS = table.EXP_TAILS;
const STEPS_PER_UNIT = table.STEPS_PER_UNIT;
const STEP_HIGH = table.STEP_HIGH;
const STEP_LOW = table.STEP_LOW;
const C2 = table.EXP_C2;
const C3 = table.EXP_C3;
const C4 = table.EXP_C4;
const C5 = table.EXP_C5;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;

/** Adding it to |v| < 2⁵¹ leaves the integer nearest to v (ties to even) in the low bits of the sum. */
const ROUNDER = 6755399441055744; // 1.5 · 2⁵²

/** The whole number of steps of ln2/64 nearest to x. */
export function expSteps(x: number): number {
  return x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
}

/** The leading part of x less n steps, exact. */
export function expNear(x: number, n: number): number {
  return x - n * STEP_HIGH;
}

/** The small part: the low half of n steps, and what the cut of the head took off. */
export function expLow(n: number): number {
  return TAILS[n & 63]! - n * STEP_LOW;
}

/** 2^(n/64) cut to 26 bits, times 2^shift; the power of two must be normal. */
export function expHead(n: number, shift: number): number {
  return HEADS[n & 63]! * SCALES[(n >> 6) + shift + SCALE_ZERO]!;
}

/** exp(r) − 1 for |r| ≤ ln2/128, within 2⁻⁵⁹ of exp(r): the coefficients are minimax. */
export function expGrowth(r: number): number {
  const square = r * r;
  return r + square * (r * (C4 * r + C3 + square * C5) + C2);
}

/**
 * exp(r) − 1 − r, within 2⁻⁵⁷ of r itself, for what is left when the 1 goes away: Taylor's series, which is right at 0,
 * and one term more.
 */
export function expCurve(r: number): number {
  const quartic = 1 / 24 + r * (1 / 120 + r * (1 / 720));
  return r * r * (0.5 + r * (1 / 6 + r * quartic));
}
