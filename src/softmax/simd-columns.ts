/** Softmax of a wide table's rows by the SIMD kernels: its columns are what they want, and nothing is turned. */
import { type BlockKernel, MOST_UNDONE } from '../simd/block-kernel.js';
import type { Blocks } from '../simd/blocks.js';
import type { Floats } from '../simd/floats.js';

/** Bytes of a column in a block: enough that copying it does not cost more than computing. */
const PIECE = 32768;
/** Bytes between columns, so that they do not share places in the cache. */
const GAP = 64;
export const FEWEST_ROWS = 64;

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
  const strides = stridesInPlace(kernel, src, dst, length);
  let bad = 0;
  for (let start = 0, count = 0; start < length; start += count) {
    count = Math.min(height, length - start);
    // Rows go by fours, and none is to be written beyond the columns.
    const few = strides.dst > 0 && count < 4;
    if (strides.dst > 0 && !few) count -= count % 4;
    bad += compute(kernel, src, dst, start, count, few ? COPIED : strides);
  }
  return bad;
}

/** Rows of a block, a multiple of four. */
export function heightOf<T extends Floats>(
  { blocks, capacity }: BlockKernel<T>,
  width: number,
): number {
  const bytes = blocks.input.BYTES_PER_ELEMENT;
  const room = Math.floor((capacity - width) / width) - GAP / bytes;
  return Math.min(PIECE / bytes, MOST_UNDONE, room - (room % 4));
}

/** Elements from column to column in a block. */
export function columnPitch<T extends Floats>(kernel: BlockKernel<T>, width: number): number {
  return heightOf(kernel, width) + GAP / kernel.blocks.input.BYTES_PER_ELEMENT;
}

/** Elements from one column to the next, where they stay in their places; 0: they go by way of a block. */
interface Strides {
  readonly src: number;
  readonly dst: number;
}

const COPIED: Strides = { src: 0, dst: 0 };

/** Columns stay that lie in the kernels' memory, equally far apart; those of `src` only where no results will lie over them. */
function stridesInPlace<T extends Floats>(
  { blocks }: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  length: number,
): Strides {
  const [from, to] = [strideOf(blocks, src), strideOf(blocks, dst)];
  return { src: from > 0 && to > 0 && !areApart(src, dst, length) ? 0 : from, dst: to };
}

/** Elements from column to column, where all lie in the kernels' memory, equally far apart; else 0. */
export function strideOf<T extends Floats>(blocks: Blocks<T>, columns: readonly T[]): number {
  const [first, second] = [columns[0]!, columns[1]];
  const bytes = first.BYTES_PER_ELEMENT;
  const distance = second === undefined ? bytes : second.byteOffset - first.byteOffset;
  const lies = (column: T, c: number) =>
    blocks.hold(column) && column.byteOffset === first.byteOffset + c * distance;
  return columns.every(lies) ? Math.max(0, distance / bytes) : 0;
}

/** Whether columns of one memory share no place: mostly all of the one set lie before all of the other. */
function areApart(src: readonly Floats[], dst: readonly Floats[], length: number): boolean {
  const bytes = length * src[0]!.BYTES_PER_ELEMENT;
  const precede = (a: readonly Floats[], b: readonly Floats[]) =>
    a.at(-1)!.byteOffset + bytes <= b[0]!.byteOffset;
  const isApart = (a: Floats) => dst.every((b) => Math.abs(a.byteOffset - b.byteOffset) >= bytes);
  return precede(src, dst) || precede(dst, src) || src.every(isApart);
}

/** Rows start … start + count − 1; how many have no distribution. */
function compute<T extends Floats>(
  kernel: BlockKernel<T>,
  src: readonly T[],
  dst: readonly T[],
  start: number,
  count: number,
  strides: Strides,
): number {
  const { input, output } = kernel.blocks;
  const width = src.length;
  const stride = columnPitch(kernel, width);
  const [taken, given] = [strides.src === 0, strides.dst === 0];
  if (taken) copyIn(src, input, start, count, stride);
  // Their own type.
  const from = taken ? input : (src[0]!.subarray(start) as T);
  const to = given ? output : (dst[0]!.subarray(start) as T);
  kernel.columns(from, to, count, width, strides.src || stride, strides.dst || stride);
  let bad = 0;
  for (const r of kernel.undone()) {
    const read = (c: number) => (taken ? input[c * stride + r]! : src[c]![start + r]!);
    if (!computeRow(kernel, read, width * stride, width)) bad++;
    for (let c = 0; c < width; c++) {
      const result = output[width * stride + c]!;
      if (given) output[c * stride + r] = result;
      else dst[c]![start + r] = result;
    }
  }
  if (given) copyOut(output, dst, start, count, stride);
  return bad;
}

/** By itself, as `copyOut`: V8 compiles what runs for each column of each block, with all that it calls. */
function copyIn<T extends Floats>(
  src: readonly T[],
  input: T,
  start: number,
  count: number,
  stride: number,
): void {
  const end = start + count;
  for (let c = 0; c < src.length; c++) input.set(src[c]!.subarray(start, end), c * stride);
}

function copyOut<T extends Floats>(
  output: T,
  dst: readonly T[],
  start: number,
  count: number,
  stride: number,
): void {
  for (let c = 0, at = 0; c < dst.length; c++, at += stride) {
    dst[c]!.set(output.subarray(at, at + count), start);
  }
}

/** A row by itself, at place `at` of the blocks: they have room for one behind their columns. */
function computeRow<T extends Floats>(
  kernel: BlockKernel<T>,
  read: (c: number) => number,
  at: number,
  width: number,
): boolean {
  const { input, output } = kernel.blocks;
  for (let c = 0; c < width; c++) input[at + c] = read(c);
  return kernel.row(input, output, at, width);
}
