/**
 * Softmax of one row in single precision; the scheme of `softmax-float64.ts`.
 *
 * *Near rows* (T = 1, |max| ≤ 512) take exponentials in float32 arithmetic of x itself, scaled by 2^(64 − k) with 2^k
 * the binade of exp(max), so that e^−130 is still normal. *Far rows* and other temperatures take (x − max)/T and its
 * exponential in doubles, rounded to float32 once.
 *
 * Either way the exponentials are stored as float32 and summed as they are stored, in four lanes of doubles: exact but
 * for roundings of 2⁻⁵³. A probability is e · (1/S) in doubles, rounded to float32; that is the only rounding of a
 * subnormal one.
 *
 * Error: an exponential is within 0.81 ulp (near) or 0.51 (far), and a probability takes over its own and the sum's.
 * That adds up to 2.9 ulp if all is at its worst at once; the most among 10⁷ random rows was 2.43.
 */
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { exp32, expSteps32 } from './exp32.js';

const BIAS = 64;
const NEAR = 512;
const REACH = 130;

const { fround } = Math;
const lanes = new Float64Array(4);

/**
 * Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. False where the row has no
 * distribution (a NaN, a +∞, nothing but −∞, or no element); it is all NaN then.
 */
export function softmaxRow32(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  temperature: number,
): boolean {
  const max = maximum32(src, start, end);
  lanes[0] = lanes[1] = lanes[2] = lanes[3] = 0;
  if (temperature === 1 && max <= NEAR && max >= -NEAR) {
    nearExponentials(src, dst, start, end, max);
  } else {
    farExponentials(src, dst, start, end, max, temperature);
  }
  const sum = lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
  if (!(sum > 0)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  const inverse = 1 / sum;
  for (let i = start; i < end; i++) dst[i] = dst[i]! * inverse;
  return true;
}

/** The largest element; NaN where there is one, −∞ where there is no element. */
export function maximum32(src: Float32Array, start: number, end: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    max = Math.max(max, src[i]!);
  }
  return max;
}

function nearExponentials(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  max: number,
): void {
  const floor = fround(max - REACH);
  const shift = BIAS - expSteps32(max);
  for (let i = start; i < end; i++) {
    const x = Math.max(src[i]!, floor);
    const e = fround(exp32(x, expSteps32(x), shift));
    dst[i] = e;
    const lane = (i - start) & 3;
    lanes[lane] = lanes[lane]! + e;
  }
}

function farExponentials(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  max: number,
  temperature: number,
): void {
  for (let i = start; i < end; i++) {
    const y = Math.max((src[i]! - max) / temperature, -REACH);
    const n = expSteps(y);
    const head = expHead(n, BIAS);
    const e = fround(head + head * expGrowth(expNear(y, n) + expLow(n)));
    dst[i] = e;
    const lane = (i - start) & 3;
    lanes[lane] = lanes[lane]! + e;
  }
}
