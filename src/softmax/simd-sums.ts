/** Sums of exponentials of rows by the SIMD kernels, block by block as in `simd-rows.ts`, and what is made of them. */
import type { BlockKernel } from '../simd/block-kernel.js';
import type { Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';
import { blockEnd, blockSize, setOffsets } from './simd-rows.js';

/** What makes results of elements start … end − 1 of `src`. */
export interface Finish<T extends Floats> {
  /** Those elements are row r of `sums`. */
  row(sums: Float64Array, r: number, src: T, start: number, end: number): number;
  /** They are a row that is longer than a block. */
  long(src: T, start: number, end: number): number;
}

/** Results go to `dst` from `at` on. */
export function sumRows<T extends Floats>(
  kernel: BlockKernel<T>,
  src: T,
  dst: Floats,
  at: number,
  rows: Rows,
  temperature: number,
  finish: Finish<T>,
): void {
  kernel.setTemperature(temperature);
  const size = blockSize(kernel.blocks, src);
  for (let first = 0, next = 0; first < rows.length; first = next) {
    next = blockEnd(rows, first, size);
    const start = startOf(rows, first);
    const end = startOf(rows, next);
    if (end - start > kernel.capacity) {
      dst[at + first] = finish.long(src, start, end);
      continue;
    }
    setOffsets(kernel.offsets, rows, first, next);
    const sums = kernel.sums(kernel.blocks.take(src, start, end), next - first);
    for (let r = first; r < next; r++) {
      dst[at + r] = finish.row(sums, r - first, src, startOf(rows, r), startOf(rows, r + 1));
    }
  }
}
