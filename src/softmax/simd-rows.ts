/**
 * Softmax of rows by the SIMD kernels: blocks are copied into the module's memory and out again, for they do not see
 * ours. A block stays in the first cache.
 */
import type { BlockKernel } from '../simd/block-kernel.js';
import { MOST_ROWS } from '../simd/block-kernel.js';
import type { Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';

/** The portable kernel with its temperature: elements start … end − 1; false where the row has no distribution. */
export type PortableRow<T extends Floats> = (src: T, dst: T, start: number, end: number) => boolean;

/** Bytes of a block, unless a single row has more. */
const BLOCK = 16384;

/** The same bits as `portable` gives for each row. Returns the number of rows without a distribution. */
export function simdRows<T extends Floats>(
  kernel: BlockKernel<T>,
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
  portable: PortableRow<T>,
): number {
  kernel.setTemperature(temperature);
  const tiles = temperature === 1 && 'width' in rows && rows.width <= kernel.widestTile;
  let bad = 0;
  for (let first = 0, next = 0; first < rows.length; first = next) {
    next = blockEnd(rows, first, BLOCK / src.BYTES_PER_ELEMENT);
    const start = startOf(rows, first);
    const end = startOf(rows, next);
    if (end - start > kernel.capacity) {
      if (!longRow(kernel, src, dst, start, end)) bad++;
      continue;
    }
    kernel.input.set(src.subarray(start, end));
    if (tiles && rows.width > 0) kernel.tiles(next - first, rows.width);
    else rowsByOffsets(kernel, rows, first, next);
    for (const r of kernel.undone()) {
      const from = startOf(rows, first + r) - start;
      const to = startOf(rows, first + r + 1) - start;
      if (!portable(kernel.input, kernel.output, from, to)) bad++;
    }
    dst.set(kernel.output.subarray(0, end - start), start);
  }
  return bad;
}

/** One behind the last row of the block that begins with row `first`: at least one row. */
function blockEnd(rows: Rows, first: number, size: number): number {
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

function rowsByOffsets<T extends Floats>(
  kernel: BlockKernel<T>,
  rows: Rows,
  first: number,
  next: number,
): void {
  const { offsets } = kernel;
  const start = startOf(rows, first);
  for (let r = first; r <= next; r++) offsets[r - first] = startOf(rows, r) - start;
  kernel.rows(next - first);
}

/** A row that is longer than the module's memory goes through it three times, in pieces. */
function longRow<T extends Floats>(
  kernel: BlockKernel<T>,
  src: T,
  dst: T,
  start: number,
  end: number,
): boolean {
  const { capacity, input, output } = kernel;
  let max = Number.NEGATIVE_INFINITY;
  for (let from = start; from < end; from += capacity) {
    const piece = src.subarray(from, Math.min(end, from + capacity));
    input.set(piece);
    max = Math.max(max, kernel.maximum(piece.length));
  }
  kernel.clear();
  for (let from = start; from < end; from += capacity) {
    const piece = src.subarray(from, Math.min(end, from + capacity));
    input.set(piece);
    kernel.exponentials(piece.length, max);
    dst.set(output.subarray(0, piece.length), from);
  }
  const sum = kernel.total();
  if (!(sum > 0)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  for (let from = start; from < end; from += capacity) {
    const piece = dst.subarray(from, Math.min(end, from + capacity));
    output.set(piece);
    kernel.divide(piece.length, sum);
    piece.set(output.subarray(0, piece.length));
  }
  return true;
}
