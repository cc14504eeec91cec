/** Softmax of the near rows of a table of columns, and of tiles, which lie as columns do. */
import { EXPONENTIALS, exponentials, isNear, nearSteps, STEPS, STRIP, scaled } from './softmax-strip32';
import { leave } from './undone';

const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** Of each row of a strip. */
const INVERSES = memory.data(1024 * 8 + 64, 16);

/** Rows of a strip of columns: a multiple of four. */
@inline
export function heightOf(width: i32): i32 {
  return min(256, max(16, (STRIP / width) & ~3));
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
  for (let at: usize = 0; at < across; at += 16) {
    const sums = sumAbreast(EXPONENTIALS + at, end + at, across);
    v128.store(INVERSES + at, f64x2.div(v128.load(ONES), sums));
    const r = <i32>(at >> 3);
    if (!isNear(f64x2.extract_lane(sums, 0)) && r < rows) leave(first + r);
    if (!isNear(f64x2.extract_lane(sums, 1)) && r + 1 < rows) leave(first + r + 1);
  }
  for (let e = EXPONENTIALS; e < end; e += across, dst += stride) {
    for (let at: usize = 0; at < across; at += 32) {
      const inverses = INVERSES + at;
      v128.store(dst + (at >> 1), scaled(e + at, v128.load(inverses), v128.load(inverses, 16)));
    }
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
