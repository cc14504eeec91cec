/**
 * The support of a sparse distribution, and the probability of its last class: what sparsemax and 1.5-entmax have in
 * common.
 *
 * Both are pᵢ = [zᵢ − τ]₊ᵅ, α = 1 for sparsemax and z = x/T, α = 2 for 1.5-entmax and z = x/2T, with the τ for which
 * Σ p = 1. Sort z₁ ≥ z₂ ≥ …; the support is the first k classes, k the last for which Σ_{j<k} (z_j − z_k)ᵅ < 1. The
 * papers take τ from sums of z and z², which cancel. Here everything is measured from the running class instead:
 *
 *     a_k = Σ_{j<k} (z_j − z_k),   q_k = Σ_{j<k} (z_j − z_k)²,   g = z_k − z_{k+1} ≥ 0
 *     a_{k+1} = a_k + k·g          q_{k+1} = q_k + g·(a_k + a_{k+1})
 *
 * Nothing of it can be negative, so nothing cancels. With rest = 1 − a_k (or 1 − q_k), the one difference there is, the
 * last class of the support has t = z_k − τ with
 *
 *     sparsemax   a_k + k·t = 1                      t = rest / k
 *     entmax15    q_k + 2·a_k·t + k·t² = 1           t = rest / (a_k + √(a_k² + k·rest))
 *
 * and pᵢ = ((zᵢ − z_k) + t)ᵅ, again a sum of what is not negative. All of it is in double-doubles (`anchored.ts` gives
 * the gaps), which leaves an error far below 2⁻⁹⁰ in p before it is rounded, once.
 *
 * As p₁ ≤ 1, classes with z ≤ z₁ − 1 are not in the support; only the others are sorted.
 */

import type { Floats } from '../simd/floats.js';
import { productError, sumError } from '../simd/functions/error-free.js';
import type { Scaling } from '../simd/rows/anchored.js';
import { anchoredQuotients } from '../simd/rows/anchored.js';

/** How a sparse distribution follows from the sums of the support. */
export interface Shape {
  /** z = x/T times this: ½ is exact. */
  readonly scale: 1 | 0.5;
  /** Whether the class with these sums behind it is still in the support. */
  admits(sums: Sums): boolean;
  /** t of the last class of the support, into `into`. */
  last(k: number, sums: Sums, into: Pair): void;
  /** The probability of a class that is `above` over the last one, for its t. */
  probability(above: Pair, t: Pair): number;
}

/** A number as the unevaluated sum of two doubles. */
export interface Pair {
  high: number;
  low: number;
}

export interface Sums {
  readonly a: Pair;
  readonly q: Pair;
}

export interface Support {
  /** The smallest value that has a probability above 0. */
  readonly least: number;
  readonly t: Pair;
}

const one = new Float64Array(1);
const high = new Float64Array(1);
const low = new Float64Array(1);

let candidates = new Float64Array(256);

/**
 * The support of elements start … end − 1, of which the largest is `max`, a finite number.
 *
 * @param t  gets the result's t
 */
export function supportOf(
  src: Floats,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
  shape: Shape,
  t: Pair,
): Support {
  const sorted = nearMaximum(src, start, end, max, scaling.temperature / shape.scale);
  const sums: Sums = { a: { high: 0, low: 0 }, q: { high: 0, low: 0 } };
  const next: Sums = { a: { high: 0, low: 0 }, q: { high: 0, low: 0 } };
  const gap: Pair = { high: 0, low: 0 };
  let k = 1;
  for (let i = sorted.length - 2; i >= 0; i--, k++) {
    distance(sorted[i + 1]!, sorted[i]!, scaling, shape, gap);
    step(sums, k, gap, next);
    if (!shape.admits(next)) break;
    copy(next.a, sums.a);
    copy(next.q, sums.q);
  }
  shape.last(k, sums, t);
  return { least: sorted[sorted.length - k]!, t };
}

/** (x − y)/T, times the shape's scale. */
export function distance(x: number, y: number, scaling: Scaling, shape: Shape, into: Pair): void {
  one[0] = x;
  anchoredQuotients(one, 0, 1, y, scaling, high, low);
  into.high = high[0]! * shape.scale;
  into.low = low[0]! * shape.scale;
}

/** The elements less than `reach` below the maximum, rising; rounding may let in one that is as far as that. */
function nearMaximum(
  src: Floats,
  start: number,
  end: number,
  max: number,
  reach: number,
): Float64Array {
  let size = 0;
  for (let i = start; i < end; i++) {
    const x = src[i]!;
    if (!(max - x <= reach)) continue;
    if (size === candidates.length) candidates = doubled(candidates);
    candidates[size++] = x;
  }
  return candidates.subarray(0, size).sort();
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}

/** The sums of class k + 1, which lies `gap` below class k. */
function step({ a, q }: Sums, k: number, gap: Pair, next: Sums): void {
  multiply(gap, k, 0, next.a);
  add(next.a, a.high, a.low);
  copy(next.a, next.q);
  add(next.q, a.high, a.low);
  multiply(next.q, gap.high, gap.low, next.q);
  add(next.q, q.high, q.low);
}

/** x + (high + low), in place. */
export function add(x: Pair, high: number, low: number): void {
  const sum = x.high + high;
  renormalize(sum, sumError(x.high, high, sum) + (x.low + low), x);
}

/** x · (high + low); `into` may be x. */
export function multiply(x: Pair, high: number, low: number, into: Pair): void {
  const product = x.high * high;
  const rest = productError(x.high, high, product) + (x.high * low + x.low * high);
  renormalize(product, rest, into);
}

/** high + low as a pair whose high part is the rounded sum. */
export function renormalize(high: number, low: number, into: Pair): void {
  const sum = high + low;
  into.low = low - (sum - high);
  into.high = sum;
}

export function copy(from: Pair, into: Pair): void {
  into.high = from.high;
  into.low = from.low;
}
