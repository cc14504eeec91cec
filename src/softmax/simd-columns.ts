/** Softmax of a wide table's rows by the SIMD kernels: its columns are what they want, and nothing is turned. */
import { type BlockKernel, MOST_UNDONE } from '../simd/block-kernel.js';
import type { Floats } from '../simd/floats.js';

/** Bytes of a column in a block: enough that copying it does not cost more than computing. */
const PIECE = 32768;
/** Bytes between columns, so that they do not share places in the cache. */
const GAP = 64;
const FEWEST_ROWS = 64;

/** Whether a block has room for so many columns, and a kernel for T; else `byBlocks` turns them into rows. */
export function fitsColumns<T extends Floats>(
  kernel: BlockKernel<T>,
  width: number,
  temperature: number,
): boolean {
  if (temperature !== 1 && kernel.abreastAtOne) return false;
  return width > 0 && heightOf(kernel, width) >= FEWEST_ROWS;
}

/** As `simdRows`; the arguments are as for `softmaxColumns`. */
export function simdColumns<T extends Floats>(
  kernel: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  kernel.setTemperature(temperature);
  const height = heightOf(kernel, src.length);
  const stride = strideInPlace(kernel, src, dst, length);
  let bad = 0;
  for (let start = 0, count = 0; start < length; start += count) {
    count = Math.min(height, length - start);
    if (stride > 0 && count >= 4) {
      // Rows go by fours, and none is to be written beyond the columns.
      count -= count % 4;
      bad += computeInPlace(kernel, src, dst, start, count, stride);
    } else bad += computeCopies(kernel, src, dst, start, count);
  }
  return bad;
}

/** Rows of a block, a multiple of four. */
function heightOf<T extends Floats>({ blocks, capacity }: BlockKernel<T>, width: number): number {
  const bytes = blocks.input.BYTES_PER_ELEMENT;
  const room = Math.floor((capacity - width) / width) - GAP / bytes;
  return Math.min(PIECE / bytes, MOST_UNDONE, room - (room % 4));
}

/** Elements from column to column where all lie in the kernels' memory, equally far apart, and none in another's place; else 0. */
function strideInPlace<T extends Floats>(
  { blocks }: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  length: number,
): number {
  const [first, second] = [src[0]!, src[1]];
  const bytes = first.BYTES_PER_ELEMENT;
  const distance = second === undefined ? bytes : second.byteOffset - first.byteOffset;
  const lies = (column: T, c: number, columns: readonly T[]) =>
    blocks.hold(column) && column.byteOffset === columns[0]!.byteOffset + c * distance;
  const isApart = (column: T, c: number) =>
    Math.abs(column.byteOffset - dst[c]!.byteOffset) >= length * bytes;
  if (!src.every(lies) || !dst.every(lies) || !src.every(isApart)) return 0;
  return Math.max(0, distance / bytes);
}

/** Rows start … start + count − 1; how many have no distribution. */
function computeInPlace<T extends Floats>(
  kernel: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  start: number,
  count: number,
  stride: number,
): number {
  const { blocks } = kernel;
  const width = src.length;
  const end = start + count;
  kernel.columns(
    blocks.take(src[0]!, start, end),
    blocks.open(dst[0]!, start, end),
    count,
    width,
    stride,
  );
  let bad = 0;
  for (const r of kernel.undone()) {
    const { input, output } = blocks;
    for (let c = 0; c < width; c++) input[c] = src[c]![start + r]!;
    if (!kernel.row(input, output, 0, width)) bad++;
    for (let c = 0; c < width; c++) dst[c]![start + r] = output[c]!;
  }
  return bad;
}

/** The same by way of the blocks. */
function computeCopies<T extends Floats>(
  kernel: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  start: number,
  count: number,
): number {
  const { input, output } = kernel.blocks;
  const width = src.length;
  const stride = heightOf(kernel, width) + GAP / input.BYTES_PER_ELEMENT;
  for (let c = 0; c < width; c++) {
    input.set(src[c]!.subarray(start, start + count), c * stride);
  }
  kernel.columns(input, output, count, width, stride);
  let bad = 0;
  for (const r of kernel.undone()) {
    if (!computeRow(kernel, r, width, stride)) bad++;
  }
  for (let c = 0; c < width; c++) {
    dst[c]!.set(output.subarray(c * stride, c * stride + count), start);
  }
  return bad;
}

/** The blocks have room for one row behind their columns. */
function computeRow<T extends Floats>(
  kernel: BlockKernel<T>,
  r: number,
  width: number,
  stride: number,
): boolean {
  const { input, output } = kernel.blocks;
  const at = width * stride;
  for (let c = 0; c < width; c++) input[at + c] = input[c * stride + r]!;
  const good = kernel.row(input, output, at, width);
  for (let c = 0; c < width; c++) output[c * stride + r] = output[at + c]!;
  return good;
}
