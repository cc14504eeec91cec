import type { Data } from 'apache-arrow';
import { LimitError } from '../../errors.js';
import type { Buffers } from '../column.js';
import { extentOf, rebaseOffsets, widened } from '../offsets.js';
import { bitmapBytes, copyBits } from '../validity.js';

/** Whose columns are put together, for errors. */
export interface Where {
  readonly operator: string;
  readonly column: string;
}

/** A fixed number of elements a slot: numbers, decimals, dates, times, fixed-size binary. */
export function fixedWidth(parts: readonly Data[], length: number): Buffers {
  const { type, stride } = parts[0]!;
  const values = new type.ArrayType(length * stride);
  let at = 0;
  for (const part of parts) {
    values.set(part.values.subarray(0, part.length * stride), at);
    at += part.length * stride;
  }
  return { values };
}

/** Booleans, a bit each. */
export function bits(parts: readonly Data[], length: number): Buffers {
  const values = new Uint8Array(bitmapBytes(length));
  let at = 0;
  for (const part of parts) {
    copyBits(part.values, part.offset, values, at, part.length);
    at += part.length;
  }
  return { values };
}

/** Text and binary with offsets. */
export function bytes(parts: readonly Data[], length: number, where: Where): Buffers {
  const { offsets, size } = joinOffsets(parts, length, where);
  const values = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    const { begin, size: own } = extentOf(part);
    if (own > 0) values.set(part.values.subarray(begin, begin + own), at);
    at += own;
  }
  return { offsets, values };
}

const LARGEST_OFFSET = 2 ** 31 - 1;

/** The offsets of all parts, from 0, and how much they span together. */
export function joinOffsets(
  parts: readonly Data[],
  length: number,
  { operator, column }: Where,
): { offsets: Int32Array | BigInt64Array; size: number } {
  const size = parts.reduce((sum, part) => sum + extentOf(part).size, 0);
  if (size > LARGEST_OFFSET) {
    const what = 'the cells of one batch are too large together';
    const expected = 'at most 2³¹ − 1 bytes or list elements: fewer rows';
    throw new LimitError({ operator, what, got: size, column, expected });
  }
  const offsets = new Int32Array(length + 1);
  let at = 0;
  for (const part of parts) {
    rebaseOffsets(part, offsets, at, offsets[at]!);
    at += part.length;
  }
  const isLarge = parts[0]!.valueOffsets instanceof BigInt64Array;
  return { offsets: isLarge ? widened(offsets) : offsets, size };
}

const VIEW = 16;
/** Of a view: its cell's length in bytes, and where it is over 12 the index of the buffer that holds the cell. */
const VIEW_LENGTH = 0;
const VIEW_BUFFER = 8;
const INLINE = 12;

/** Text and binary as views: 16 bytes a slot, longer cells in buffers of their own. */
export function views(parts: readonly Data[], length: number): Buffers {
  const values = new Uint8Array(length * VIEW);
  const fields = new DataView(values.buffer);
  // Slices of one batch share their buffers: each is kept once.
  const variadic = new Map<Uint8Array, number>();
  let at = 0;
  for (const part of parts) {
    values.set(part.values.subarray(0, part.length * VIEW), at);
    const indices = part.variadicBuffers.map((buffer) => {
      if (!variadic.has(buffer)) variadic.set(buffer, variadic.size);
      return variadic.get(buffer)!;
    });
    for (const end = at + part.length * VIEW; at < end; at += VIEW) {
      if (fields.getInt32(at + VIEW_LENGTH, true) <= INLINE) continue;
      const buffer = indices[fields.getInt32(at + VIEW_BUFFER, true)] ?? 0; // 0: garbage in a null slot
      fields.setInt32(at + VIEW_BUFFER, buffer, true);
    }
  }
  return { values, variadic: [...variadic.keys()] };
}
