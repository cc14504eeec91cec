/** Softmax of a wide table's rows by the SIMD kernels: its columns are what they want, and nothing is turned. */
import type { BlockKernel } from '../simd/block-kernel.js';
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
  const { input, output } = kernel.blocks;
  kernel.setTemperature(temperature);
  const width = src.length;
  const height = heightOf(kernel, width);
  const stride = height + GAP / input.BYTES_PER_ELEMENT;
  let bad = 0;
  for (let start = 0; start < length; start += height) {
    const count = Math.min(height, length - start);
    for (let c = 0; c < width; c++) {
      input.set(src[c]!.subarray(start, start + count), c * stride);
    }
    kernel.columns(count, width, stride);
    for (const r of kernel.undone()) {
      if (!computeRow(kernel, r, width, stride)) bad++;
    }
    for (let c = 0; c < width; c++) {
      dst[c]!.set(output.subarray(c * stride, c * stride + count), start);
    }
  }
  return bad;
}

/** Rows of a block, a multiple of four. */
function heightOf<T extends Floats>({ blocks, capacity }: BlockKernel<T>, width: number): number {
  const bytes = blocks.input.BYTES_PER_ELEMENT;
  const room = Math.floor((capacity - width) / width) - GAP / bytes;
  return Math.min(PIECE / bytes, room - (room % 4));
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
