/**
 * Softmax of rows by the SIMD kernels, in blocks, for those that are copied into the module's memory and out again. A block
 * stays in the second cache, and the strips that kernels take it in, in the first.
 */
import type { BlockKernel } from '../simd/block-kernel.js';
import { MOST_ROWS } from '../simd/block-kernel.js';
import type { Blocks } from '../simd/blocks.js';
import type { Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';

/** Bytes of a block, unless a single row has more: of one that is copied, and of one that is not. */
const BLOCK = 65536;
const BLOCK_IN_PLACE = 3 * BLOCK;

/** The bits of the portable twins. Returns the number of rows without a distribution. */
export function simdRows<T extends Floats>(
  kernel: BlockKernel<T>,
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  const { blocks } = kernel;
  kernel.setTemperature(temperature);
  const abreast = temperature === 1 || !kernel.abreastAtOne;
  const short = abreast && 'width' in rows && rows.width > 0 && rows.width <= kernel.mostShort;
  const size = blockSize(blocks, src, dst);
  let bad = 0;
  for (let first = 0, next = 0; first < rows.length; first = next) {
    next = blockEnd(rows, first, size);
    const start = startOf(rows, first);
    const end = startOf(rows, next);
    if (end - start > kernel.capacity) {
      if (!kernel.longRow(src, dst, start, end)) bad++;
      continue;
    }
    const input = blocks.take(src, start, end, dst);
    const output = blocks.open(dst, start, end);
    if (short) kernel.shortRows(input, output, next - first, rows.width);
    else {
      setOffsets(kernel.offsets, rows, first, next);
      kernel.rows(input, output, next - first);
    }
    for (const r of kernel.undone()) {
      const from = startOf(rows, first + r) - start;
      const to = startOf(rows, first + r + 1) - start;
      if (!kernel.row(input, output, from, to - from)) bad++;
    }
    blocks.give(output, dst, start, end);
  }
  return bad;
}

/** Elements of a block. */
export function blockSize<T extends Floats>(blocks: Blocks<T>, src: T, dst: T = src): number {
  const bytes = blocks.hold(src) && blocks.hold(dst) ? BLOCK_IN_PLACE : BLOCK;
  return bytes / src.BYTES_PER_ELEMENT;
}

/** One behind the last row of the block of so many elements that begins with row `first`: at least one row. */
export function blockEnd(rows: Rows, first: number, size: number): number {
  const most = Math.min(rows.length, first + MOST_ROWS);
  if ('width' in rows) {
    const fitting = rows.width === 0 ? MOST_ROWS : Math.max(1, Math.floor(size / rows.width));
    return Math.min(most, first + fitting);
  }
  const limit = startOf(rows, first) + size;
  let next = first + 1;
  while (next < most && startOf(rows, next + 1) <= limit) next++;
  return next;
}

/** Tells a kernel where the block's rows begin, and the last ends; of rows of one width, all blocks begin as the first. */
export function setOffsets(offsets: Int32Array, rows: Rows, first: number, next: number): void {
  if ('width' in rows) {
    const { width } = rows;
    if (first === 0) for (let r = 0; r <= next; r++) offsets[r] = r * width;
    return;
  }
  const start = startOf(rows, first);
  for (let r = first; r <= next; r++) offsets[r - first] = startOf(rows, r) - start;
}
