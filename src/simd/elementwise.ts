/** Element-wise functions by the SIMD module, in blocks that stay in the caches. */
import { simdKernels } from './engine.js';
import { putGrid } from './grid-tables.js';
import { INPUT, type Loop32, type Loop64, OUTPUT, simdExports } from './wasm.js';

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
  const kernels = simdKernels();
  const simd = simdExports();
  if (kernels === undefined || simd === undefined) return false;
  const { input, output } = kernels.float32;
  for (let start = 0; start < length; start += BLOCK_32) {
    const count = Math.min(BLOCK_32, length - start);
    input.set(src.subarray(start, start + count));
    simd[name](INPUT, OUTPUT, count, ...parameters);
    dst.set(output.subarray(0, count), start);
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
  const kernels = simdKernels();
  const simd = simdExports();
  if (kernels === undefined || simd === undefined) return false;
  putGrid(simd, name);
  const { input, output, undone } = kernels.float64;
  for (let start = 0; start < length; start += BLOCK_64) {
    const count = Math.min(BLOCK_64, length - start);
    input.set(src.subarray(start, start + count));
    simd[name](INPUT, OUTPUT, count, ...parameters);
    for (const i of undone()) finish(portable, input, output, i, count);
    dst.set(output.subarray(0, count), start);
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
