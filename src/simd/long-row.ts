/** Softmax, and sums of exponentials, of a row that is longer than the SIMD module's block: it goes through it several times, in pieces. */
import type { Blocks } from './blocks.js';
import type { Floats } from './floats.js';
import type { SimdExports } from './wasm.js';
import { OUTPUT } from './wasm.js';

/** Bytes of a piece: it stays in the second cache, as blocks of short rows do, and holds a multiple of the lanes. */
const PIECE = 65536;

/** Elements start … end − 1 of `src` into the same places of `dst`; false, and all NaN, without a distribution. */
export type LongRow<T extends Floats> = (src: T, dst: T, start: number, end: number) => boolean;

/** What is done with a piece: elements from … to − 1 of the row's array, which lie at an address. */
type Work = (address: number, count: number, from: number, to: number) => void;

/** Calls `work` with each piece of elements start … end − 1; copies where their results will lie over them. */
function eachPiece<T extends Floats>(
  blocks: Blocks<T>,
  src: T,
  start: number,
  end: number,
  work: Work,
  dst?: T,
): void {
  const size = PIECE / src.BYTES_PER_ELEMENT;
  for (let from = start; from < end; from += size) {
    const to = Math.min(end, from + size);
    work(blocks.take(src, from, to, dst).byteOffset, to - from, from, to);
  }
}

/** Exponentials are computed twice, which costs less than to keep them in doubles or to write and read them. */
export function longRow32(simd: SimdExports, blocks: Blocks<Float32Array>): LongRow<Float32Array> {
  return (src, dst, start, end) => {
    const pass = (work: Work) => eachPiece(blocks, src, start, end, work);
    const divided = (count: number, from: number, to: number, sum: number) => {
      const results = blocks.open(dst, from, to);
      simd.divide32(results.byteOffset, count, sum);
      blocks.give(results, dst, from, to);
    };
    simd.clear32();
    pass((address, count) => simd.addNear32(address, count));
    const near = simd.total32();
    if (simd.isNear32(near)) {
      pass((address, count, from, to) => {
        simd.addNear32(address, count);
        divided(count, from, to, near);
      });
      return true;
    }
    let max = Number.NEGATIVE_INFINITY;
    pass((address, count) => {
      max = Math.max(max, simd.maximum32(address, count));
    });
    simd.clear32();
    pass((address, count) => simd.addFar32(address, count, max));
    const far = simd.total32();
    if (!(far > 0)) {
      dst.fill(Number.NaN, start, end);
      return false;
    }
    pass((address, count, from, to) => {
      simd.addFar32(address, count, max);
      divided(count, from, to, far);
    });
    return true;
  };
}

/** Exponentials are written to `dst` and read again. */
export function longRow64(simd: SimdExports, blocks: Blocks<Float64Array>): LongRow<Float64Array> {
  return (src, dst, start, end) => {
    let max = Number.NEGATIVE_INFINITY;
    eachPiece(blocks, src, start, end, (address, count) => {
      max = Math.max(max, simd.maximum64(address, count));
    });
    simd.clear64();
    const write: Work = (address, count, from, to) => {
      const results = blocks.open(dst, from, to);
      simd.exponentials64(address, results.byteOffset, count, max);
      blocks.give(results, dst, from, to);
    };
    eachPiece(blocks, src, start, end, write, dst);
    const sum = simd.total64();
    const rest = simd.totalRest64();
    if (!(sum > 0)) {
      dst.fill(Number.NaN, start, end);
      return false;
    }
    eachPiece(blocks, dst, start, end, (address, count, from, to) => {
      simd.divide64(address, count, sum, rest);
      if (address === blocks.input.byteOffset) {
        dst.set(blocks.input.subarray(0, to - from), from);
      }
    });
    return true;
  };
}

/** What `BlockKernel.longSums` gives: the sum of elements start … end − 1. */
export function longSums32(
  simd: SimdExports,
  blocks: Blocks<Float32Array>,
): (src: Float32Array, start: number, end: number) => Float64Array {
  const sums = new Float64Array(1);
  return (src, start, end) => {
    simd.clear32();
    eachPiece(blocks, src, start, end, (address, count) => simd.sumNear32(address, count));
    sums[0] = simd.total32();
    return sums;
  };
}

/** Maximum, sum and rest. */
export function longSums64(
  simd: SimdExports,
  blocks: Blocks<Float64Array>,
): (src: Float64Array, start: number, end: number) => Float64Array {
  const sums = new Float64Array(3);
  return (src, start, end) => {
    let max = Number.NEGATIVE_INFINITY;
    eachPiece(blocks, src, start, end, (address, count) => {
      max = Math.max(max, simd.maximum64(address, count));
    });
    simd.clear64();
    eachPiece(blocks, src, start, end, (address, count) =>
      simd.exponentials64(address, OUTPUT, count, max),
    );
    sums[0] = max;
    sums[1] = simd.total64();
    sums[2] = simd.totalRest64();
    return sums;
  };
}

/** Sum and rest. */
export function longBareSums64(
  simd: SimdExports,
  blocks: Blocks<Float64Array>,
): (src: Float64Array, start: number, end: number) => Float64Array {
  const sums = new Float64Array(2);
  return (src, start, end) => {
    simd.clearBare64();
    eachPiece(blocks, src, start, end, (address, count) => simd.addBare64(address, count));
    sums[0] = simd.bareTotal64();
    sums[1] = simd.bareRest64();
    return sums;
  };
}
