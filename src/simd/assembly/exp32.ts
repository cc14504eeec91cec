/** The f32x4 twin of ../exp32.ts: the same operations, in the same order. */
import {
  EXP32_C2,
  EXP32_C3,
  EXP32_C4,
  EXP32_C5,
  EXP32_C6,
  LN2_HIGH_32,
  LN2_LOW_32,
  PER_LN2_32,
} from './constants';

const ONE = memory.data<f32>([1.0, 1.0, 1.0, 1.0], 16);
/** 1.5 · 2²³: the low bits of a sum with it are those of an integer, and its own are shifted out by 23. */
const ROUNDER = memory.data<f32>([12582912.0, 12582912.0, 12582912.0, 12582912.0], 16);

/** The whole number of ln2 nearest to x, plus ROUNDER. */
@inline
export function steps32(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, v128.load(PER_LN2_32)), v128.load(ROUNDER));
}

/** What `exp32` wants to scale exponentials by 2^(bias − steps of `anchor`): bits to add to those of 2^n. */
@inline
export function scale32(anchor: v128, bias: i32): v128 {
  return i32x4.sub(i32x4.splat((bias + 127) << 23), i32x4.shl(steps32(anchor), 23));
}

/** exp(x) · 2^shift, where `scale` holds (shift + 127) << 23. */
@inline
export function exp32(x: v128, scale: v128): v128 {
  const steps = steps32(x);
  const n = f32x4.sub(steps, v128.load(ROUNDER));
  const near = f32x4.sub(x, f32x4.mul(n, v128.load(LN2_HIGH_32)));
  const r = f32x4.sub(near, f32x4.mul(n, v128.load(LN2_LOW_32)));
  const r2 = f32x4.mul(r, r);
  const base = f32x4.add(v128.load(ONE), r);
  const lost = f32x4.sub(r, f32x4.sub(base, v128.load(ONE)));
  const q2 = f32x4.add(f32x4.mul(r, v128.load(EXP32_C3)), v128.load(EXP32_C2));
  const q4 = f32x4.add(
    f32x4.add(f32x4.mul(r, v128.load(EXP32_C5)), v128.load(EXP32_C4)),
    f32x4.mul(r2, v128.load(EXP32_C6)),
  );
  const rest = f32x4.add(f32x4.add(lost, f32x4.mul(r2, q2)), f32x4.mul(f32x4.mul(r2, r2), q4));
  return f32x4.mul(f32x4.add(base, rest), i32x4.add(i32x4.shl(steps, 23), scale));
}
