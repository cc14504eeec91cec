/**
 * What the kernels of softmax in single precision share, the twin of ../softmax-float32.ts: the passes over a run of
 * elements, four in a turn. Runs are taken in strips that stay in the first cache, and their steps and exponentials, in
 * doubles, beside them.
 */
import { CUTTER, expFine, quadraticB, quadraticC, WHOLE } from './exp-fine';

/** Elements of a strip, unless a single row has more. */
export const STRIP: i32 = 1024;
/** The steps of a strip, and what is read behind them. */
export const STEPS = memory.data(1024 * 8 + 64, 16);
/** The exponentials of a strip or of as long a row as a block may have, and what is written behind them. */
export const EXPONENTIALS = memory.data(57344 * 8 + 64, 16);

export const LEAST_SUM: f64 = 1.3639663065038175e-253;
export const MOST_SUM: f64 = 3.3484643974570854e299;
/** One more than the upper word of LEAST_SUM. */
export const LEAST_WORD: i32 = 0x0b700001;
/** It, beside two words that say nothing. */
export const LEAST_WORDS = memory.data<u32>([0, 0x0b700001, 0, 0x0b700001], 16);
/** The upper word of MOST_SUM less that. */
const WORDS_BETWEEN: u32 = 0x7e200000 - LEAST_WORD;
/** Of each row of a strip, 1 over the sum. */
export const INVERSES = memory.data(1024 * 8 + 64, 16);
const FARTHEST = memory.data<f64>([-255300.0, -255300.0], 16);

/** −∞: of all bits, those of NaN with a sign are larger. */
const LEAST_FLOAT = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);

/** The fields of `Scaling32` in ../softmax-float32.ts, each in all lanes. */
const SCALING = memory.data(64, 16);
const FAR_STEPS: usize = 0;
const NEAR_STEPS: usize = 16;
const LOWEST: usize = 32;
const HIGHEST: usize = 48;

export function setScaling32(steps: f64, nearSteps: f64, lowest: f32, highest: f32): void {
  v128.store(SCALING, f64x2.splat(steps), FAR_STEPS);
  v128.store(SCALING, f64x2.splat(nearSteps), NEAR_STEPS);
  v128.store(SCALING, f32x4.splat(lowest), LOWEST);
  v128.store(SCALING, f32x4.splat(highest), HIGHEST);
}

/** Whether the sum is that of a near row. */
@inline
export function isNear(sum: f64): bool {
  return sum > LEAST_SUM && sum < MOST_SUM;
}

/** Whether all sums are well within those bounds: `worst` holds the largest of their words less LEAST_WORDS. */
@inline
export function allNear(worst: v128): bool {
  const even = <u32>i32x4.extract_lane(worst, 1);
  return max(even, <u32>i32x4.extract_lane(worst, 3)) < WORDS_BETWEEN;
}

/** The same of words of four rows, of which each is less LEAST_WORD. */
@inline
export function allNearWords(worst: v128): bool {
  return allNear(i32x4.max_u(worst, i64x2.shl(worst, 32)));
}

/**
 * Steps of near elements, with CUTTER, up to three more than `count`. They are clamped as integers, for which the
 * machine has units to spare: positive floats rise as signed ones, magnitudes of negative ones as unsigned. A NaN with a
 * sign would be −690 then; what holds one is clamped as floats.
 */
@inline
export function nearSteps(src: usize, steps: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  const perUnit = v128.load(SCALING, NEAR_STEPS);
  const lowest = v128.load(SCALING, LOWEST);
  const highest = v128.load(SCALING, HIGHEST);
  const cutter = v128.load(CUTTER);
  let largest = highest;
  let to = steps;
  for (let from = src; from < end; from += 16, to += 32) {
    const any = v128.load(from);
    largest = i32x4.max_u(largest, any);
    putSteps(to, i32x4.min_u(i32x4.min_s(any, highest), lowest), perUnit, cutter);
  }
  if (isSigned(largest)) signedSteps(src, steps, 32, count);
}

