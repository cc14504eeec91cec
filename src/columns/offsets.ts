import type { Data } from 'apache-arrow';

/** The run of its child's elements, or of its bytes, that a column of variable width uses. */
export interface Extent {
  readonly begin: number;
  readonly size: number;
}

/**
 * Where a column's offsets begin and how far they reach: after a slice they are not rebased, and what lies before
 * and behind belongs to others.
 */
export function extentOf(data: Data): Extent {
  const offsets: Int32Array | BigInt64Array = data.valueOffsets;
  if (offsets.length === 0) return { begin: 0, size: 0 };
  const begin = Number(offsets[0]);
  return { begin, size: Number(offsets[lastOf(offsets, data.length)]) - begin };
}

/** Offsets of 64 bits, written as the words that they are (none is negative): bigints would cost ten times as much. */
export function widened(offsets: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(offsets.length);
  const words = new Int32Array(wide.buffer);
  for (let i = 0; i < offsets.length; i++) words[2 * i] = offsets[i]!;
  return wide;
}

/**
 * Writes `dst[at + i] = offset i − offset 0 + start` for i = 1 … length. Rows behind the end of the offsets, which
 * apache-arrow appends as nulls to make columns equally long, are empty.
 */
export function rebaseOffsets(data: Data, dst: Int32Array, at: number, start: number): void {
  const offsets: Int32Array | BigInt64Array = data.valueOffsets;
  const { begin, size } = extentOf(data);
  const last = offsets.length === 0 ? 0 : lastOf(offsets, data.length);
  const shift = start - begin;
  if (offsets instanceof BigInt64Array) {
    const words = new Int32Array(offsets.buffer, offsets.byteOffset, 2 * offsets.length);
    for (let i = 1; i <= last; i++) {
      dst[at + i] = words[2 * i + 1]! * 2 ** 32 + (words[2 * i]! >>> 0) + shift;
    }
  } else {
    for (let i = 1; i <= last; i++) dst[at + i] = offsets[i]! + shift;
  }
  dst.fill(start + size, at + last + 1, at + data.length + 1);
}

function lastOf(offsets: Int32Array | BigInt64Array, length: number): number {
  return Math.min(length, offsets.length - 1);
}
