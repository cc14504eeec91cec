/**
 * The loops of element-wise functions. A function is a class whose method `at` maps two doubles: it is called on no
 * object, and inlined.
 */

import { leave } from './undone';

const NOT_A_NUMBER = memory.data<u32>([0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000], 16);

/**
 * `count` float32 elements, and up to seven behind, by way of doubles. NaNs become the one that results hold. All results
 * are there before one is stored: up to then the compiler loads each constant once for all of them.
 */
@inline
export function each32<F>(src: usize, dst: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  for (; src < end; src += 32, dst += 32) {
    const x = v128.load(src);
    const z = v128.load(src, 16);
    const a = changetype<F>(0).at(f64x2.promote_low_f32x4(x));
    const b = changetype<F>(0).at(upper(x));
    const c = changetype<F>(0).at(f64x2.promote_low_f32x4(z));
    const d = changetype<F>(0).at(upper(z));
    v128.store(dst, rounded(a, b));
    v128.store(dst, rounded(c, d), 16);
  }
}

/** The upper two of four floats as doubles. */
@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1));
}

@inline
function rounded(lower: v128, upper: v128): v128 {
  const y = v128.shuffle<i64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2);
  return v128.bitselect(y, v128.load(NOT_A_NUMBER), f32x4.eq(y, y));
}

/** The parameters of the function, each in both lanes. */
const PARAMETERS = memory.data(3 * 16, 16);

@inline
export function setParameter(index: usize, value: f64): void {
  v128.store(PARAMETERS + (index << 4), f64x2.splat(value));
}

@inline
export function parameter(index: usize): v128 {
  return v128.load(PARAMETERS + (index << 4));
}

/**
 * `count` float64 elements, and up to three behind. The method `near` says where `at` holds; pairs of which one is not
 * near are listed (see undone.ts), for the portable functions, which know the special values.
 */
@inline
export function each64<F>(src: usize, dst: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, src += 32, dst += 32) {
    const a = v128.load(src);
    const b = v128.load(src, 16);
    if (i64x2.bitmask(changetype<F>(0).near(a)) != 3) leave(i);
    if (i64x2.bitmask(changetype<F>(0).near(b)) != 3) leave(i + 2);
    const y = changetype<F>(0).at(a);
    const z = changetype<F>(0).at(b);
    v128.store(dst, y);
    v128.store(dst, z, 16);
  }
}
