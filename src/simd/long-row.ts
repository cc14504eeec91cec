/** Softmax, and sums of exponentials, of a row that is longer than the SIMD module's block: it goes through it several times, in pieces. */
import type { Floats } from './floats.js';
import type { SimdExports } from './wasm.js';
import { INPUT, OUTPUT } from './wasm.js';

/** Bytes of a piece: it stays in the second cache, as blocks of short rows do, and holds a multiple of the lanes. */
const PIECE = 65536;

/** Elements start … end − 1 of `src` into the same places of `dst`; false, and all NaN, without a distribution. */
export type LongRow<T extends Floats> = (src: T, dst: T, start: number, end: number) => boolean;

/** Calls `work` with each piece of elements start … end − 1 in the block of input. */
function eachPiece<T extends Floats>(
  input: T,
  src: T,
  start: number,
  end: number,
  work: (count: number, from: number) => void,
): void {
  const size = PIECE / input.BYTES_PER_ELEMENT;
  for (let from = start; from < end; from += size) {
    const count = Math.min(size, end - from);
    input.set(src.subarray(from, from + count));
    work(count, from);
  }
}

/** Exponentials are computed twice, which costs less than to keep them in doubles or to write and read them. */
export function longRow32(
  simd: SimdExports,
  input: Float32Array,
  output: Float32Array,
): LongRow<Float32Array> {
  return (src, dst, start, end) => {
    const pass = (work: (count: number, from: number) => void) =>
      eachPiece(input, src, start, end, work);
    const divided = (count: number, from: number, sum: number) => {
      simd.divide32(OUTPUT, count, sum);
      dst.set(output.subarray(0, count), from);
    };
    simd.clear32();
    pass((count) => simd.addNear32(INPUT, count));
    const near = simd.total32();
    if (simd.isNear32(near)) {
      pass((count, from) => {
        simd.addNear32(INPUT, count);
        divided(count, from, near);
      });
      return true;
    }
    let max = Number.NEGATIVE_INFINITY;
    pass((count) => {
      max = Math.max(max, simd.maximum32(INPUT, count));
    });
    simd.clear32();
    pass((count) => simd.addFar32(INPUT, count, max));
    const far = simd.total32();
    if (!(far > 0)) {
      dst.fill(Number.NaN, start, end);
      return false;
    }
    pass((count, from) => {
      simd.addFar32(INPUT, count, max);
      divided(count, from, far);
    });
    return true;
  };
}

/** Exponentials are written to `dst` and read again. */
export function longRow64(
  simd: SimdExports,
  input: Float64Array,
  output: Float64Array,
): LongRow<Float64Array> {
  return (src, dst, start, end) => {
    let max = Number.NEGATIVE_INFINITY;
    eachPiece(input, src, start, end, (count) => {
      max = Math.max(max, simd.maximum64(INPUT, count));
    });
    simd.clear64();
    eachPiece(input, src, start, end, (count, from) => {
      simd.exponentials64(INPUT, OUTPUT, count, max);
      dst.set(output.subarray(0, count), from);
    });
    const sum = simd.total64();
    const rest = simd.totalRest64();
    if (!(sum > 0)) {
      dst.fill(Number.NaN, start, end);
      return false;
    }
    eachPiece(input, dst, start, end, (count, from) => {
      simd.divide64(INPUT, count, sum, rest);
      dst.set(input.subarray(0, count), from);
    });
    return true;
  };
}

/** What `BlockKernel.longSums` gives: the sum of elements start … end − 1. */
export function longSums32(
  simd: SimdExports,
  input: Float32Array,
): (src: Float32Array, start: number, end: number) => Float64Array {
  const sums = new Float64Array(1);
  return (src, start, end) => {
    simd.clear32();
    eachPiece(input, src, start, end, (count) => simd.sumNear32(INPUT, count));
    sums[0] = simd.total32();
    return sums;
  };
}

/** Maximum, sum and rest. */
export function longSums64(
  simd: SimdExports,
  input: Float64Array,
): (src: Float64Array, start: number, end: number) => Float64Array {
  const sums = new Float64Array(3);
  return (src, start, end) => {
    let max = Number.NEGATIVE_INFINITY;
    eachPiece(input, src, start, end, (count) => {
      max = Math.max(max, simd.maximum64(INPUT, count));
    });
    simd.clear64();
    eachPiece(input, src, start, end, (count) => simd.exponentials64(INPUT, OUTPUT, count, max));
    sums[0] = max;
    sums[1] = simd.total64();
    sums[2] = simd.totalRest64();
    return sums;
  };
}
