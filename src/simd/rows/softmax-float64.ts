/**
 * Softmax of one row in double precision: p[c] = exp(x[c]/T) / Σ exp(x[k]/T).
 *
 * Three passes: the maximum; the exponentials with their sum; one division each.
 *
 * *Near rows* (T = 1, |max| ≤ 4096) reduce x itself, and the maximum comes in only as a power of two: every
 * exponential is scaled by 2^(256 − k), where 2^k is the binade of exp(max). So x − max is never formed and its
 * rounding, which costs other libraries 20 to 30 ulp, does not exist. *Far rows* and other temperatures take the
 * exponential of (x − max)/T as a double-double. Which of the two depends on the row's own maximum only.
 *
 * The bias of 2²⁵⁶ keeps the smallest exponential that counts (e^−750, beyond half of the smallest subnormal) a normal
 * number, so that the division at the end is the one rounding of a subnormal probability. What lies further below the
 * maximum, −∞ included, is taken as 750 below it and becomes exactly 0.
 *
 * Error: an exponential is within 0.508 ulp and the sum is one of unrounded ones, rounded once; both may be twice that
 * in ulp of the quotient, which is rounded again. That adds up to 2.52 ulp at worst, and to 2.47 where the rounding of the
 * sum took off no more than 0.95 · 2⁻⁵³ of it. It took off more in one row of 500: these are *coarse*, and each of their
 * quotients is corrected by the sum's rest, to 2.02. Powers of two are left, for the quotient is exact there (no
 * quotient of doubles is nearer to one without being one), and right to 2.02 too. So a row of one class is exactly 1,
 * one of two equal classes 0.5.
 *
 * NaN and +∞ make an exponential NaN (as does a row of nothing but −∞, for which max − max is NaN), hence the sum:
 * one test a row finds them.
 */

import { expSteps } from '../functions/exp.js';
import { expRest, roundExponentials, roundGrowth, roundHead } from '../functions/exp-round.js';
import type { Scaling } from './anchored.js';
import { anchoredQuotients, BLOCK } from './anchored.js';
import {
  addToGroundLanes,
  clearGroundLanes,
  groundLanesRest,
  groundLanesTotal,
} from './ground-lanes.js';
import { COARSE_SUM, nearSoftmax64 } from './near-softmax-float64.js';

const BIAS = 256;
const NEAR = 4096;
const REACH = 750;

const COARSE = 0.95 * 2 ** -53;
/** The bits of a double that a power of two has none of. */
const FRACTION = 2n ** 52n - 1n;

const float = new Float64Array(1);
const words = new BigUint64Array(float.buffer);
const highs = new Float64Array(BLOCK);
const lows = new Float64Array(BLOCK);
const heads = new Float64Array(BLOCK);
const rests = new Float64Array(BLOCK);
const scratch = new Float64Array(BLOCK);

/**
 * Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. False where the row has no
 * distribution (a NaN, a +∞, nothing but −∞, or no element); it is all NaN then.
 */
export function softmaxRow64(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): boolean {
  if (scaling.temperature === 1) {
    const outcome = nearSoftmax64(src, dst, start, end);
    if (outcome === 'divided') return true;
    if (outcome === 'none') return withoutDistribution(dst, start, end);
    if (outcome === 'coarse') {
      divideByPair(dst, start, end, COARSE_SUM[0]!, COARSE_SUM[1]!);
      return true;
    }
  }
  return farSoftmaxRow64(src, dst, start, end, scaling);
}

/** Of a row that is not near. */
function farSoftmaxRow64(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): boolean {
  const max = maximum64(src, start, end);
  clearGroundLanes();
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    exponentiate(src, from, count, max, scaling, dst, from);
  }
  const sum = groundLanesTotal();
  if (!(sum > 0)) return withoutDistribution(dst, start, end);
  const rest = groundLanesRest();
  if (Math.abs(rest) > sum * COARSE) divideByPair(dst, start, end, sum, rest);
  else for (let i = start; i < end; i++) dst[i] = dst[i]! / sum;
  return true;
}

function withoutDistribution(dst: Float64Array, start: number, end: number): false {
  dst.fill(Number.NaN, start, end);
  return false;
}

function divideByPair(
  dst: Float64Array,
  start: number,
  end: number,
  sum: number,
  rest: number,
): void {
  const correction = rest / sum;
  for (let i = start; i < end; i++) {
    const q = dst[i]! / sum;
    dst[i] = isPowerOfTwo(q) ? q : q - q * correction;
  }
}

/** Of numbers that are not negative; 0 passes for one. */
function isPowerOfTwo(value: number): boolean {
  float[0] = value;
  return (words[0]! & FRACTION) === 0n;
}

/**
 * The sum of exponentials of elements start … end − 1, which have the maximum `max`, rounded; `groundLanesRest` is what
 * that leaves. Scaled as for softmax; NaN or 0 where the row has no distribution.
 */
export function sumOfExponentials64(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): number {
  clearGroundLanes();
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    exponentiate(src, from, count, max, scaling, scratch, 0);
  }
  return groundLanesTotal();
}

export function isNear64(max: number, { temperature }: Scaling): boolean {
  return temperature === 1 && max <= NEAR && max >= -NEAR;
}

/** k, where 2^k is the binade of exp(max). */
export function binadeOf64(max: number): number {
  return expSteps(max) >> 6;
}

/** The largest element; NaN where there is one, −∞ where there is no element. */
export function maximum64(src: Float64Array, start: number, end: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    max = Math.max(max, src[i]!);
  }
  return max;
}

/** Exponentials of at most BLOCK elements to dst[at] …, added to the lanes; `from` is 4n off the row's start. */
function exponentiate(
  src: Float64Array,
  from: number,
  count: number,
  max: number,
  scaling: Scaling,
  dst: Float64Array,
  at: number,
): void {
  if (isNear64(max, scaling)) {
    roundExponentials(src, from, count, max - REACH, BIAS - binadeOf64(max), heads, rests);
  } else farExponentials(src, from, count, max, scaling);
  addToGroundLanes(heads, rests, count, dst, at);
}

/** `roundExponentials` of quotients. */
function farExponentials(
  src: Float64Array,
  from: number,
  count: number,
  max: number,
  scaling: Scaling,
): void {
  anchoredQuotients(src, from, count, max, scaling, highs, lows);
  for (let j = 0; j < count; j++) {
    const given = highs[j]!;
    const y = Math.max(given, -REACH);
    const n = expSteps(y);
    const r = expRest(y, given < -REACH ? 0 : lows[j]!, n);
    heads[j] = roundHead(n, BIAS);
    rests[j] = heads[j]! * roundGrowth(r, n);
  }
}
