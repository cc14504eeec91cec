/**
 * Two rows abreast of probabilities that sum to one as they are written: the twin of ../../softmax/round-row.ts, operation by
 * operation, up to the remainders. Which of them are rounded up is found by their ranks, or, where there are many, by a bound
 * that as many are above as quanta are missing. Where equal remainders would have to be told apart, a row is left undone.
 */
import { leadingHalf, productError, sumError } from './error-free';
import { leaveOthers } from './softmax-columns64';
import { EXPONENTIALS } from './softmax-strip32';
import { NOTHING } from './softmax-strip64';
import { gather, scatter } from './softmax-tiles64';

const ONE = memory.data<f64>([1.0, 1.0], 16);
/** Between these lies the sum of a distribution. */
const HALF = memory.data<f64>([0.5, 0.5], 16);
const TWO = memory.data<f64>([2.0, 2.0], 16);
/** Below all remainders. */
const BELOW = memory.data<f64>([-1.0, -1.0], 16);
/** 2⁵²: whole numbers that are added to it, as numbers or as bits, are both. */
const WHOLE = memory.data<f64>([4503599627370496.0, 4503599627370496.0], 16);
/** Groups of two rows whose sums are taken before anything else: a chain of two divisions begins beside others. */
const STRIP = 32;
/** Of a group: quanta over the sums, the lower part, and the halves; and which rows are distributions. */
const RATIOS = memory.data(32 * 80, 16);
const LOW: usize = 16;
const HEAD: usize = 32;
const TAIL: usize = 48;
const GOOD: usize = 64;
const NEXT: usize = 80;
/** About so many classes of all groups of a strip are tiles at once. */
const TILES = 512;
/** Of more classes, bounds are found sooner than ranks. */
const MOST_RANKED = 20;
/** Three or so are the rule. */
const MOST_BOUNDS = 30;

/** Class c of row r at src + c · stride + 8r; `rows` is rounded up to two. */
export function sumToOneColumns64(
  src: usize,
  dst: usize,
  rows: i32,
  width: i32,
  stride: usize,
  units: f64,
): void {
  const groups = (rows + 1) >> 1;
  for (let first = 0; first < groups; first += STRIP) {
    const count = min(STRIP, groups - first);
    for (let g = 0; g < count; g++) sumGroup(src + (<usize>g << 4), width, stride, units, g);
    for (let g = 0; g < count; g++, src += 16, dst += 16) {
      leaveOthers(roundGroup(src, dst, width, stride, units, g), (first + g) << 1, rows);
    }
  }
}

/** Rows of one width, at most MOST_CLASSES of ../../softmax/simd-sum-to-one.ts; an even number of them. */
export function sumToOneRows64(src: usize, dst: usize, rows: i32, width: i32, units: f64): void {
  const groups = rows >> 1;
  const bytes = <usize>width << 4;
  const tiles = EXPONENTIALS + 2 * bytes + 48;
  const most = max(1, min(STRIP, TILES / width));
  for (let first = 0; first < groups; first += most) {
    const count = min(most, groups - first);
    for (let g = 0; g < count; g++, src += bytes) {
      const tile = tiles + <usize>g * bytes;
      gather(src, tile, width);
      sumGroup(tile, width, 16, units, g);
    }
    for (let g = 0; g < count; g++, dst += bytes) {
      const tile = tiles + <usize>g * bytes;
      leaveOthers(roundGroup(tile, tile, width, 16, units, g), (first + g) << 1, rows);
      scatter(tile, dst, width);
    }
  }
}

/** Puts a group's ratio, and what is good, into RATIOS. */
function sumGroup(src: usize, width: i32, stride: usize, units: f64, group: i32): void {
  const end = src + <usize>width * stride;
  let sum = v128.load(NOTHING);
  let sumLow = v128.load(NOTHING);
  let good = i64x2.splat(-1);
  for (; src < end; src += stride) {
    const p = v128.load(src);
    good = v128.and(good, f64x2.ge(p, v128.load(NOTHING)));
    const next = f64x2.add(sum, p);
    sumLow = f64x2.add(sumLow, sumError(sum, p, next));
    sum = next;
  }
  good = v128.and(good, f64x2.ge(sum, v128.load(HALF)));
  good = v128.and(good, f64x2.le(sum, v128.load(TWO)));
  const all = f64x2.splat(units);
  const ratio = f64x2.div(all, sum);
  const back = f64x2.mul(ratio, sum);
  const error = f64x2.sub(f64x2.sub(all, back), productError(ratio, sum, back));
  const head = leadingHalf(ratio);
  const to = RATIOS + <usize>group * NEXT;
  v128.store(to, ratio);
  v128.store(to, f64x2.div(f64x2.sub(error, f64x2.mul(ratio, sumLow)), sum), LOW);
  v128.store(to, head, HEAD);
  v128.store(to, f64x2.sub(ratio, head), TAIL);
  v128.store(to, good, GOOD);
}

/** Counts, remainders, and three that are none lie in EXPONENTIALS, 16 bytes of each for a class. Returns which rows are done. */
function roundGroup(
  src: usize,
  dst: usize,
  width: i32,
  stride: usize,
  units: f64,
  group: i32,
): i32 {
  const ratio = RATIOS + <usize>group * NEXT;
  const good = v128.load(ratio, GOOD);
  const all = f64x2.splat(units);
  const missing = roundDown(src, width, stride, all, ratio);
  const left = i64x2.sub(f64x2.add(missing, v128.load(WHOLE)), v128.load(WHOLE));
  const given =
    width > MOST_RANKED
      ? giveAbove(dst, width, stride, all, boundOf(left, width, good))
      : giveRanked(dst, width, stride, all, left);
  return i64x2.bitmask(v128.and(good, i64x2.eq(given, left)));
}

