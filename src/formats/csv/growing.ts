import { bitmapBytes } from '../../columns/validity.js';

type Growing = Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** Little, for a batch may have 100,000 columns of a few rows each. */
const LEAST = 8;

/** Room for `needed` elements: the array itself, or a copy at least twice as long. New elements are 0. */
export function withRoom<T extends Growing>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const next = emptyLike(array, Math.max(LEAST, needed, 2 * array.length));
  (next as Uint8Array).set(array as Uint8Array); // both are of one class
  return next;
}

/** The first `length` elements: a view where that wastes little, for the memory then belongs to the batch. */
export function trimmed<T extends Growing>(array: T, length: number): T {
  const wasteful = array.length > length + (length >> 2) + LEAST;
  // A part of an array is of the array's class.
  return (wasteful ? array.slice(0, length) : array.subarray(0, length)) as T;
}

/** Zeros of the same class. */
export function emptyLike<T extends Growing>(array: T, length: number): T {
  const Class = array.constructor as new (length: number) => T; // every typed array is made so
  return new Class(length);
}

/** A bitmap, a bit a row, as it grows; as Arrow wants it, padded to 8 bytes. */
export class GrowingBits {
  #bits = new Uint8Array(0);

  reserve(rows: number): void {
    this.#bits = withRoom(this.#bits, bitmapBytes(rows));
  }

  set(row: number): void {
    this.#bits[row >> 3] |= 1 << (row & 7);
  }

  clear(row: number): void {
    this.#bits[row >> 3] &= ~(1 << (row & 7));
  }

  /** The rows from `from` to before `to`. */
  setAll(from: number, to: number): void {
    let row = from;
    while (row < to && (row & 7) !== 0) this.set(row++);
    const whole = Math.max(row, to & ~7);
    this.#bits.fill(0xff, row >> 3, whole >> 3);
    for (row = whole; row < to; row++) this.set(row);
  }

  /** The bits of `rows` rows; then all zero again, with as much room. */
  finish(rows: number): Uint8Array {
    const bits = trimmed(this.#bits, bitmapBytes(rows));
    this.#bits = new Uint8Array(bitmapBytes(rows));
    return bits;
  }
}
