/**
 * The class with the largest value in each row of a table of columns, the first of equals; −1 for a row that holds a NaN, or
 * nothing but −∞. Without branches: which class is the largest cannot be foretold.
 */

const LEAST_32 = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);
const LEAST_64 = memory.data<f64>([-Infinity, -Infinity], 16);
const NONE = memory.data<i32>([-1, -1, -1, -1], 16);
const ONE_32 = memory.data<i32>([1, 1, 1, 1], 16);
const ONE_64 = memory.data<i64>([1, 1], 16);

/**
 * Class c of row r at src + c · stride + 4r, its class at dst + 4r; `rows` is rounded up to four.
 *
 * @returns whether a row may have no class, or +∞ for its largest value
 */
export function argmaxColumns32(src: usize, dst: usize, rows: i32, width: i32, stride: usize): bool {
  const end = dst + (<usize>rows << 2);
  const least = v128.load(LEAST_32);
  const none = v128.load(NONE);
  const one = v128.load(ONE_32);
  let odd = i32x4.splat(0);
  for (; dst + 16 < end; src += 32, dst += 32) {
    let most = least;
    let others = least;
    let best = none;
    let best2 = none;
    let nans = i32x4.splat(0);
    let nans2 = nans;
    let c = nans;
    for (let i = 0, p = src; i < width; i++, p += stride) {
      const x = v128.load(p);
      const y = v128.load(p, 16);
      best = v128.bitselect(c, best, f32x4.gt(x, most));
      best2 = v128.bitselect(c, best2, f32x4.gt(y, others));
      most = f32x4.pmax(most, x);
      others = f32x4.pmax(others, y);
      nans = v128.or(nans, f32x4.ne(x, x));
      nans2 = v128.or(nans2, f32x4.ne(y, y));
      c = i32x4.add(c, one);
    }
    best = v128.or(best, nans);
    best2 = v128.or(best2, nans2);
    v128.store(dst, best);
    v128.store(dst, best2, 16);
    odd = v128.or(odd, v128.or(oddOf32(best, most, least), oddOf32(best2, others, least)));
  }
  if (dst < end) {
    let most = least;
    let best = none;
    let nans = i32x4.splat(0);
    let c = nans;
    for (let i = 0, p = src; i < width; i++, p += stride) {
      const x = v128.load(p);
      best = v128.bitselect(c, best, f32x4.gt(x, most));
      most = f32x4.pmax(most, x);
      nans = v128.or(nans, f32x4.ne(x, x));
      c = i32x4.add(c, one);
    }
    best = v128.or(best, nans);
    v128.store(dst, best);
    odd = v128.or(odd, oddOf32(best, most, least));
  }
  return v128.any_true(odd);
}

/** The same of doubles: class c of row r at src + c · stride + 8r, its class at dst + 4r. */
export function argmaxColumns64(src: usize, dst: usize, rows: i32, width: i32, stride: usize): bool {
  const end = dst + (<usize>rows << 2);
  const least = v128.load(LEAST_64);
  const none = v128.load(NONE);
  const one = v128.load(ONE_64);
  let odd = i32x4.splat(0);
  for (; dst < end; src += 32, dst += 16) {
    let most = least;
    let others = least;
    let best = none;
    let best2 = none;
    let nans = i32x4.splat(0);
    let nans2 = nans;
    let c = nans;
    for (let i = 0, p = src; i < width; i++, p += stride) {
      const x = v128.load(p);
      const y = v128.load(p, 16);
      best = v128.bitselect(c, best, f64x2.gt(x, most));
      best2 = v128.bitselect(c, best2, f64x2.gt(y, others));
      most = f64x2.pmax(most, x);
      others = f64x2.pmax(others, y);
      nans = v128.or(nans, f64x2.ne(x, x));
      nans2 = v128.or(nans2, f64x2.ne(y, y));
      c = i64x2.add(c, one);
    }
    best = v128.or(best, nans);
    best2 = v128.or(best2, nans2);
    v128.store(dst, v128.shuffle<i32>(best, best2, 0, 2, 4, 6));
    odd = v128.or(odd, v128.or(oddOf64(best, most, least), oddOf64(best2, others, least)));
  }
  return v128.any_true(odd);
}

/** Bits where there is no class, or the largest value is +∞. */
@inline
function oddOf32(best: v128, most: v128, least: v128): v128 {
  return v128.or(i32x4.shr_s(best, 31), f32x4.eq(f32x4.neg(most), least));
}

@inline
function oddOf64(best: v128, most: v128, least: v128): v128 {
  return v128.or(i64x2.shr_s(best, 63), f64x2.eq(f64x2.neg(most), least));
}
