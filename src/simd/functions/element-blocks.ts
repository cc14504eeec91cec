/**
 * The frame of loops over doubles that make no call for an element, which would cost such a loop its registers: results are made in a
 * block, and odd elements are set aside. The block is written when it is whole, so that `dst` may be `src`.
 */

/** Elements of a block, an even number: it stays in the first cache. */
export const BLOCK = 512;

/** The block's results. */
export const results = new Float64Array(BLOCK);

/** The places in the block of what was set aside. */
export const odd = new Int32Array(BLOCK);

/** Makes results of `count` elements from `start` on, and returns how many it has set aside. */
type Fill = (src: Float64Array, start: number, count: number) => number;

/** Elements 0 … length − 1, by `fill`, and by `one` where they are odd; NaNs are canonical. */
export function byBlocks(
  fill: Fill,
  one: (x: number) => number,
  src: Float64Array,
  dst: Float64Array,
  length: number,
): void {
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    const aside = fill(src, start, count);
    for (let i = 0; i < aside; i++) results[odd[i]!] = canonical(one(src[start + odd[i]!]!));
    dst.set(count === BLOCK ? results : results.subarray(0, count), start);
  }
}

function canonical(y: number): number {
  return Number.isNaN(y) ? Number.NaN : y;
}
