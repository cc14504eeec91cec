/**
 * The twin of the loops of ../../softmax/state: `scan.ts` and `bins.ts`, for blocks whose quotients are near.
 * Elements lie in pairs; where their number is odd, the caller puts −∞ behind the last.
 */
import { growthOf, headOf, highOf, lowOf, pair, RECIPROCAL } from './exact-exponential';
import { firstRound, secondRound, steps64 } from './exp64';

const LOWEST = memory.data<f64>([-Infinity, -Infinity], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** A bit that takes n out of any window. */
const AWAY = memory.data<u64>([1 << 30, 1 << 30], 16);

/** What the last scan found: the maximum, the second, the minimum, and how many −∞. */
const FOUND = memory.data(32, 16);

/** Bins of 16 bytes: sums of `high` and of `low`. Elements of even and odd places go to tables of their own. */
const TRASH: i32 = 160;
const TABLE: usize = 161 * 16;
const BINS = memory.data(2 * 161 * 16, 16);

export function exactBins(): usize {
  return BINS;
}

export function exactFound(): usize {
  return FOUND;
}

/** 1/T, and its upper part cut in halves. */
export function setReciprocal(high: f64, low: f64, head: f64, tail: f64): void {
  v128.store(RECIPROCAL, f64x2.splat(high));
  v128.store(RECIPROCAL, f64x2.splat(low), 16);
  v128.store(RECIPROCAL, f64x2.splat(head), 32);
  v128.store(RECIPROCAL, f64x2.splat(tail), 48);
}

/** Maximum, second and minimum of finite elements; NaN where there is something else. */
@inline
function scan<T>(src: usize, count: i32): void {
  const end = src + <usize>count * sizeof<T>();
  let most = v128.load(LOWEST);
  let second = most;
  let least = f64x2.neg(most);
  let sum = i64x2.splat(0);
  for (; src < end; src += 2 * sizeof<T>()) {
    const x = pair<T>(src);
    sum = f64x2.add(sum, f64x2.mul(x, v128.load(NOTHING)));
    const lower = f64x2.pmin(most, x);
    most = f64x2.pmax(most, x);
    least = f64x2.pmin(least, x);
    // An equal pair becomes NaN, which pmax passes over.
    second = f64x2.pmax(second, v128.or(lower, f64x2.eq(lower, most)));
  }
  tell(most, second, least, sum, 0);
}

/** The same, where −∞ may be among them: it is counted. */
@inline
function scanAll<T>(src: usize, count: i32): void {
  const end = src + <usize>count * sizeof<T>();
  let most = v128.load(LOWEST);
  let second = most;
  let least = f64x2.neg(most);
  let sum = i64x2.splat(0);
  let none = sum;
  for (; src < end; src += 2 * sizeof<T>()) {
    const x = pair<T>(src);
    const lowest = f64x2.eq(x, v128.load(LOWEST));
    none = i64x2.sub(none, lowest);
    sum = f64x2.add(sum, f64x2.mul(v128.andnot(x, lowest), v128.load(NOTHING)));
    const lower = f64x2.pmin(most, x);
    most = f64x2.pmax(most, x);
    least = f64x2.pmin(least, v128.or(x, lowest));
    second = f64x2.pmax(second, v128.or(lower, f64x2.eq(lower, most)));
  }
  tell(most, second, least, sum, i64x2.extract_lane(none, 0) + i64x2.extract_lane(none, 1));
}

@inline
function tell(most: v128, second: v128, least: v128, sum: v128, none: i64): void {
  const a = f64x2.extract_lane(most, 0);
  const b = f64x2.extract_lane(most, 1);
  const c = f64x2.extract_lane(second, 0);
  const d = f64x2.extract_lane(second, 1);
  const less: f64 = a == b ? -Infinity : min(a, b);
  const lost = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  store<f64>(FOUND, max(a, b));
  store<f64>(FOUND, max(less, max(c, d)), 8);
  store<f64>(FOUND, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)) + lost, 16);
  store<f64>(FOUND, <f64>none, 24);
}

/**
 * Adds the exponentials to the bins of the window that begins with exponent `first`, but those of `max` and −∞; returns how
 * many are `max`. `plain`: T is 1. `whole`: neither is among them.
 */
@inline
function addToBins<T>(src: usize, count: i32, max: f64, first: i32, plain: bool, whole: bool): i32 {
  const end = src + <usize>count * sizeof<T>();
  const top = f64x2.splat(max);
  let times = i64x2.splat(0);
  for (; src < end; src += 2 * sizeof<T>()) {
    const x = pair<T>(src);
    const y = plain ? x : f64x2.mul(x, v128.load(RECIPROCAL));
    const steps = steps64(y);
    const one = firstRound(steps);
    const two = secondRound(steps);
    const base = headOf(steps, one, two);
    const growth = f64x2.mul(base, growthOf<T>(x, y, steps, one, two, plain));
    const high = highOf(base, growth);
    const below = lowOf(base, growth, high);
    let n = steps;
    if (!whole) {
      const equal = f64x2.eq(x, top);
      times = i64x2.sub(times, equal);
      const out = v128.or(equal, f64x2.eq(x, v128.load(LOWEST)));
      n = v128.xor(steps, v128.and(out, v128.load(AWAY)));
    }
    put(BINS, first - (i32x4.extract_lane(n, 0) >> 6), v128.shuffle<i64>(high, below, 0, 2));
    put(BINS + TABLE, first - (i32x4.extract_lane(n, 2) >> 6), v128.shuffle<i64>(high, below, 1, 3));
  }
  return <i32>(i64x2.extract_lane(times, 0) + i64x2.extract_lane(times, 1));
}

@inline
function put(table: usize, below: i32, parts: v128): void {
  const bin = select<u32>(below, TRASH, <u32>below < <u32>TRASH);
  const at = table + (<usize>bin << 4);
  v128.store(at, f64x2.add(v128.load(at), parts));
}

export function exactScan32(src: usize, count: i32, all: bool): void {
  if (all) scanAll<f32>(src, count);
  else scan<f32>(src, count);
}

export function exactScan64(src: usize, count: i32, all: bool): void {
  if (all) scanAll<f64>(src, count);
  else scan<f64>(src, count);
}

export function exactAdd32(src: usize, count: i32, max: f64, first: i32, whole: bool): i32 {
  if (load<f64>(RECIPROCAL) == 1) {
    if (whole) return addToBins<f32>(src, count, max, first, true, true);
    return addToBins<f32>(src, count, max, first, true, false);
  }
  if (whole) return addToBins<f32>(src, count, max, first, false, true);
  return addToBins<f32>(src, count, max, first, false, false);
}

export function exactAdd64(src: usize, count: i32, max: f64, first: i32, whole: bool): i32 {
  if (load<f64>(RECIPROCAL) == 1) {
    if (whole) return addToBins<f64>(src, count, max, first, true, true);
    return addToBins<f64>(src, count, max, first, true, false);
  }
  if (whole) return addToBins<f64>(src, count, max, first, false, true);
  return addToBins<f64>(src, count, max, first, false, false);
}
