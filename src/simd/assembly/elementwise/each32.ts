/**
 * The loop of element-wise functions of float32. A function is a class whose method `at` maps two doubles: it is called on
 * no object, and inlined.
 */
import { keep, putBack } from '../beyond';

const NOT_A_NUMBER = memory.data<u32>([0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000], 16);

/**
 * `count` float32 elements by way of doubles; up to seven behind are read, and put back where they are written. NaNs become the one that results hold. All results
 * are there before one is stored: up to then the compiler loads each constant once for all of them.
 */
@inline
export function each32<F>(src: usize, dst: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  const behind = dst + (<usize>count << 2);
  keep(behind, 32);
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
  putBack(behind, 32);
}

/** The upper two of four floats as doubles. */
@inline
export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1));
}

/** As floats, their NaNs canonical. */
@inline
export function rounded(lower: v128, upper: v128): v128 {
  const y = v128.shuffle<i64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2);
  return v128.bitselect(y, v128.load(NOT_A_NUMBER), f32x4.eq(y, y));
}
