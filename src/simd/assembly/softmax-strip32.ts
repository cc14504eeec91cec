/**
 * What the kernels of softmax in single precision share, the twin of ../softmax-float32.ts. Rows are taken in strips,
 * each pass over all rows of a strip, so that no row waits for its own maximum or sum.
 *
 * *Rows* run along the row, four classes in a register. *Tiles* are short near rows, four abreast, a register for a
 * class: nothing is added across a register, and none is half empty. The *columns* of a wide table lie that way
 * already. The sums have the same order in all: class c is in lane c mod 4.
 */
import { exp32, expTwo32, scale32 } from './exp32';

export const BIAS = 64;
const REACH = memory.data<f32>([130.0, 130.0, 130.0, 130.0], 16);
export const NOTHING = memory.data<f64>([0.0, 0.0], 16);

/** Rows, or groups of four, of a strip. */
export const STRIP = 64;
export const MAXIMA = memory.data(64 * 16, 16);

@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
}

@inline
export function narrow(lower: v128, upper: v128): v128 {
  const a = f32x4.demote_f64x2_zero(lower);
  const b = f32x4.demote_f64x2_zero(upper);
  return v128.shuffle<i64>(a, b, 0, 2);
}

@inline
export function scaled(e: v128, lower: v128, upper: v128): v128 {
  return narrow(f64x2.mul(low(e), lower), f64x2.mul(high(e), upper));
}

/** Exponentials of registers that are `stride` bytes apart. */
@inline
export function exponentialsOf(src: usize, dst: usize, bytes: usize, stride: usize, max: v128): void {
  const floor = f32x4.sub(max, v128.load(REACH));
  const scale = scale32(max, BIAS);
  const end = src + bytes;
  for (; src + stride < end; src += 2 * stride, dst += 2 * stride) {
    const x = f32x4.pmax(v128.load(src), floor);
    const y = f32x4.pmax(v128.load(src + stride), floor);
    expTwo32(x, y, scale, dst, stride);
  }
  if (src < end) v128.store(dst, exp32(f32x4.pmax(v128.load(src), floor), scale));
}
