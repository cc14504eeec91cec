/** Softmax of the near rows of a table of columns. */
import { divideFew, MOST_FEW } from './softmax-few-columns32';
import {
  allNearWords,
  EXPONENTIALS,
  exponentials,
  INVERSES,
  isNear,
  LEAST_WORD,
  nearStepsAbreast,
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

/** Class c of row r at src + c · stride + 4r, and its result at dst + c · apart + 4r; `rows` is rounded up to four. */
export function softmaxColumns32(
  src: usize,
  dst: usize,
  rows: i32,
  width: i32,
  stride: usize,
  apart: usize,
): void {
  const height = heightOf(width);
  for (let first = 0; first < rows; first += height) {
    const at = <usize>first << 2;
    columns(src + at, dst + at, first, min(height, rows - first), width, stride, apart);
  }
}

/** A strip, whose exponentials take the places of their steps: groups of four rows, in each a class every 32 bytes. */
function columns(
  src: usize,
  dst: usize,
  first: i32,
  rows: i32,
  width: i32,
  stride: usize,
  apart: usize,
): void {
  const across = <usize>width << 5;
  const groups = (rows + 3) >> 2;
  takeSteps(src, stride, rows, across);
  exponentials(EXPONENTIALS, EXPONENTIALS, groups * width * 4);
  const worst =
    width <= MOST_FEW ? divideFew(dst, apart, groups, width) : divideMany(dst, apart, groups, across);
  if (!allNearWords(worst)) leaveFar(first, rows, across);
}

@inline
function takeSteps(src: usize, stride: usize, rows: i32, across: usize): void {
  const end = EXPONENTIALS + across;
  let at = EXPONENTIALS;
  for (; at + 96 < end; at += 128, src += 4 * stride) {
    nearStepsAbreast(src, stride, at, across, rows, 4);
  }
  for (; at + 32 < end; at += 64, src += 2 * stride) {
    nearStepsAbreast(src, stride, at, across, rows, 2);
  }
  if (at < end) nearStepsAbreast(src, stride, at, across, rows, 1);
}

/** Four columns at a time: more of them might want the same places of the cache. */
@inline
function divideMany(dst: usize, stride: usize, groups: i32, across: usize): v128 {
  const worst = invert(across, EXPONENTIALS + <usize>groups * across);
  const last = INVERSES + (<usize>groups << 5);
  const end = EXPONENTIALS + across;
  let e = EXPONENTIALS;
  for (; e + 96 < end; e += 128, dst += 4 * stride) divide(e, dst, across, stride, last, 4);
  for (; e + 32 < end; e += 64, dst += 2 * stride) divide(e, dst, across, stride, last, 2);
  if (e < end) divide(e, dst, across, stride, last, 1);
  return worst;
}

/** The INVERSES of sums, each in its four lanes of classes, four rows at a time; returns what `allNearWords` asks for. */
@inline
function invert(across: usize, end: usize): v128 {
  const one = v128.load(ONES);
  const least = i32x4.splat(LEAST_WORD);
  let worst = v128.load(NOTHING);
  let to = INVERSES;
  for (let p = EXPONENTIALS; p < end; to += 32) {
    const stop = p + across;
    let a = v128.load(p);
    let a2 = v128.load(p, 16);
    let b = v128.load(p, 32);
    let b2 = v128.load(p, 48);
    let c = v128.load(p, 64);
    let c2 = v128.load(p, 80);
    let d = v128.load(p, 96);
    let d2 = v128.load(p, 112);
    p += 128;
    for (; p + 96 < stop; p += 128) {
      a = f64x2.add(a, v128.load(p));
      a2 = f64x2.add(a2, v128.load(p, 16));
      b = f64x2.add(b, v128.load(p, 32));
      b2 = f64x2.add(b2, v128.load(p, 48));
      c = f64x2.add(c, v128.load(p, 64));
      c2 = f64x2.add(c2, v128.load(p, 80));
      d = f64x2.add(d, v128.load(p, 96));
      d2 = f64x2.add(d2, v128.load(p, 112));
    }
    if (p < stop) {
      a = f64x2.add(a, v128.load(p));
      a2 = f64x2.add(a2, v128.load(p, 16));
      p += 32;
    }
    if (p < stop) {
      b = f64x2.add(b, v128.load(p));
      b2 = f64x2.add(b2, v128.load(p, 16));
      p += 32;
    }
    if (p < stop) {
      c = f64x2.add(c, v128.load(p));
      c2 = f64x2.add(c2, v128.load(p, 16));
      p += 32;
    }
    const sums = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
    const sums2 = f64x2.add(f64x2.add(a2, c2), f64x2.add(b2, d2));
    v128.store(to, f64x2.div(one, sums));
    v128.store(to, f64x2.div(one, sums2), 16);
    worst = i32x4.max_u(worst, i32x4.sub(v128.shuffle<i32>(sums, sums2, 1, 3, 5, 7), least));
  }
  return worst;
}

/** The rows of a strip that are not near. */
function leaveFar(first: i32, rows: i32, across: usize): void {
  for (let r = 0; r < rows; r++) {
    const group = EXPONENTIALS + <usize>(r >> 2) * across;
    const at = group + (<usize>(r & 3) << 3);
    if (!isNear(sumOf(at, group + across))) leave(first + r);
  }
}

/** The sum of one row, in its lanes. */
@inline
function sumOf(from: usize, end: usize): f64 {
  let a: f64 = 0;
  let b: f64 = 0;
  let c: f64 = 0;
  let d: f64 = 0;
  for (let p = from; p < end; p += 128) {
    a += load<f64>(p);
    if (p + 32 < end) b += load<f64>(p, 32);
    if (p + 64 < end) c += load<f64>(p, 64);
    if (p + 96 < end) d += load<f64>(p, 96);
  }
  return a + c + (b + d);
}

/** One, two or four columns of exponentials to probabilities. */
@inline
function divide(e: usize, dst: usize, across: usize, stride: usize, end: usize, columns: i32): void {
  for (let p = INVERSES; p < end; p += 32, e += across, dst += 16) {
    const lower = v128.load(p);
    const upper = v128.load(p, 16);
    v128.store(dst, scaled(e, lower, upper));
    if (columns > 1) v128.store(dst + stride, scaled(e + 32, lower, upper));
    if (columns > 2) v128.store(dst + 2 * stride, scaled(e + 64, lower, upper));
    if (columns > 3) v128.store(dst + 3 * stride, scaled(e + 96, lower, upper));
  }
}
