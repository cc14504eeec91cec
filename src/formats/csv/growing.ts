import type { ElementClass, Slabs } from '../../columns/slabs.js';
import { bitmapBytes, Validity } from '../../columns/validity.js';
import { emptyLike } from '../../simd/floats.js';

type Growing = Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** Little, for a batch may have 100,000 columns of a few rows each. */
const LEAST = 8;

/** Room for `needed` elements: the array itself, or a copy at least twice as long. New elements are 0. */
export function withRoom<T extends Growing>(array: T, needed: number, slabs?: Slabs): T {
  if (needed <= array.length) return array;
  // The first rows may be all of a batch.
  const least = array.length === 0 ? needed : Math.max(LEAST, needed, 2 * array.length);
  const Class = array.constructor as ElementClass<T>; // every typed array is made so
  const next = slabs?.take(Class, least) ?? emptyLike(array, least);
  (next as Uint8Array).set(array as Uint8Array); // both are of one class
  return next;
}

/** Typed arrays of so many bytes lie in V8's heap, and a view of one would move it out. */
const SMALL_BYTES = 64;

/**
 * The first `length` elements: a view where that wastes little, for the memory then belongs to the batch.
 *
 * @param reuse  whether the memory stays the builder's, which then writes over it
 */
export function trimmed<T extends Growing>(array: T, length: number, reuse = false): T {
  if (array.length === length) return array;
  const spare = array.length - length;
  const wasteful = !reuse && (spare > (length >> 2) + LEAST || array.byteLength <= SMALL_BYTES);
  // A part of an array is of the array's class.
  return (wasteful ? array.slice(0, length) : array.subarray(0, length)) as T;
}

/** What the builder goes on with, when `length` elements are in a batch. */
export function nextRoom<T extends Growing>(array: T, length: number, reuse: boolean): T {
  return reuse ? array : emptyLike(array, length + (length >> 5));
}

const NO_BITS = new Uint8Array(0);

/** A bitmap, a bit a row, as it grows; as Arrow wants it, padded to 8 bytes. */
export class GrowingBits {
  #bits = NO_BITS;

  reserve(rows: number): void {
    this.#bits = withRoom(this.#bits, bitmapBytes(rows));
  }

  set(row: number): void {
    this.#bits[row >> 3] |= 1 << (row & 7);
  }

  /** The bits of `rows` rows; then all zero again, with as much room. */
  finish(rows: number): Uint8Array {
    const bits = trimmed(this.#bits, bitmapBytes(rows));
    this.#bits = new Uint8Array(bitmapBytes(rows));
    return bits;
  }
}

/** Which rows of a column are null. Most columns have none, and then there is no bitmap. */
export class GrowingNulls {
  #nulls: GrowingBits | undefined;
  #any = false;

  add(row: number): void {
    this.#any = true;
    this.#nulls ??= new GrowingBits();
    this.#nulls.reserve(row + 1);
    this.#nulls.set(row);
  }

  /** The validity of `rows` rows; then nothing is null again. */
  finish(rows: number): Validity | undefined {
    if (!this.#any || this.#nulls === undefined) return undefined;
    this.#any = false;
    this.#nulls.reserve(rows);
    const bits = this.#nulls.finish(rows);
    for (let i = 0; i < bits.length; i++) bits[i] = ~bits[i];
    return Validity.ofBitmap(bits, rows);
  }
}
