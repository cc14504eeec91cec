/** The twin of ../../softmax/state/exponential.ts, for near quotients; and quotients as double-doubles. */
import { rest64, restOfPair64, roundGrowth64 } from './exp64';

const SPLITTER = memory.data<f64>([134217729.0, 134217729.0], 16);
/** The bits of n that choose a head. */
const STEP = memory.data<u64>([63, 63], 16);
const HIGH_CUTTER = memory.data<f64>([25165824.0, 25165824.0], 16);
const LOW_CUTTER = memory.data<f64>([0.005859375, 0.005859375], 16);

/** 1/T as a double-double, and the halves of its upper part. */
export const RECIPROCAL = memory.data(64, 16);

/** Two elements, in double precision. */
@inline
export function pair<T>(src: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(src));
  return v128.load(src);
}

/** 2^(n/64) without its binade. */
@inline
export function headOf(steps: v128, one: v128, two: v128): v128 {
  const bits = v128.shuffle<i64>(one, two, 1, 3);
  return i64x2.add(bits, i64x2.shl(v128.and(steps, v128.load(STEP)), 46));
}

/** What r and the rounding of the head add to a head of 1; y is x/T rounded. `plain`: T is 1. */
@inline
export function growthOf<T>(x: v128, y: v128, steps: v128, one: v128, two: v128, plain: bool): v128 {
  if (plain) return roundGrowth64(rest64(y, steps), one, two);
  const low = quotientLow<T>(x, y, f64x2.mul(x, v128.load(RECIPROCAL, 16)));
  return roundGrowth64(restOfPair64(y, low, steps), one, two);
}

@inline
export function highOf(head: v128, growth: v128): v128 {
  const sum = f64x2.add(f64x2.add(head, growth), v128.load(HIGH_CUTTER));
  return f64x2.sub(sum, v128.load(HIGH_CUTTER));
}

@inline
export function lowOf(head: v128, growth: v128, high: v128): v128 {
  const left = f64x2.add(f64x2.sub(head, high), growth);
  return f64x2.sub(f64x2.add(left, v128.load(LOW_CUTTER)), v128.load(LOW_CUTTER));
}

/** x/T less its rounded value y: Dekker's product, as in ../anchored.ts, plus `rest`. A float32 is its own leading half. */
@inline
export function quotientLow<T>(x: v128, y: v128, rest: v128): v128 {
  const head = v128.load(RECIPROCAL, 32);
  const tail = v128.load(RECIPROCAL, 48);
  if (sizeof<T>() == 4) {
    const a = f64x2.sub(f64x2.sub(y, f64x2.mul(x, head)), f64x2.mul(x, tail));
    return f64x2.sub(rest, a);
  }
  const scaled = f64x2.mul(x, v128.load(SPLITTER));
  const xHead = f64x2.sub(scaled, f64x2.sub(scaled, x));
  const xTail = f64x2.sub(x, xHead);
  const a = f64x2.sub(y, f64x2.mul(xHead, head));
  const b = f64x2.sub(f64x2.sub(a, f64x2.mul(xTail, head)), f64x2.mul(xHead, tail));
  return f64x2.add(f64x2.sub(f64x2.mul(xTail, tail), b), rest);
}
