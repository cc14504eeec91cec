/**
 * Distributions that give most classes exactly 0: sparsemax and 1.5-entmax, the members α = 2 and α = 1.5 of Tsallis
 * entmax, of which softmax is α = 1. The mathematics is in `support.ts`.
 */

import type { Floats } from '../simd/floats.js';
import { productError } from '../simd/functions/error-free.js';
import type { Scaling } from '../simd/rows/anchored.js';
import { scalingOf } from '../simd/rows/anchored.js';
import { maximum32 } from '../simd/rows/softmax-float32.js';
import { maximum64 } from '../simd/rows/softmax-float64.js';
import { byBlocks, checkColumns } from './columns.js';
import type { Rows } from './layout.js';
import { checkTemperature, startOf } from './layout.js';
import { checkTable } from './pair.js';
import type { Pair, Shape } from './support.js';
import { add, copy, distance, multiply, renormalize, supportOf } from './support.js';

/** Error bounds of sparsemax in ulp of the result; where a probability is below 2⁻³⁸, 2⁻⁹⁰ more. */
export const SPARSEMAX_TOLERANCE = { float32: 0.51, float64: 0.51 } as const;
/** Those of 1.5-entmax, likewise. */
export const ENTMAX15_TOLERANCE = { float32: 0.51, float64: 0.51 } as const;

/**
 * Sparsemax of each row: the point of the simplex that is nearest to x/T, p[c] = max(x[c]/T − τ, 0) with Σ p = 1.
 * Exact sorting, O(n + s log s) for the s classes within T of the largest.
 *
 * @param src  the rows' logits
 * @param dst  the probabilities, in the same places; of src's type; may be `src`, else must not overlap it. Elements
 *   outside the rows are left alone
 * @param temperature  T, finite and above 0
 * @returns the number of rows without a distribution: those that hold NaN or +∞, or nothing but −∞, or are empty.
 *   They are filled with canonical NaN
 *
 * Range [0, 1], exactly 0 outside of the support; within `SPARSEMAX_TOLERANCE`. Classes with equal logits are equal;
 * shifting a row changes nothing where the shift is exact.
 * @throws RangeError where the rows reach beyond an array or the temperature is out of range
 * @see Martins & Astudillo 2016, arXiv:1602.02068
 */
export function sparsemaxRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  return checkedRows('sparsemaxRows', SPARSEMAX, src, dst, rows, temperature);
}

/** `sparsemaxRows` of a table that has a column for each class, as `softmaxColumns`. */
export function sparsemaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  return checkedColumns('sparsemaxColumns', SPARSEMAX, src, dst, length, temperature);
}

/**
 * 1.5-entmax of each row: p[c] = max(x[c]/2T − τ, 0)² with Σ p = 1, between softmax and sparsemax. Arguments, result
 * and special cases as for `sparsemaxRows`; the classes within 2T of the largest are sorted, and p is within
 * `ENTMAX15_TOLERANCE`.
 *
 * @see Peters, Niculae & Martins 2019, arXiv:1905.05702
 */
export function entmax15Rows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  return checkedRows('entmax15Rows', ENTMAX15, src, dst, rows, temperature);
}

/** `entmax15Rows` of a table that has a column for each class, as `softmaxColumns`. */
export function entmax15Columns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  return checkedColumns('entmax15Columns', ENTMAX15, src, dst, length, temperature);
}

const SPARSEMAX: Shape = {
  scale: 1,
  admits: ({ a }) => a.high < 1 || (a.high === 1 && a.low < 0),
  last(k, { a }, into) {
    restOf(a, into);
    divide(into, k, 0, into);
  },
  probability: (above, t) => {
    copy(above, p);
    add(p, t.high, t.low);
    return p.high;
  },
};

const ENTMAX15: Shape = {
  scale: 0.5,
  admits: ({ q }) => q.high < 1 || (q.high === 1 && q.low < 0),
  last(k, { a, q }, into) {
    restOf(q, into);
    multiply(into, k, 0, root);
    multiply(a, a.high, a.low, p);
    add(root, p.high, p.low);
    squareRoot(root);
    add(root, a.high, a.low);
    divide(into, root.high, root.low, into);
  },
  probability: (above, t) => {
    copy(above, p);
    add(p, t.high, t.low);
    multiply(p, p.high, p.low, p);
    return p.high;
  },
};

const p: Pair = { high: 0, low: 0 };
const root: Pair = { high: 0, low: 0 };
const t: Pair = { high: 0, low: 0 };
const above: Pair = { high: 0, low: 0 };

/** 1 − sum. */
function restOf(sum: Pair, into: Pair): void {
  into.high = -sum.high;
  into.low = -sum.low;
  add(into, 1, 0);
}

/** x / (high + low), right to 2⁻¹⁰⁰; `into` may be x. */
function divide(x: Pair, high: number, low: number, into: Pair): void {
  const q = x.high / high;
  const back = q * high;
  const missing = x.high - back - productError(q, high, back) + (x.low - q * low);
  renormalize(q, missing / high, into);
}

/** √x in place, by one step of Newton's on top of the rounded root. */
function squareRoot(x: Pair): void {
  const r = Math.sqrt(x.high);
  if (r === 0) return;
  const square = r * r;
  renormalize(r, (x.high - square - productError(r, r, square) + x.low) / (2 * r), x);
}

function checkedRows(
  operator: string,
  shape: Shape,
  src: Floats,
  dst: Floats,
  rows: Rows,
  temperature: number,
): number {
  checkTable(operator, src, dst, rows);
  checkTemperature(operator, temperature);
  return eachRow(shape, src, dst, rows, scalingOf(temperature));
}

function checkedColumns<T extends Floats>(
  operator: string,
  shape: Shape,
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature(operator, temperature);
  checkColumns(operator, src, dst, length);
  const scaling = scalingOf(temperature);
  return byBlocks(src, dst, length, (block, rows) => eachRow(shape, block, block, rows, scaling));
}

function eachRow(shape: Shape, src: Floats, dst: Floats, rows: Rows, scaling: Scaling): number {
  let bad = 0;
  for (let r = 0; r < rows.length; r++) {
    if (!sparseRow(shape, src, dst, startOf(rows, r), startOf(rows, r + 1), scaling)) bad++;
  }
  return bad;
}

/** False where the row has no distribution; it is all NaN then. */
function sparseRow(
  shape: Shape,
  src: Floats,
  dst: Floats,
  start: number,
  end: number,
  scaling: Scaling,
): boolean {
  const max = src instanceof Float32Array ? maximum32(src, start, end) : maximum64(src, start, end);
  if (!Number.isFinite(max)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  const { least } = supportOf(src, start, end, max, scaling, shape, t);
  for (let i = start; i < end; i++) {
    const x = src[i]!;
    if (x < least) dst[i] = 0;
    else {
      distance(x, least, scaling, shape, above);
      dst[i] = shape.probability(above, t);
    }
  }
  return true;
}
