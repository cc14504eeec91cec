import type { BlockKernel } from '../simd/block-kernel.js';
import { simdKernels } from '../simd/engine.js';
import type { Floats } from '../simd/floats.js';
import { columnPitch, FEWEST_ROWS, heightOf, strideOf } from './simd-columns.js';

/** Rows that the portable loop keeps the largest values of. */
const BLOCK = 1024;

/**
 * `argmaxRows` of a table that has a column for each class, of one type and at least one: class c of row r is src[c][r].
 *
 * @param dst  at least `length` places; gets −1 as there
 * @returns whether a row may have no class, or +∞ for its largest value
 */
export function argmaxColumns(src: readonly Floats[], length: number, dst: Int32Array): boolean {
  const simd = simdKernels(src[0]);
  if (simd !== undefined) {
    const { float32, float64 } = simd;
    if (src[0] instanceof Float32Array) {
      // All are of one type.
      const columns = src as readonly Float32Array[];
      if (fits(float32, columns)) return bySimd(float32, columns, length, dst);
    } else {
      const columns = src as readonly Float64Array[];
      if (fits(float64, columns)) return bySimd(float64, columns, length, dst);
    }
  }
  argmaxPortably(src, length, dst);
  return true;
}

function fits<T extends Floats>(kernel: BlockKernel<T>, src: readonly T[]): boolean {
  return strideOf(kernel.blocks, src) > 0 || heightOf(kernel, src.length) >= FEWEST_ROWS;
}

function bySimd<T extends Floats>(
  kernel: BlockKernel<T>,
  src: readonly T[],
  length: number,
  dst: Int32Array,
): boolean {
  const { input } = kernel.blocks;
  const { classes } = kernel;
  const stride = strideOf(kernel.blocks, src);
  const most = stride > 0 ? classes.length : heightOf(kernel, src.length);
  const pitch = columnPitch(kernel, src.length);
  let odd = false;
  for (let start = 0; start < length; start += most) {
    const count = Math.min(most, length - start);
    const end = start + count;
    for (let c = 0; stride === 0 && c < src.length; c++) {
      input.set(src[c]!.subarray(start, end), c * pitch);
    }
    const from = stride > 0 ? (src[0]!.subarray(start) as T) : input; // its own type
    odd = kernel.argmax(from, count, src.length, stride || pitch) || odd;
    dst.set(classes.subarray(0, count), start);
  }
  return odd;
}

function argmaxPortably(src: readonly Floats[], length: number, dst: Int32Array): void {
  const most = new Float64Array(Math.min(length, BLOCK));
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    most.fill(Number.NEGATIVE_INFINITY);
    dst.fill(-1, start, start + count);
    for (let c = 0; c < src.length; c++) {
      const column = src[c]!;
      for (let r = 0; r < count; r++) {
        const x = column[start + r]!;
        if (x > most[r]!) {
          most[r] = x;
          dst[start + r] = c;
        } else if (Number.isNaN(x)) {
          // Nothing is larger than it.
          most[r] = Number.NaN;
          dst[start + r] = -1;
        }
      }
    }
  }
}
