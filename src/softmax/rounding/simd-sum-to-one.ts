/**
 * Sums of one by the SIMD kernels: two rows abreast, in doubles, whatever the type is. They have the bits of round-row.ts, which
 * computes the rows that they leave.
 */
import type { BlockKernels } from '../../simd/engine.js';
import type { Floats } from '../../simd/floats.js';
import { columnPitch, heightOf } from '../simd-columns.js';
import { roundRow } from './round-row.js';

/** More have no room in the kernel's memory. */
const MOST_CLASSES = 8192;
/** Elements of a block of rows: it stays in the second cache. */
const BLOCK = 8192;

/** Rows of one width, laid end to end. */
interface EvenRows {
  readonly length: number;
  readonly width: number;
}

export function fitsPairs({ length, width }: EvenRows): boolean {
  return length > 1 && width > 0 && width <= MOST_CLASSES;
}

/** As `sumToOneColumns`, of as many columns as `fitsColumns` takes. */
export function simdSumToOneColumns(
  kernels: BlockKernels,
  src: readonly Floats[],
  dst: readonly Floats[],
  length: number,
  units: number,
): number {
  const height = heightOf(kernels.float64, src.length);
  let left = 0;
  for (let start = 0; start < length; start += height) {
    left += roundColumns(kernels, src, dst, start, Math.min(height, length - start), units);
  }
  return left;
}

/** Rows start … start + count − 1. */
function roundColumns(
  { simd, float64 }: BlockKernels,
  src: readonly Floats[],
  dst: readonly Floats[],
  start: number,
  count: number,
  units: number,
): number {
  const { input, output } = float64.blocks;
  const width = src.length;
  const pitch = columnPitch(float64, width);
  for (let c = 0; c < width; c++) {
    input.set(src[c]!.subarray(start, start + count), c * pitch);
  }
  simd.sumToOneColumns64(input.byteOffset, output.byteOffset, count, width, 8 * pitch, units);
  let left = 0;
  // The blocks have room for a row behind their columns.
  const at = width * pitch;
  for (const r of float64.undone()) {
    for (let c = 0; c < width; c++) input[at + c] = input[c * pitch + r]!;
    if (!roundRow(input, output, at, at + width, units)) left++;
    for (let c = 0; c < width; c++) output[c * pitch + r] = output[at + c]!;
  }
  for (let c = 0; c < width; c++) {
    dst[c]!.set(output.subarray(c * pitch, c * pitch + count), start);
  }
  return left;
}

/** As `sumToOneRows`, of rows that `fitsPairs`. */
export function simdSumToOneRows(
  { simd, float64 }: BlockKernels,
  src: Floats,
  dst: Floats,
  { length, width }: EvenRows,
  units: number,
): number {
  const { input, output } = float64.blocks;
  const most = Math.max(2, Math.floor(BLOCK / width) & ~1);
  let left = 0;
  for (let first = 0; first < length; first += most) {
    const count = Math.min(most, length - first);
    const [start, end] = [first * width, (first + count) * width];
    input.set(src.subarray(start, end));
    simd.sumToOneRows64(input.byteOffset, output.byteOffset, count & ~1, width, units);
    const rest = count % 2 === 0 ? [] : [count - 1];
    for (const r of [...float64.undone(), ...rest]) {
      if (!roundRow(input, output, r * width, (r + 1) * width, units)) left++;
    }
    dst.set(output.subarray(0, end - start), start);
  }
  return left;
}