/** `nearSteps` of one, two or four columns, whose steps lie side by side in groups of four rows, `across` bytes apart. */
@inline
export function nearStepsAbreast(src: usize, stride: usize, steps: usize, across: usize, count: i32, columns: i32): void {
  const end = src + (<usize>count << 2);
  const perUnit = v128.load(SCALING, NEAR_STEPS);
  const lowest = v128.load(SCALING, LOWEST);
  const highest = v128.load(SCALING, HIGHEST);
  const cutter = v128.load(CUTTER);
  let largest = highest;
  let to = steps;
  for (let from = src; from < end; from += 16, to += across) {
    const a = v128.load(from);
    largest = i32x4.max_u(largest, a);
    putSteps(to, i32x4.min_u(i32x4.min_s(a, highest), lowest), perUnit, cutter);
    if (columns > 1) {
      const b = v128.load(from + stride);
      largest = i32x4.max_u(largest, b);
      putSteps(to + 32, i32x4.min_u(i32x4.min_s(b, highest), lowest), perUnit, cutter);
    }
    if (columns > 2) {
      const c = v128.load(from + 2 * stride);
      largest = i32x4.max_u(largest, c);
      putSteps(to + 64, i32x4.min_u(i32x4.min_s(c, highest), lowest), perUnit, cutter);
    }
    if (columns > 3) {
      const d = v128.load(from + 3 * stride);
      largest = i32x4.max_u(largest, d);
      putSteps(to + 96, i32x4.min_u(i32x4.min_s(d, highest), lowest), perUnit, cutter);
    }
  }
  if (!isSigned(largest)) return;
  for (let c = 0; c < columns; c++, src += stride, steps += 32) signedSteps(src, steps, across, count);
}

@inline
function putSteps(to: usize, x: v128, perUnit: v128, cutter: v128): void {
  v128.store(to, f64x2.add(f64x2.mul(low(x), perUnit), cutter));
  v128.store(to, f64x2.add(f64x2.mul(high(x), perUnit), cutter), 16);
}

/** Whether a NaN with a sign is among the bits of which this is the maximum. */
@inline
function isSigned(largest: v128): bool {
  return v128.any_true(i32x4.gt_u(largest, v128.load(LEAST_FLOAT)));
}

/** `nearSteps` where a NaN may have a sign. */
function signedSteps(src: usize, steps: usize, across: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  const perUnit = v128.load(SCALING, NEAR_STEPS);
  for (; src < end; src += 16, steps += across) {
    const above = f32x4.pmax(v128.load(src), v128.load(SCALING, LOWEST));
    const x = f32x4.pmin(above, v128.load(SCALING, HIGHEST));
    v128.store(steps, f64x2.add(f64x2.mul(low(x), perUnit), v128.load(CUTTER)));
    v128.store(steps, f64x2.add(f64x2.mul(high(x), perUnit), v128.load(CUTTER)), 16);
  }
}

/** Steps of x − max. */
@inline
export function farSteps(src: usize, steps: usize, count: i32, max: f32): void {
  const end = src + (<usize>count << 2);
  const perUnit = v128.load(SCALING, FAR_STEPS);
  const anchor = f64x2.splat(<f64>max);
  for (; src < end; src += 16, steps += 32) {
    const x = v128.load(src);
    const lower = f64x2.mul(f64x2.sub(low(x), anchor), perUnit);
    const upper = f64x2.mul(f64x2.sub(high(x), anchor), perUnit);
    v128.store(steps, f64x2.add(f64x2.pmax(lower, v128.load(FARTHEST)), v128.load(CUTTER)));
    v128.store(steps, f64x2.add(f64x2.pmax(upper, v128.load(FARTHEST)), v128.load(CUTTER)), 16);
  }
}

/** Exponentials of steps, up to three more than `count`; four registers a turn, for turns take instructions, too. */
@inline
export function exponentials(steps: usize, dst: usize, count: i32): void {
  const end = steps + (<usize>count << 3);
  const mask = v128.load(WHOLE);
  const b = quadraticB();
  const c = quadraticC();
  for (; steps + 32 < end; steps += 64, dst += 64) {
    v128.store(dst, expFine(steps, mask, b, c));
    v128.store(dst, expFine(steps + 16, mask, b, c), 16);
    v128.store(dst, expFine(steps + 32, mask, b, c), 32);
    v128.store(dst, expFine(steps + 48, mask, b, c), 48);
  }
  if (steps < end) {
    v128.store(dst, expFine(steps, mask, b, c));
    v128.store(dst, expFine(steps + 16, mask, b, c), 16);
  }
}

@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
}

/** Four exponentials at `at`, scaled and rounded to single precision. */
@inline
export function scaled(at: usize, lower: v128, upper: v128): v128 {
  const a = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(at), lower));
  const b = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(at, 16), upper));
  return v128.shuffle<i64>(a, b, 0, 2);
}