/** Results; how many are rounded up. */
@inline
function giveAbove(dst: usize, width: i32, stride: usize, units: v128, bound: v128): v128 {
  const bytes = <usize>width << 4;
  const end = EXPONENTIALS + bytes;
  let given = v128.load(NOTHING);
  for (let at = EXPONENTIALS; at < end; at += 16, dst += stride) {
    const up = f64x2.gt(v128.load(at + bytes), bound);
    v128.store(dst, result(at, up, units));
    given = i64x2.sub(given, up);
  }
  return given;
}

/** The same of those that fewer remainders than `missing` are above. */
@inline
function giveRanked(dst: usize, width: i32, stride: usize, units: v128, missing: v128): v128 {
  const bytes = <usize>width << 4;
  const end = EXPONENTIALS + bytes;
  for (let i: usize = 0; i < 48; i += 16) v128.store(end + bytes + i, v128.load(BELOW));
  let given = v128.load(NOTHING);
  for (let at = EXPONENTIALS; at < end; at += 16, dst += stride) {
    const up = i64x2.gt_s(missing, numberAbove(v128.load(at + bytes), width));
    v128.store(dst, result(at, up, units));
    given = i64x2.sub(given, up);
  }
  return given;
}

@inline
function result(at: usize, up: v128, units: v128): v128 {
  return f64x2.div(f64x2.add(v128.load(at), v128.and(up, v128.load(ONE))), units);
}

/**
 * Counts and remainders; how many quanta are missing. The ratio is loaded where it is wanted: of variables, V8 would divide anew for
 * each class, for it moves into a loop what is wanted nowhere else.
 */
@inline
function roundDown(src: usize, width: i32, stride: usize, units: v128, ratio: usize): v128 {
  const bytes = <usize>width << 4;
  const end = EXPONENTIALS + bytes;
  let missing = units;
  for (let at = EXPONENTIALS; at < end; at += 16, src += stride) {
    const p = f64x2.add(v128.load(src), v128.load(NOTHING)); // of −0, too
    const x = f64x2.mul(v128.load(ratio), p);
    const head = leadingHalf(p);
    const tail = f64x2.sub(p, head);
    const most = f64x2.sub(x, f64x2.mul(v128.load(ratio, HEAD), head));
    const more = f64x2.sub(most, f64x2.mul(v128.load(ratio, TAIL), head));
    const lost = f64x2.sub(more, f64x2.mul(v128.load(ratio, HEAD), tail));
    const kept = f64x2.sub(f64x2.mul(v128.load(ratio, TAIL), tail), lost);
    const xLow = f64x2.add(kept, f64x2.mul(v128.load(ratio, LOW), p));
    const whole = f64x2.floor(x);
    const rest = f64x2.sub(x, whole);
    const step = f64x2.floor(f64x2.add(rest, xLow));
    const count = f64x2.add(whole, step);
    v128.store(at, count);
    v128.store(at + bytes, f64x2.add(f64x2.sub(rest, step), xLow));
    missing = f64x2.sub(missing, count);
  }
  return missing;
}

/**
 * A bound with `missing` remainders above, if it is soon found: each that is tried lies between two that have more and less, as
 * if the remainders there were spread evenly, and every third one in the middle.
 */
@inline
function boundOf(missing: v128, width: i32, good: v128): v128 {
  const end = EXPONENTIALS + (<usize>width << 5);
  for (let i: usize = 0; i < 48; i += 16) v128.store(end + i, v128.load(BELOW));
  let low = v128.load(NOTHING);
  let high = v128.load(ONE);
  let aboveLow = i64x2.splat(width);
  let aboveHigh = i64x2.splat(0);
  let bound = between(low, high, aboveLow, aboveHigh, missing);
  for (let i = 0; i < MOST_BOUNDS; i++) {
    const above = numberAbove(bound, width);
    const found = i64x2.eq(above, missing);
    if (!v128.any_true(v128.andnot(good, found))) break;
    const more = i64x2.gt_s(above, missing);
    low = v128.bitselect(bound, low, more);
    aboveLow = v128.bitselect(above, aboveLow, more);
    high = v128.bitselect(high, bound, more);
    aboveHigh = v128.bitselect(aboveHigh, above, more);
    const next =
      i % 3 == 2
        ? f64x2.mul(f64x2.add(low, high), v128.load(HALF))
        : between(low, high, aboveLow, aboveHigh, missing);
    bound = v128.bitselect(bound, next, found);
  }
  return bound;
}

@inline
function between(low: v128, high: v128, aboveLow: v128, aboveHigh: v128, missing: v128): v128 {
  const share = f64x2.div(
    number(i64x2.sub(aboveLow, missing)),
    number(i64x2.sub(aboveLow, aboveHigh)),
  );
  return f64x2.add(low, f64x2.mul(share, f64x2.sub(high, low)));
}

/** A whole number of 0 to 2⁵² as a double. */
@inline
function number(whole: v128): v128 {
  return f64x2.sub(v128.or(whole, v128.load(WHOLE)), v128.load(WHOLE));
}

/** How many remainders are above; four at a time, of which the last ones are below all. */
@inline
function numberAbove(bound: v128, width: i32): v128 {
  const start = EXPONENTIALS + (<usize>width << 4);
  const end = start + (<usize>width << 4);
  let above = v128.load(NOTHING);
  for (let at = start; at < end; at += 64) {
    above = i64x2.sub(above, f64x2.gt(v128.load(at), bound));
    above = i64x2.sub(above, f64x2.gt(v128.load(at, 16), bound));
    above = i64x2.sub(above, f64x2.gt(v128.load(at, 32), bound));
    above = i64x2.sub(above, f64x2.gt(v128.load(at, 48), bound));
  }
  return above;
}
