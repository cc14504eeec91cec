/** Offsets of values of variable size: one more than there are values. */
import { simdAt } from './engine.js';
import type { SimdExports } from './wasm.js';

export type Offsets = Int32Array | BigInt64Array;

/** Fewer are looked at sooner than a call is made. */
const FEW = 64;

/**
 * The last of the offsets of variable-size values, or undefined where one is negative, falls, or exceeds `limit`,
 * the number of elements or bytes that they point into.
 */
export function lastOffset(offsets: Offsets, limit: number): number | undefined {
  const simd = offsets.length > FEW ? simdAt(offsets.buffer) : undefined;
  const last = simd === undefined ? lastOf(offsets) : lastInRoom(simd, offsets);
  return last !== undefined && last <= limit ? last : undefined;
}

function lastInRoom(simd: SimdExports, offsets: Offsets): number | undefined {
  const { byteOffset, length } = offsets;
  const isRising =
    offsets instanceof Int32Array
      ? simd.areRising32(byteOffset, length)
      : simd.areRising64(byteOffset, length);
  return isRising === 0 ? undefined : Number(offsets[length - 1]);
}

function lastOf(offsets: Offsets): number | undefined {
  return offsets instanceof Int32Array ? last32(offsets) : last64(offsets);
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
