/**
 * The twin of ../../softmax/state/table/near-parts.ts: exponentials as the words that are added to a limb. Where the number of
 * elements is odd, one more is read and written.
 */
import { growthOf, headOf, highOf, lowOf, pair, RECIPROCAL } from './exact-exponential';
import { firstRound, ROUNDER, secondRound, steps64 } from './exp64';

const HIGH_SCALE = memory.data<f64>([268435456.0, 268435456.0], 16);
const LOW_SCALE = memory.data<f64>([1152921504606846976.0, 1152921504606846976.0], 16);
const NEAR = memory.data<f64>([131072.0, 131072.0], 16);
const NO_LIMB: i32 = 0x7fffffff;

export function exactParts32(src: usize, dst: usize, count: i32): void {
  if (load<f64>(RECIPROCAL) == 1) parts<f32>(src, dst, count, true);
  else parts<f32>(src, dst, count, false);
}

export function exactParts64(src: usize, dst: usize, count: i32): void {
  if (load<f64>(RECIPROCAL) == 1) parts<f64>(src, dst, count, true);
  else parts<f64>(src, dst, count, false);
}

@inline
function parts<T>(src: usize, dst: usize, count: i32, plain: bool): void {
  const end = src + <usize>count * sizeof<T>();
  for (; src < end; src += 2 * sizeof<T>(), dst += 32) {
    const x = pair<T>(src);
    const y = plain ? x : f64x2.mul(x, v128.load(RECIPROCAL));
    const steps = steps64(y);
    const one = firstRound(steps);
    const two = secondRound(steps);
    const head = headOf(steps, one, two);
    const growth = f64x2.mul(head, growthOf<T>(x, y, steps, one, two, plain));
    const high = highOf(head, growth);
    const upper = integers(f64x2.mul(high, v128.load(HIGH_SCALE)));
    const lower = integers(f64x2.mul(lowOf(head, growth, high), v128.load(LOW_SCALE)));
    const units = i64x2.add(i64x2.shl(upper, 32), lower);
    const near = f64x2.le(f64x2.abs(y), v128.load(NEAR));
    put(dst, i64x2.extract_lane(units, 0), i32x4.extract_lane(steps, 0), i32x4.extract_lane(near, 0));
    put(dst + 16, i64x2.extract_lane(units, 1), i32x4.extract_lane(steps, 2), i32x4.extract_lane(near, 2));
  }
}

/** Whole doubles below 2^51 as integers. */
@inline
function integers(v: v128): v128 {
  return i64x2.sub(f64x2.add(v, v128.load(ROUNDER)), v128.load(ROUNDER));
}

/** What leaves a word at its upper end goes in two steps: a shift by 64 is none. */
@inline
function put(dst: usize, units: u64, n: i32, near: i32): void {
  const shift = <u64>((n >> 6) & 31);
  store<u64>(dst, units << shift);
  store<u32>(dst, <u32>((units >> 1) >> (63 - shift)), 8);
  store<i32>(dst, near ? n >> 11 : NO_LIMB, 12);
}
