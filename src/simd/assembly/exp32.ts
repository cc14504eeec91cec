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

/**
 * exp(x) · 2^shift and exp(y) · 2^shift to dst and dst + stride: each constant is loaded once for both, and
 * neither waits for the other.
 */
@inline
export function expTwo32(x: v128, y: v128, scale: v128, dst: usize, stride: usize): void {
  let c = v128.load(PER_LN2_32);
  let d = v128.load(ROUNDER);
  const stepsX = f32x4.add(f32x4.mul(x, c), d);
  const stepsY = f32x4.add(f32x4.mul(y, c), d);
  const nX = f32x4.sub(stepsX, d);
  const nY = f32x4.sub(stepsY, d);
  c = v128.load(LN2_HIGH_32);
  d = v128.load(LN2_LOW_32);
  const rX = f32x4.sub(f32x4.sub(x, f32x4.mul(nX, c)), f32x4.mul(nX, d));
  const rY = f32x4.sub(f32x4.sub(y, f32x4.mul(nY, c)), f32x4.mul(nY, d));
  const squareX = f32x4.mul(rX, rX);
  const squareY = f32x4.mul(rY, rY);
  c = v128.load(ONE);
  const baseX = f32x4.add(c, rX);
  const baseY = f32x4.add(c, rY);
  const lostX = f32x4.sub(rX, f32x4.sub(baseX, c));
  const lostY = f32x4.sub(rY, f32x4.sub(baseY, c));
  c = v128.load(EXP32_C3);
  d = v128.load(EXP32_C2);
  const q2X = f32x4.add(f32x4.mul(rX, c), d);
  const q2Y = f32x4.add(f32x4.mul(rY, c), d);
  c = v128.load(EXP32_C5);
  d = v128.load(EXP32_C4);
  const q3X = f32x4.add(f32x4.mul(rX, c), d);
  const q3Y = f32x4.add(f32x4.mul(rY, c), d);
  c = v128.load(EXP32_C6);
  const q4X = f32x4.add(q3X, f32x4.mul(squareX, c));
  const q4Y = f32x4.add(q3Y, f32x4.mul(squareY, c));
  const lowX = f32x4.add(lostX, f32x4.mul(squareX, q2X));
  const lowY = f32x4.add(lostY, f32x4.mul(squareY, q2Y));
  const restX = f32x4.add(lowX, f32x4.mul(f32x4.mul(squareX, squareX), q4X));
  const restY = f32x4.add(lowY, f32x4.mul(f32x4.mul(squareY, squareY), q4Y));
  const powerX = i32x4.add(i32x4.shl(stepsX, 23), scale);
  const powerY = i32x4.add(i32x4.shl(stepsY, 23), scale);
  v128.store(dst, f32x4.mul(f32x4.add(baseX, restX), powerX));
  v128.store(dst + stride, f32x4.mul(f32x4.add(baseY, restY), powerY));
}
