/** Softmax of the rows of a table of columns, and of tiles, which lie as columns do: for T = 1. */
import { exponentialsOf, low, MAXIMA, NOTHING, STRIP, scaled } from './softmax-strip32';
import { leave } from './undone';

const NEAR = memory.data<f32>([512.0, 512.0, 512.0, 512.0], 16);
const ONES = memory.data<f64>([1.0, 1.0], 16);
/** Of each group, the sums of its first two rows and of the other two. */
const SUMS_ABREAST = memory.data(64 * 32, 16);

/** Class c of row r at src + c · stride + 4r; `rows` is rounded up to four. */
export function softmaxColumns32(src: usize, dst: usize, rows: i32, width: i32, stride: usize): void {
  const groups = (rows + 3) >> 2;
  for (let first = 0; first < groups; first += STRIP) {
    const at = <usize>first << 4;
    columns(src + at, dst + at, first, min(STRIP, groups - first), rows, width, 16, stride);
  }
}

/** A strip of groups, `across` bytes from one to the next, with a class every `stride` bytes. */
export function columns(
  src: usize,
  dst: usize,
  first: i32,
  groups: i32,
  rows: i32,
  width: i32,
  across: usize,
  stride: usize,
): void {
  const bytes = <usize>width * stride;
  for (let g = 0; g < groups; g++) {
    const from = src + <usize>g * across;
    v128.store(MAXIMA + (<usize>g << 4), maximumAbreast(from, from + bytes, stride));
  }
  for (let g = 0; g < groups; g++) {
    const at = <usize>g * across;
    exponentialsOf(src + at, dst + at, bytes, stride, v128.load(MAXIMA + (<usize>g << 4)));
  }
  for (let g = 0; g < groups; g++) {
    const from = dst + <usize>g * across;
    const sums = SUMS_ABREAST + (<usize>g << 5);
    v128.store(sums, sumAbreast(from, from + bytes, stride));
    v128.store(sums, sumAbreast(from + 8, from + 8 + bytes, stride), 16);
  }
  for (let g = 0; g < groups; g++) {
    const sums = SUMS_ABREAST + (<usize>g << 5);
    const lower = v128.load(sums);
    const upper = v128.load(sums, 16);
    const below = f64x2.div(v128.load(ONES), lower);
    const above = f64x2.div(v128.load(ONES), upper);
    const from = dst + <usize>g * across;
    const end = from + bytes;
    for (let p = from; p < end; p += stride) v128.store(p, scaled(v128.load(p), below, above));
    const near = i32x4.bitmask(isNear(v128.load(MAXIMA + (<usize>g << 4))));
    leaveOthers(near & positive(lower, upper), (first + g) << 2, rows);
  }
}

@inline
function isNear(max: v128): v128 {
  return f32x4.le(f32x4.abs(max), v128.load(NEAR));
}

@inline
function maximumAbreast(from: usize, end: usize, stride: usize): v128 {
  let max = v128.load(from);
  for (let p = from + stride; p < end; p += stride) max = f32x4.pmax(max, v128.load(p));
  return max;
}

/** The sums of two rows. */
@inline
function sumAbreast(from: usize, end: usize, stride: usize): v128 {
  let a = v128.load(NOTHING);
  let b = a;
  let c = a;
  let d = a;
  let p = from;
  for (; p + 3 * stride < end; p += 4 * stride) {
    a = f64x2.add(a, low(v128.load64_zero(p)));
    b = f64x2.add(b, low(v128.load64_zero(p + stride)));
    c = f64x2.add(c, low(v128.load64_zero(p + 2 * stride)));
    d = f64x2.add(d, low(v128.load64_zero(p + 3 * stride)));
  }
  if (p < end) a = f64x2.add(a, low(v128.load64_zero(p)));
  p += stride;
  if (p < end) b = f64x2.add(b, low(v128.load64_zero(p)));
  p += stride;
  if (p < end) c = f64x2.add(c, low(v128.load64_zero(p)));
  return f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
}

/** A bit for each row whose sum is above 0. */
@inline
function positive(lower: v128, upper: v128): i32 {
  const two = i64x2.bitmask(f64x2.gt(lower, v128.load(NOTHING)));
  return two | (i64x2.bitmask(f64x2.gt(upper, v128.load(NOTHING))) << 2);
}

@inline
function leaveOthers(done: i32, first: i32, rows: i32): void {
  if (done == 15) return;
  for (let i = 0; i < 4 && first + i < rows; i++) if (!((done >> i) & 1)) leave(first + i);
}
