/** Element-wise functions by the SIMD module, in blocks that stay in the first cache. */
import { simdKernels } from './engine.js';
import { INPUT, type Loop32, type Loop64, OUTPUT, simdExports } from './wasm.js';

/** Elements of a block, of float32 and of float64. */
const BLOCK_32 = 4096;
const BLOCK_64 = 2048;
/** Elements of a group that is listed as undone. */
const GROUP = 4;

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
 * @param portable  the function of one element, for the groups of four of which one is not near: infinities, NaNs, and
 *   what would be subnormal
 */
export function bySimd64(
  name: Loop64,
  portable: (x: number) => number,
  src: Float64Array,
  dst: Float64Array,
  length: number,
): boolean {
  const kernels = simdKernels();
  const simd = simdExports();
  if (kernels === undefined || simd === undefined) return false;
  const { input, output, undone } = kernels.float64;
  for (let start = 0; start < length; start += BLOCK_64) {
    const count = Math.min(BLOCK_64, length - start);
    input.set(src.subarray(start, start + count));
    simd[name](INPUT, OUTPUT, count);
    for (const group of undone()) finish(portable, input, output, group, count);
    dst.set(output.subarray(0, count), start);
  }
  return true;
}

function finish(
  portable: (x: number) => number,
  input: Float64Array,
  output: Float64Array,
  group: number,
  count: number,
): void {
  const end = Math.min(group + GROUP, count);
  for (let i = group; i < end; i++) {
    const y = portable(input[i]!);
    output[i] = Number.isNaN(y) ? Number.NaN : y;
  }
}
