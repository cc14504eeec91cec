/** Softmax of the near rows of a table of columns, and of tiles, which lie as columns do. */
import { EXPONENTIALS, exponentials, isNear, LEAST_SUM, MOST_SUM, nearSteps, STEPS, STRIP, scaled } from './softmax-strip32';
import { leave } from './undone';

const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** All bits of two lanes. */
const ALL = memory.data<u64>([~0, ~0], 16);
/** The bounds of `isNear`. */
const LEAST_SUMS = memory.data<f64>([LEAST_SUM, LEAST_SUM], 16);
const MOST_SUMS = memory.data<f64>([MOST_SUM, MOST_SUM], 16);
/** Of each row of a strip, the sum and 1 over it. */
const TOTALS = memory.data(256 * 8 + 64, 16);
const INVERSES = memory.data(256 * 8 + 64, 16);

/** Rows of a strip of columns: a multiple of four. */
@inline
export function heightOf(width: i32): i32 {
  return min(256, max(32, (2048 / width) & ~3));
}

/** Class c of row r at src + c · stride + 4r; `rows` is rounded up to four. */
export function softmaxColumns32(src: usize, dst: usize, rows: i32, width: i32, stride: usize): void {
  const height = heightOf(width);
  for (let first = 0; first < rows; first += height) {
    const at = <usize>first << 2;
    columns(src + at, dst + at, first, min(height, rows - first), width, stride);
  }
}

/** A strip. */
export function columns(src: usize, dst: usize, first: i32, rows: i32, width: i32, stride: usize): void {
  const across = <usize>((rows + 3) & ~3) << 3;
  const end = EXPONENTIALS + <usize>width * across;
  for (let e = EXPONENTIALS; e < end; e += across, src += stride) {
    nearSteps(src, STEPS, rows);
    exponentials(STEPS, e, rows);
  }
  let near = v128.load(ALL);
  for (let at: usize = 0; at < across; at += 16) {
    const sums = sumAbreast(EXPONENTIALS + at, end + at, across);
    v128.store(TOTALS + at, sums);
    v128.store(INVERSES + at, f64x2.div(v128.load(ONES), sums));
    near = v128.and(near, f64x2.gt(sums, v128.load(LEAST_SUMS)));
    near = v128.and(near, f64x2.lt(sums, v128.load(MOST_SUMS)));
  }
  if (i64x2.bitmask(near) !== 3) leaveFar(first, rows);
  for (let e = EXPONENTIALS; e < end; e += across, dst += stride) {
    for (let at: usize = 0; at < across; at += 32) {
      const inverses = INVERSES + at;
      v128.store(dst + (at >> 1), scaled(e + at, v128.load(inverses), v128.load(inverses, 16)));
    }
  }
}

/** The rows of a strip that are not near. */
function leaveFar(first: i32, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    if (!isNear(load<f64>(TOTALS + (<usize>r << 3)))) leave(first + r);
  }
}

/** The sums of two rows. */
@inline
function sumAbreast(from: usize, end: usize, across: usize): v128 {
  let a = v128.load(NOTHING);
  let b = a;
  let c = a;
  let d = a;
  let p = from;
  for (; p + 3 * across < end; p += 4 * across) {
    a = f64x2.add(a, v128.load(p));
    b = f64x2.add(b, v128.load(p + across));
    c = f64x2.add(c, v128.load(p + 2 * across));
    d = f64x2.add(d, v128.load(p + 3 * across));
  }
  if (p < end) a = f64x2.add(a, v128.load(p));
  p += across;
  if (p < end) b = f64x2.add(b, v128.load(p));
  p += across;
  if (p < end) c = f64x2.add(c, v128.load(p));
  return f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
}
