import type { Data, Union } from 'apache-arrow';
import type { Offsets } from '../../../simd/last-offset.js';

/** Checks of single buffers that point into others, over raw typed arrays and fast enough to run on every batch. */

/** A type whose columns have offsets. */
export interface OffsetsType {
  readonly OffsetArrayType: {
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): Offsets;
  };
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
