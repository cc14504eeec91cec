/** Softmax of the near rows of a table of columns. */
import { expFine, quadraticB, quadraticC, WHOLE } from './exp-fine';
import {
  allNear,
  EXPONENTIALS,
  exponentials,
  INVERSES,
  isNear,
  LEAST_WORDS,
  nearSteps,
  nearStepsOfTwo,
  scaled,
} from './softmax-strip32';
import { leave } from './undone';

const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);

/** Rows of a strip of columns: a multiple of four. */
@inline
function heightOf(width: i32): i32 {
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

/** A strip, whose exponentials take the places of their steps. */
function columns(src: usize, dst: usize, first: i32, rows: i32, width: i32, stride: usize): void {
  const across = <usize>((rows + 3) & ~3) << 3;
  const end = EXPONENTIALS + <usize>width * across;
  let at = EXPONENTIALS;
  for (; at + across < end; at += 2 * across, src += 2 * stride) {
    nearStepsOfTwo(src, stride, at, across, rows);
  }
  if (at < end) nearSteps(src, at, rows);
  if (!allNear(invert(width, end, across))) leaveFar(first, rows, end, across);
  let e = EXPONENTIALS;
  for (; e + 3 * across < end; e += 4 * across, dst += 4 * stride) {
    divideFour(e, dst, across, stride);
  }
  for (; e + across < end; e += 2 * across, dst += 2 * stride) divideTwo(e, dst, across, stride);
  if (e < end) divideOne(e, dst, across);
}

/** The exponentials of `width` columns of steps, and the INVERSES of their sums; returns what `allNear` asks for. */
@inline
function invert(width: i32, end: usize, across: usize): v128 {
  if (width === 2) return invertFew(across, 2);
  if (width === 3) return invertFew(across, 3);
  exponentials(EXPONENTIALS, EXPONENTIALS, width * <i32>(across >> 3));
  return invertMany(end, across);
}

/** Of two or three columns in one loop, whose divisions are made while exponentials are. */
@inline
function invertFew(across: usize, width: i32): v128 {
  const mask = v128.load(WHOLE);
  const qb = quadraticB();
  const qc = quadraticC();
  const one = v128.load(ONES);
  const least = v128.load(LEAST_WORDS);
  const end = EXPONENTIALS + across;
  let worst = v128.load(NOTHING);
  let to = INVERSES;
  for (let p = EXPONENTIALS; p < end; p += 16, to += 16) {
    let a = exponential(p, mask, qb, qc);
    const b = exponential(p + across, mask, qb, qc);
    if (width > 2) a = f64x2.add(a, exponential(p + 2 * across, mask, qb, qc));
    const sums = f64x2.add(a, b);
    v128.store(to, f64x2.div(one, sums));
    worst = i32x4.max_u(worst, i32x4.sub(sums, least));
  }
  return worst;
}

/** The exponentials of the two steps at `at`, in their place. */
@inline
function exponential(at: usize, mask: v128, b: v128, c: v128): v128 {
  const e = expFine(at, mask, b, c);
  v128.store(at, e);
  return e;
}

/** Four rows at a time, each in its four lanes of classes. */
@inline
function invertMany(end: usize, across: usize): v128 {
  const one = v128.load(ONES);
  const least = v128.load(LEAST_WORDS);
  let worst = v128.load(NOTHING);
  for (let at: usize = 0; at < across; at += 32) {
    let a = v128.load(NOTHING);
    let b = a;
    let c = a;
    let d = a;
    let a2 = a;
    let b2 = a;
    let c2 = a;
    let d2 = a;
    let p = EXPONENTIALS + at;
    const stop = end + at;
    for (; p + 3 * across < stop; p += 4 * across) {
      a = f64x2.add(a, v128.load(p));
      a2 = f64x2.add(a2, v128.load(p, 16));
      b = f64x2.add(b, v128.load(p + across));
      b2 = f64x2.add(b2, v128.load(p + across, 16));
      c = f64x2.add(c, v128.load(p + 2 * across));
      c2 = f64x2.add(c2, v128.load(p + 2 * across, 16));
      d = f64x2.add(d, v128.load(p + 3 * across));
      d2 = f64x2.add(d2, v128.load(p + 3 * across, 16));
    }
    if (p < stop) {
      a = f64x2.add(a, v128.load(p));
      a2 = f64x2.add(a2, v128.load(p, 16));
      p += across;
    }
    if (p < stop) {
      b = f64x2.add(b, v128.load(p));
      b2 = f64x2.add(b2, v128.load(p, 16));
      p += across;
    }
    if (p < stop) {
      c = f64x2.add(c, v128.load(p));
      c2 = f64x2.add(c2, v128.load(p, 16));
    }
    const sums = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
    const sums2 = f64x2.add(f64x2.add(a2, c2), f64x2.add(b2, d2));
    v128.store(INVERSES + at, f64x2.div(one, sums));
    v128.store(INVERSES + at, f64x2.div(one, sums2), 16);
    const larger = i32x4.max_u(i32x4.sub(sums, least), i32x4.sub(sums2, least));
    worst = i32x4.max_u(worst, larger);
  }
  return worst;
}

/** The rows of a strip that are not near. */
function leaveFar(first: i32, rows: i32, end: usize, across: usize): void {
  for (let r = 0; r < rows; r++) {
    const at = (<usize>r >> 1) << 4;
    const sums = sumAbreast(EXPONENTIALS + at, end + at, across);
    if (!isNear(r & 1 ? f64x2.extract_lane(sums, 1) : f64x2.extract_lane(sums, 0))) leave(first + r);
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

/** Four columns of exponentials to probabilities. */
@inline
function divideFour(e: usize, dst: usize, across: usize, stride: usize): void {
  const end = e + across;
  for (let inverses = INVERSES; e < end; e += 32, dst += 16, inverses += 32) {
    const lower = v128.load(inverses);
    const upper = v128.load(inverses, 16);
    v128.store(dst, scaled(e, lower, upper));
    v128.store(dst + stride, scaled(e + across, lower, upper));
    v128.store(dst + 2 * stride, scaled(e + 2 * across, lower, upper));
    v128.store(dst + 3 * stride, scaled(e + 3 * across, lower, upper));
  }
}

/** Two of them. */
@inline
function divideTwo(e: usize, dst: usize, across: usize, stride: usize): void {
  const end = e + across;
  for (let inverses = INVERSES; e < end; e += 32, dst += 16, inverses += 32) {
    const lower = v128.load(inverses);
    const upper = v128.load(inverses, 16);
    v128.store(dst, scaled(e, lower, upper));
    v128.store(dst + stride, scaled(e + across, lower, upper));
  }
}

@inline
function divideOne(e: usize, dst: usize, across: usize): void {
  const end = e + across;
  for (let inverses = INVERSES; e < end; e += 32, dst += 16, inverses += 32) {
    v128.store(dst, scaled(e, v128.load(inverses), v128.load(inverses, 16)));
  }
}
