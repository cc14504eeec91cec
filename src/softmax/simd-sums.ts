/** Sums of exponentials of rows by the SIMD kernels, block by block as in `simd-rows.ts`, and what is made of them. */
import type { BlockKernel } from '../simd/block-kernel.js';
import type { Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';
import { blockEnd, setOffsets } from './simd-rows.js';

/** The result of row r of `sums`, which is elements start … end − 1 of `src`. */
export type Finish<T extends Floats> = (
  sums: Float64Array,
  r: number,
  src: T,
  start: number,
  end: number,
) => number;

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
  for (let first = 0, next = 0; first < rows.length; first = next) {
    next = blockEnd(rows, first, src.BYTES_PER_ELEMENT);
    const sums = sumsOf(kernel, src, rows, first, next);
    for (let r = first; r < next; r++) {
      dst[at + r] = finish(sums, r - first, src, startOf(rows, r), startOf(rows, r + 1));
    }
  }
}

function sumsOf<T extends Floats>(
  kernel: BlockKernel<T>,
  src: T,
  rows: Rows,
  first: number,
  next: number,
): Float64Array {
  const start = startOf(rows, first);
  const end = startOf(rows, next);
  if (end - start > kernel.capacity) return kernel.longSums(src, start, end);
  setOffsets(kernel.offsets, rows, first, next);
  return kernel.sums(kernel.blocks.take(src, start, end), next - first);
}
