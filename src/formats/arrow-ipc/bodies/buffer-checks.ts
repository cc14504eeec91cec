import type { Data, Union } from 'apache-arrow';

/** Checks of single buffers that point into others, over raw typed arrays and fast enough to run on every batch. */

export type Offsets = Int32Array | BigInt64Array;

/** A type whose columns have offsets. */
export interface OffsetsType {
  readonly OffsetArrayType: {
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): Offsets;
  };
}

/**
 * The last of the offsets of variable-size values, or undefined where one is negative, falls, or exceeds `limit`,
 * the number of elements or bytes that they point into.
 */
export function lastOffset(offsets: Offsets, limit: number): number | undefined {
  const last = offsets instanceof Int32Array ? last32(offsets) : last64(offsets);
  return last !== undefined && last <= limit ? last : undefined;
}

function last32(offsets: Int32Array): number | undefined {
  const { length } = offsets;
  let last = 0;
  // A negative offset or a fall makes it negative, and it stays so: no branch in the loop. Four at a time take half the time.
  let fallen = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const a = offsets[i]!;
    const b = offsets[i + 1]!;
    const c = offsets[i + 2]!;
    const d = offsets[i + 3]!;
    fallen |= a | b | (c | d) | ((a - last) | (b - a)) | ((c - b) | (d - c));
    last = d;
  }
  for (; i < length; i++) {
    const next = offsets[i]!;
    fallen |= next | (next - last);
    last = next;
  }
  return fallen < 0 ? undefined : last;
}

/** Read in halves: bigints would cost ten times as much. */
function last64(offsets: BigInt64Array): number | undefined {
  const halves = new Int32Array(offsets.buffer, offsets.byteOffset, offsets.length * 2);
  let last = 0;
  for (let i = 0; i < halves.length; i += 2) {
    const next = halves[i + 1]! * 2 ** 32 + (halves[i]! >>> 0);
    if (next < last) return undefined;
    last = next;
  }
  return last;
}

type Indices = { readonly length: number; readonly [index: number]: number | bigint };

/** Whether every index of a valid slot is one of a dictionary of `size` values; null slots may hold anything. */
export function areIndices(
  indices: Indices,
  validity: Uint8Array | undefined,
  size: number,
): boolean {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if ((index < 0 || index >= size) && isValid(validity, i)) return false;
  }
  return true;
}

export const VIEW_BYTES = 16;
/** Up to so many bytes a view holds its value itself. */
export const LONGEST_INLINE = 12;

/** The first valid view whose bytes do not lie in the data buffer that it names; undefined where all do. */
export function viewFault(
  views: Uint8Array,
  validity: Uint8Array | undefined,
  buffers: readonly Uint8Array[],
): number | undefined {
  const data = new DataView(views.buffer, views.byteOffset, views.byteLength);
  for (let at = 0; at < views.length; at += VIEW_BYTES) {
    const length = data.getInt32(at, true);
    if (length >= 0 && length <= LONGEST_INLINE) continue;
    const buffer = buffers[data.getInt32(at + 8, true)];
    const start = data.getInt32(at + 12, true);
    const inside = length > 0 && start >= 0 && start + length <= (buffer?.length ?? -1);
    if (!inside && isValid(validity, at / VIEW_BYTES)) return at / VIEW_BYTES;
  }
  return undefined;
}

/** The first row of a union whose type or offset is none; undefined where every row points at a value. */
export function unionFault(
  type: Union,
  typeIds: Int8Array,
  offsets: Int32Array | undefined,
  children: readonly Data[],
): number | undefined {
  const lengths = new Map(children.map((child, i) => [Number(type.typeIds[i]), child.length]));
  for (let row = 0; row < typeIds.length; row++) {
    const length = lengths.get(typeIds[row]!);
    const at = offsets === undefined ? row : offsets[row]!;
    if (length === undefined || at < 0 || at >= length) return row;
  }
  return undefined;
}

function isValid(validity: Uint8Array | undefined, index: number): boolean {
  return validity === undefined || ((validity[index >> 3]! >> (index & 7)) & 1) === 1;
}
