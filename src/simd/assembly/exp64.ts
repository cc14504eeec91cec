/** The f64x2 twin of ../exp.ts: the same operations, in the same order, but for the heads, whose exponents are added. */
import {
  EXP_C2,
  EXP_C3,
  EXP_C4,
  EXP_C5,
  EXP_ROUND_STEPS,
  EXP_STEPS,
  STEP_HIGH,
  STEP_LOW,
  STEPS_PER_UNIT,
} from './constants';

/** 1.5 · 2⁵²: the low bits of a sum with it are those of an integer. */
export const ROUNDER = memory.data<f64>([6755399441055744.0, 6755399441055744.0], 16);
/** The bits of sign and exponent. */
const SCALES = memory.data<u64>([0xfff0000000000000, 0xfff0000000000000], 16);

/** The whole number of steps of ln2/64 nearest to x, plus ROUNDER. */
@inline
export function steps64(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, v128.load(STEPS_PER_UNIT)), v128.load(ROUNDER));
}

/** The bits to add to a head's for a factor of 2^(bias − k), 2^k being the binade of exp(anchor). */
@inline
export function scale64(anchor: v128, bias: i64): v128 {
  const binade = v128.and(i64x2.shl(steps64(anchor), 46), v128.load(SCALES));
  return i64x2.sub(i64x2.splat(bias << 52), binade);
}

/** The entry of the table for the steps of the first row or class. */
@inline
export function firstEntry(steps: v128): v128 {
  return v128.load(EXP_STEPS + ((<usize>i64x2.extract_lane(steps, 0) & 63) << 4));
}

/** The entry of the table for the steps of the second. */
@inline
export function secondEntry(steps: v128): v128 {
  return v128.load(EXP_STEPS + ((<usize>i64x2.extract_lane(steps, 1) & 63) << 4));
}

/** The head, times the power of two that `scale` stands for. */
@inline
export function head64(steps: v128, first: v128, second: v128, scale: v128): v128 {
  const bits = v128.shuffle<i64>(first, second, 1, 3);
  return i64x2.add(bits, i64x2.add(i64x2.shl(steps, 46), scale));
}

/** What is left of an argument besides its steps and their leading parts: see `expLow`. */
@inline
export function low64(steps: v128, first: v128, second: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  return f64x2.sub(v128.shuffle<i64>(first, second, 0, 2), f64x2.mul(n, v128.load(STEP_LOW)));
}

/** exp(r) − 1, where r is x less its steps, plus `low`. */
@inline
export function growth64(x: v128, steps: v128, low: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  const r = f64x2.add(f64x2.sub(x, f64x2.mul(n, v128.load(STEP_HIGH))), low);
  const square = f64x2.mul(r, r);
  const odd = f64x2.add(f64x2.mul(v128.load(EXP_C4), r), v128.load(EXP_C3));
  const tops = f64x2.add(odd, f64x2.mul(square, v128.load(EXP_C5)));
  const rest = f64x2.add(f64x2.mul(r, tops), v128.load(EXP_C2));
  return f64x2.add(r, f64x2.mul(square, rest));
}

// The twins of ../exp-round.ts.

@inline
export function firstRound(steps: v128): v128 {
  return v128.load(EXP_ROUND_STEPS + ((<usize>i64x2.extract_lane(steps, 0) & 63) << 4));
}

@inline
export function secondRound(steps: v128): v128 {
  return v128.load(EXP_ROUND_STEPS + ((<usize>i64x2.extract_lane(steps, 1) & 63) << 4));
}

/** x less its steps. */
@inline
export function rest64(x: v128, steps: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  const near = f64x2.sub(x, f64x2.mul(n, v128.load(STEP_HIGH)));
  return f64x2.sub(near, f64x2.mul(n, v128.load(STEP_LOW)));
}

/** x + low less its steps. */
@inline
export function restOfPair64(x: v128, low: v128, steps: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  const near = f64x2.sub(x, f64x2.mul(n, v128.load(STEP_HIGH)));
  return f64x2.add(near, f64x2.sub(low, f64x2.mul(n, v128.load(STEP_LOW))));
}

/** exp(r) − 1, plus what the rounding of the head took off. */
@inline
export function roundGrowth64(r: v128, first: v128, second: v128): v128 {
  const square = f64x2.mul(r, r);
  const q2 = f64x2.add(f64x2.mul(v128.load(EXP_C3), r), v128.load(EXP_C2));
  const q4 = f64x2.add(f64x2.mul(v128.load(EXP_C5), r), v128.load(EXP_C4));
  const linear = f64x2.add(r, v128.shuffle<i64>(first, second, 0, 2));
  const lower = f64x2.add(linear, f64x2.mul(square, q2));
  return f64x2.add(lower, f64x2.mul(f64x2.mul(square, square), q4));
}
