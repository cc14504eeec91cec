import { describe } from '../errors.js';
import type { Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { checkRows, startOf } from './layout.js';
import { checkFloats } from './pair.js';

/**
 * The class with the largest value in each row: the first of several that are equal (−0 equals 0).
 *
 * @param dst  at least rows.length places; gets −1 for a row that holds NaN, is empty, or holds nothing but −∞
 * @throws RangeError where the rows reach beyond an array
 */
export function argmaxRows(src: Floats, rows: Rows, dst: Int32Array): void {
  checkFloats('argmaxRows', 'src', src);
  checkRows('argmaxRows', rows, src);
  checkSlots('argmaxRows', dst, rows.length);
  for (let r = 0; r < rows.length; r++) {
    dst[r] = argmax(src, startOf(rows, r), startOf(rows, r + 1));
  }
}

/**
 * The k classes with the largest values in each row, by falling value; equal ones by rising index. Takes O(n log k) a
 * row.
 *
 * @param k  an integer of at least 1
 * @returns `indices`: k slots a row, the first counts[r] of them in use (the rest are −1); `counts`: min(k, n), or 0
 *   for a row that holds NaN. −∞ ranks below all else and is not left out
 * @throws RangeError for a bad k, and where the rows reach beyond the array
 */
export function topKRows(
  src: Floats,
  rows: Rows,
  k: number,
): { indices: Int32Array; counts: Int32Array } {
  checkFloats('topKRows', 'src', src);
  checkRows('topKRows', rows, src);
  if (!(Number.isInteger(k) && k >= 1)) {
    throw new RangeError(
      describe({
        operator: 'topKRows',
        what: 'bad k',
        got: k,
        expected: 'an integer of at least 1',
      }),
    );
  }
  const indices = new Int32Array(rows.length * k).fill(-1);
  const counts = new Int32Array(rows.length);
  for (let r = 0; r < rows.length; r++) {
    const slots = indices.subarray(r * k, (r + 1) * k);
    counts[r] = select(src, startOf(rows, r), startOf(rows, r + 1), slots);
  }
  return { indices, counts };
}

function argmax(src: Floats, start: number, end: number): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    const x = src[i]!;
    if (x > most) {
      most = x;
      best = i - start;
    } else if (Number.isNaN(x)) return -1;
  }
  return best;
}

/** Fills `slots` with the leaders of one row, best first; their number is the result. */
function select(src: Floats, start: number, end: number, slots: Int32Array): number {
  let size = 0;
  for (let i = start; i < end; i++) {
    if (Number.isNaN(src[i]!)) {
      slots.fill(-1);
      return 0;
    }
    const c = i - start;
    if (size < slots.length) {
      slots[size] = c;
      rise(src, start, slots, size++);
    } else if (src[i]! > src[start + slots[0]!]!) {
      slots[0] = c;
      sink(src, start, slots, size);
    }
  }
  for (let last = size - 1; last > 0; last--) {
    swap(slots, 0, last);
    sink(src, start, slots, last);
  }
  return size;
}

/** Whether class a ranks below class b. */
function ranksBelow(src: Floats, start: number, a: number, b: number): boolean {
  const x = src[start + a]!;
  const y = src[start + b]!;
  return x < y || (x === y && a > b);
}

// `slots` is a binary heap with the lowest-ranking class on top: the one that the next better one drives out.

function rise(src: Floats, start: number, slots: Int32Array, from: number): void {
  let child = from;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!ranksBelow(src, start, slots[child]!, slots[parent]!)) return;
    swap(slots, child, parent);
    child = parent;
  }
}

function sink(src: Floats, start: number, slots: Int32Array, size: number): void {
  let parent = 0;
  for (let child = 1; child < size; child = 2 * parent + 1) {
    if (child + 1 < size && ranksBelow(src, start, slots[child + 1]!, slots[child]!)) child++;
    if (!ranksBelow(src, start, slots[child]!, slots[parent]!)) return;
    swap(slots, child, parent);
    parent = child;
  }
}

function swap(slots: Int32Array, a: number, b: number): void {
  const kept = slots[a]!;
  slots[a] = slots[b]!;
  slots[b] = kept;
}

function checkSlots(operator: string, dst: Int32Array, length: number): void {
  if (!(dst instanceof Int32Array)) {
    const what = 'dst is no array of indices';
    throw new TypeError(describe({ operator, what, got: dst, expected: 'Int32Array' }));
  }
  if (dst.length >= length) return;
  throw new RangeError(
    describe({
      operator,
      what: 'too few places in dst',
      got: dst.length,
      expected: `at least ${length}`,
    }),
  );
}
