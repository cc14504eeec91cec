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
  return argmaxColumns<f32, i32>(src, dst, rows, width, stride, LEAST_32, ONE_32);
}

/** The same of doubles: class c of row r at src + c · stride + 8r, its class at dst + 4r. */
export function argmaxColumns64(src: usize, dst: usize, rows: i32, width: i32, stride: usize): bool {
  return argmaxColumns<f64, i64>(src, dst, rows, width, stride, LEAST_64, ONE_64);
}

/** `I` are the integers that are as wide as `F`, the numbers. */
@inline
function argmaxColumns<F, I>(
  src: usize,
  dst: usize,
  rows: i32,
  width: i32,
  stride: usize,
  least: usize,
  one: usize,
): bool {
  const end = dst + (<usize>rows << 2);
  const step: usize = sizeof<F>() == 4 ? 32 : 16;
  let odd = i32x4.splat(0);
  for (; dst + step - 16 < end; src += 32, dst += step) {
    odd = v128.or(odd, argmaxOfRows<F, I>(src, dst, width, stride, least, one, true));
  }
  // Four rows of float32, or fewer.
  if (sizeof<F>() == 4 && dst < end) {
    odd = v128.or(odd, argmaxOfRows<F, I>(src, dst, width, stride, least, one, false));
  }
  return v128.any_true(odd);
}

/** Two registers of rows, or, where they are not `both`, the first one twice; gives bits where something is odd. */
@inline
function argmaxOfRows<F, I>(
  src: usize,
  dst: usize,
  width: i32,
  stride: usize,
  leastAt: usize,
  oneAt: usize,
  both: bool,
): v128 {
  const least = v128.load(leastAt);
  const one = v128.load(oneAt);
  let most = least;
  let others = least;
  let best = v128.load(NONE);
  let best2 = best;
  let nans = i32x4.splat(0);
  let nans2 = nans;
  let c = nans;
  for (let i = 0, p = src; i < width; i++, p += stride) {
    const x = v128.load(p);
    const y = both ? v128.load(p, 16) : x;
    best = v128.bitselect(c, best, v128.gt<F>(x, most));
    best2 = v128.bitselect(c, best2, v128.gt<F>(y, others));
    most = v128.pmax<F>(most, x);
    others = v128.pmax<F>(others, y);
    nans = v128.or(nans, v128.ne<F>(x, x));
    nans2 = v128.or(nans2, v128.ne<F>(y, y));
    c = v128.add<I>(c, one);
  }
  best = v128.or(best, nans);
  best2 = v128.or(best2, nans2);
  if (sizeof<F>() == 8) v128.store(dst, v128.shuffle<i32>(best, best2, 0, 2, 4, 6));
  else {
    v128.store(dst, best);
    if (both) v128.store(dst, best2, 16);
  }
  return v128.or(oddOf<F, I>(best, most, least), oddOf<F, I>(best2, others, least));
}

/** Bits where there is no class, or the largest value is +∞. */
@inline
function oddOf<F, I>(best: v128, most: v128, least: v128): v128 {
  return v128.or(v128.shr<I>(best, 8 * sizeof<I>() - 1), v128.eq<F>(v128.neg<F>(most), least));
}
