/**
 * Softmax of short near rows of one width. Steps and exponentials know nothing of rows; sums and probabilities go by quads
 * of classes, as many as a row has. What of the next row is in the last quad, is masked from the sum; and what is written
 * over it, the next row writes again.
 */
import { keep, putBack } from './beyond';
import { MASKS } from './softmax-row32';
import {
  allNear,
  EXPONENTIALS,
  exponentials,
  INVERSES,
  isNear,
  LEAST_WORDS,
  nearSteps,
  scaled,
  STEPS,
  STRIP,
} from './softmax-strip32';
import { leave } from './undone';

const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);

/** Rows of one width, from 1 to 32, end to end; up to 12 bytes beyond the last are read. */
export function softmaxShort32(src: usize, dst: usize, rows: i32, width: i32): void {
  const most = (STRIP / width) & ~1;
  const end = dst + (<usize>(rows * width) << 2);
  keep(end, 16);
  for (let first = 0; first < rows; first += most) {
    const count = min(most, rows - first);
    const at = <usize>(first * width) << 2;
    nearSteps(src + at, STEPS, count * width);
    exponentials(STEPS, EXPONENTIALS, count * width);
    if (width <= 4) divide(dst + at, first, count, width, 1);
    else if (width <= 8) divide(dst + at, first, count, width, 2);
    else if (width <= 12) divide(dst + at, first, count, width, 3);
    else if (width <= 16) divide(dst + at, first, count, width, 4);
    else if (width <= 20) divide(dst + at, first, count, width, 5);
    else if (width <= 24) divide(dst + at, first, count, width, 6);
    else if (width <= 28) divide(dst + at, first, count, width, 7);
    else divide(dst + at, first, count, width, 8);
  }
  putBack(end, 16);
}

/** Exponentials of a strip to probabilities, by so many `quads` a row. */
@inline
function divide(dst: usize, first: i32, rows: i32, width: i32, quads: i32): void {
  const bytes = <usize>width << 3;
  const tail = MASKS + (<usize>((width - 1) & 3) << 5);
  if (!allNear(invert(rows, bytes, tail, quads))) leaveFar(first, rows, bytes, tail, quads);
  const end = INVERSES + (<usize>rows << 3);
  let e = EXPONENTIALS;
  for (let p = INVERSES; p < end; p += 8, e += bytes, dst += bytes >> 1) {
    const inverse = v128.load64_splat(p);
    v128.store(dst, scaled(e, inverse, inverse));
    if (quads > 1) v128.store(dst, scaled(e + 32, inverse, inverse), 16);
    if (quads > 2) v128.store(dst, scaled(e + 64, inverse, inverse), 32);
    if (quads > 3) v128.store(dst, scaled(e + 96, inverse, inverse), 48);
    if (quads > 4) v128.store(dst, scaled(e + 128, inverse, inverse), 64);
    if (quads > 5) v128.store(dst, scaled(e + 160, inverse, inverse), 80);
    if (quads > 6) v128.store(dst, scaled(e + 192, inverse, inverse), 96);
    if (quads > 7) v128.store(dst, scaled(e + 224, inverse, inverse), 112);
  }
}

/** The INVERSES of a strip, two rows abreast; returns what `allNear` asks for. */
@inline
function invert(rows: i32, bytes: usize, tail: usize, quads: i32): v128 {
  const lower = v128.load(tail);
  const upper = v128.load(tail, 16);
  const one = v128.load(ONES);
  const least = v128.load(LEAST_WORDS);
  const end = INVERSES + (<usize>rows << 3);
  let worst = v128.load(NOTHING);
  let e = EXPONENTIALS;
  for (let to = INVERSES; to < end; to += 16, e += 2 * bytes) {
    const a = lanes(e, lower, upper, quads);
    const b = lanes(e + bytes, lower, upper, quads);
    const sums = f64x2.add(v128.shuffle<i64>(a, b, 0, 2), v128.shuffle<i64>(a, b, 1, 3));
    v128.store(to, f64x2.div(one, sums));
    worst = i32x4.max_u(worst, i32x4.sub(sums, least));
  }
  return worst;
}

/** The sum of a row in its last two parts: classes 0 and 2, and 1 and 3, mod 4. */
@inline
function lanes(e: usize, lower: v128, upper: v128, quads: i32): v128 {
  if (quads === 1) return f64x2.add(v128.and(v128.load(e), lower), v128.and(v128.load(e, 16), upper));
  let even = v128.load(e);
  let odd = v128.load(e, 16);
  if (quads > 2) {
    even = f64x2.add(even, v128.load(e, 32));
    odd = f64x2.add(odd, v128.load(e, 48));
  }
  if (quads > 3) {
    even = f64x2.add(even, v128.load(e, 64));
    odd = f64x2.add(odd, v128.load(e, 80));
  }
  if (quads > 4) {
    even = f64x2.add(even, v128.load(e, 96));
    odd = f64x2.add(odd, v128.load(e, 112));
  }
  if (quads > 5) {
    even = f64x2.add(even, v128.load(e, 128));
    odd = f64x2.add(odd, v128.load(e, 144));
  }
  if (quads > 6) {
    even = f64x2.add(even, v128.load(e, 160));
    odd = f64x2.add(odd, v128.load(e, 176));
  }
  if (quads > 7) {
    even = f64x2.add(even, v128.load(e, 192));
    odd = f64x2.add(odd, v128.load(e, 208));
  }
  const last = e + (<usize>(quads - 1) << 5);
  even = f64x2.add(even, v128.and(v128.load(last), lower));
  odd = f64x2.add(odd, v128.and(v128.load(last, 16), upper));
  return f64x2.add(even, odd);
}

/** The rows of a strip that are not near. */
@inline
function leaveFar(first: i32, rows: i32, bytes: usize, tail: usize, quads: i32): void {
  for (let r = 0; r < rows; r++) {
    const e = EXPONENTIALS + <usize>r * bytes;
    const sums = lanes(e, v128.load(tail), v128.load(tail, 16), quads);
    if (!isNear(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1))) leave(first + r);
  }
}
