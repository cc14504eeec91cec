/** Element-wise functions by the SIMD module, in blocks that stay in the first cache. */
import { simdKernels } from './engine.js';
import { INPUT, type Loop32, OUTPUT, simdExports } from './wasm.js';

/** Elements of a block. */
const BLOCK = 4096;

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
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    input.set(src.subarray(start, start + count));
    simd[name](INPUT, OUTPUT, count, ...parameters);
    dst.set(output.subarray(0, count), start);
  }
  return true;
}
