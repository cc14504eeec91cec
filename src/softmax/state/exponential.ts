/**
 * exp(x/T) as an integer on a grid, the summand of the exact state:
 *
 *     exp(x/T) = 2^k · (high + low) · (1 + δ),   0.99 < high + low < 2,   |δ| < 2⁻⁵⁷·⁵
 *
 * high is a multiple of 2⁻²⁸, low of 2⁻⁶⁰ with |low| ≤ 2⁻²⁸, so that sums of 2²¹ of either are exact in doubles. k, high
 * and low are functions of x and T alone. A plain 53-bit mantissa would cost 2.5 ulp in probabilities by itself.
 *
 *     y + yLow = x/T                           a double-double (`anchored.ts` with an anchor of 0)
 *     n = the step of ln2/64 nearest to y,  k = floor(n/64)
 *     r = y + yLow − n·ln2/64                  |r| < 2⁻⁷·⁴
 *     high + low = 2^((n mod 64)/64) · exp(r), cut
 *
 * *The reduction.* STEP_HIGH has 29 bits, so n·STEP_HIGH is exact for |n| < 2²⁴, that is |y| ≤ 2¹⁷. y − n·STEP_HIGH is
 * exact too: for n ≠ 0 both are multiples of 2⁻⁶⁰, and the difference is below 2⁻⁷. n·STEP_LOW is below 2⁻¹⁶. So r is
 * rounded once that matters, at 2⁻⁶¹. Beyond 2¹⁷ it comes from `far-quotient.ts`.
 *
 * *The growth* exp(r) − 1 is that of `src/simd/functions/exp-round.ts`, with a polynomial right to 2⁻⁵⁹; the roundings of its sums,
 * three, are of numbers below 2⁻⁷ and 2⁻⁶¹ each, that of its product with the head is 2⁻⁶⁰.
 *
 * *The cut.* Adding 1.5·2²⁴ and taking it off leaves the multiple of 2⁻²⁸ nearest to the sum of head and growth. What
 * that leaves, computed from the two, is cut to a multiple of 2⁻⁶⁰ likewise, which is off by 2⁻⁶¹ at most. All errors together are
 * below 5.5 · 2⁻⁶⁰; against mpmath the largest of many was 2⁻⁵⁸·⁰.
 */

import { expSteps } from '../../simd/functions/exp.js';
import { expRest, roundGrowth } from '../../simd/functions/exp-round.js';
import { EXP_POWERS } from '../../simd/functions/exp-table.js';
import type { Scaling } from '../../simd/rows/anchored.js';
import { anchoredQuotients } from '../../simd/rows/anchored.js';
import { farQuotient } from './far-quotient.js';

// The module's own constant: V8 folds it into loops, an imported one not.
const HEADS = EXP_POWERS;

/** 1.5 · 2²⁴: leaves multiples of 2⁻²⁸. */
const HIGH_CUTTER = 25165824;
/** 1.5 · 2⁻⁸: leaves multiples of 2⁻⁶⁰. */
const LOW_CUTTER = 0.005859375;

/** Quotients up to it, in size, are reduced in doubles. */
export const NEAR = 2 ** 17;

/**
 * From here on only the maximum counts: doubles whose quotients are that large are at least 2⁶³ · 2⁻⁵³ = 2¹⁰ apart, and
 * e^−1024 is nothing beside 1, not even 2⁵³ times.
 */
export const LONE = 2 ** 63;

/** 2^(n/64) without its binade, to 53 bits. */
export function headOf(n: number): number {
  return HEADS[n & 63]!;
}

/** What r and the rounding of the head add to the head. */
export function growthOf(head: number, r: number, n: number): number {
  return head * roundGrowth(r, n);
}

export function highOf(head: number, growth: number): number {
  return head + growth + HIGH_CUTTER - HIGH_CUTTER;
}

export function lowOf(head: number, growth: number, high: number): number {
  return head - high + growth + LOW_CUTTER - LOW_CUTTER;
}

/** exp(x/T) = 2^k · (high + low). */
export interface Exponential {
  readonly k: bigint;
  readonly high: number;
  readonly low: number;
}

const source = new Float64Array(1);
const quotient = new Float64Array(1);
const quotientLow = new Float64Array(1);

/** Of a finite x; undefined where |x/T| ≥ LONE. The loops of `bins.ts` compute the same, for |x/T| ≤ NEAR. */
export function exponentialOf(x: number, scaling: Scaling): Exponential | undefined {
  source[0] = x;
  anchoredQuotients(source, 0, 1, 0, scaling, quotient, quotientLow);
  const y = quotient[0]!;
  if (!(Math.abs(y) < LONE)) return undefined;
  if (Math.abs(y) > NEAR) {
    const { n, rest } = farQuotient(x, scaling.temperature);
    return partsOf(n, Number(n & 63n), rest);
  }
  const n = expSteps(y);
  return partsOf(BigInt(n), n, expRest(y, quotientLow[0]!, n));
}

/** The same for |x/T| ≤ NEAR, without a bigint: writes k, high and low to `into`. False, and nothing is written, for others. */
export function nearExponential(x: number, scaling: Scaling, into: Float64Array): boolean {
  source[0] = x;
  anchoredQuotients(source, 0, 1, 0, scaling, quotient, quotientLow);
  const y = quotient[0]!;
  if (!(Math.abs(y) <= NEAR)) return false;
  const n = expSteps(y);
  const head = headOf(n);
  const growth = growthOf(head, expRest(y, quotientLow[0]!, n), n);
  const high = highOf(head, growth);
  into[0] = n >> 6;
  into[1] = high;
  into[2] = lowOf(head, growth, high);
  return true;
}

function partsOf(step: bigint, n: number, rest: number): Exponential {
  const head = headOf(n);
  const growth = growthOf(head, rest, n);
  const high = highOf(head, growth);
  return { k: step >> 6n, high, low: lowOf(head, growth, high) };
}
