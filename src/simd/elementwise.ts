/** Element-wise functions by the SIMD module, in blocks that stay in the caches where they are copied. */
import { simdKernels } from './engine.js';
import { putGrid } from './grid-tables.js';
import type { Loop32, Loop64 } from './wasm.js';

/** Elements of a block, of float32 and of float64. */
const BLOCK_32 = 4096;
const BLOCK_64 = 8192;

/**
 * The module's function of elements 0 … length − 1 of `src`, into the same places of `dst`, which may be `src`. The
 * bits are those of the portable function that the loop's comment names, rounded to float32; NaNs are canonical.
 *
 * @returns false, and has done nothing, where the portable functions are to be used
 */
export function bySimd32(
  name: Loop32,
  src: Float32Array,
  dst: Float32Array,
  length: number,
  ...parameters: readonly number[]
): boolean {
  const kernels = simdKernels(dst, src);
  if (kernels === undefined) return false;
  const { simd } = kernels;
  putGrid(simd, name);
  const { blocks } = kernels.float32;
  // The loops are in-place safe.
  if (blocks.hold(src) && blocks.hold(dst)) {
    simd[name](src.byteOffset, dst.byteOffset, length, ...parameters);
    return true;
  }
  for (let start = 0; start < length; start += BLOCK_32) {
    const end = Math.min(length, start + BLOCK_32);
    const input = blocks.take(src, start, end);
    const output = blocks.open(dst, start, end);
    simd[name](input.byteOffset, output.byteOffset, end - start, ...parameters);
    blocks.give(output, dst, start, end);
  }
  return true;
}

/**
 * The same for float64.
 *
 * @param portable  the function of one element, for the pairs of which one is not near: infinities, NaNs, and
 *   what would be subnormal
 */
export function bySimd64(
  name: Loop64,
  portable: (x: number) => number,
  src: Float64Array,
  dst: Float64Array,
  length: number,
  ...parameters: readonly number[]
): boolean {
  const kernels = simdKernels(dst, src);
  if (kernels === undefined) return false;
  const { simd } = kernels;
  putGrid(simd, name);
  const { blocks, undone } = kernels.float64;
  for (let start = 0; start < length; start += BLOCK_64) {
    const end = Math.min(length, start + BLOCK_64);
    const input = blocks.take(src, start, end, dst);
    const output = blocks.open(dst, start, end);
    simd[name](input.byteOffset, output.byteOffset, end - start, ...parameters);
    for (const i of undone()) finish(portable, input, output, i, end - start);
    blocks.give(output, dst, start, end);
  }
  return true;
}

/** The elements i and i + 1. */
function finish(
  portable: (x: number) => number,
  input: Float64Array,
  output: Float64Array,
  i: number,
  count: number,
): void {
  for (let j = i; j < Math.min(i + 2, count); j++) {
    const y = portable(input[j]!);
    output[j] = Number.isNaN(y) ? Number.NaN : y;
  }
}
