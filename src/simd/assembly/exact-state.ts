/**
 * The twin of the loops of ../../softmax/state: `scan.ts` and `bins.ts`, for blocks whose quotients are near, and `apply.ts`.
 * Elements lie in pairs; where their number is odd, the caller puts −∞ behind the last.
 */
import { sumError } from './error-free';
import { firstRound, head64, rest64, restOfPair64, roundGrowth64, secondRound, steps64 } from './exp64';

const LOWEST = memory.data<f64>([-Infinity, -Infinity], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
const SPLITTER = memory.data<f64>([134217729.0, 134217729.0], 16);
/** The bits of n that choose a head. */
const STEP = memory.data<u64>([63, 63], 16);
/** A bit that takes n out of any window. */
const AWAY = memory.data<u64>([1 << 30, 1 << 30], 16);
const HIGH_CUTTER = memory.data<f64>([25165824.0, 25165824.0], 16);
const LOW_CUTTER = memory.data<f64>([0.005859375, 0.005859375], 16);

/** 1/T as a double-double, and the halves of its upper part. */
const RECIPROCAL = memory.data(64, 16);

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

/** Two elements, in double precision. */
@inline
function pair<T>(src: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(src));
  return v128.load(src);
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
    const bits = v128.shuffle<i64>(one, two, 1, 3);
    const base = i64x2.add(bits, i64x2.shl(v128.and(steps, v128.load(STEP)), 46));
    const rest = plain ? rest64(y, steps) : restOfPair64(y, quotientLow<T>(x, y, f64x2.mul(x, v128.load(RECIPROCAL, 16))), steps);
    const growth = f64x2.mul(base, roundGrowth64(rest, one, two));
    const sum = f64x2.add(f64x2.add(base, growth), v128.load(HIGH_CUTTER));
    const high = f64x2.sub(sum, v128.load(HIGH_CUTTER));
    const left = f64x2.add(f64x2.sub(base, high), growth);
    const below = f64x2.sub(f64x2.add(left, v128.load(LOW_CUTTER)), v128.load(LOW_CUTTER));
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

/** x/T less its rounded value y: Dekker's product, as in ../anchored.ts, plus `rest`. A float32 is its own leading half. */
@inline
function quotientLow<T>(x: v128, y: v128, rest: v128): v128 {
  const head = v128.load(RECIPROCAL, 32);
  const tail = v128.load(RECIPROCAL, 48);
  if (sizeof<T>() == 4) {
    const a = f64x2.sub(f64x2.sub(y, f64x2.mul(x, head)), f64x2.mul(x, tail));
    return f64x2.sub(rest, a);
  }
  const scaled = f64x2.mul(x, v128.load(SPLITTER));
  const xHead = f64x2.sub(scaled, f64x2.sub(scaled, x));
  const xTail = f64x2.sub(x, xHead);
  const a = f64x2.sub(y, f64x2.mul(xHead, head));
  const b = f64x2.sub(f64x2.sub(a, f64x2.mul(xTail, head)), f64x2.mul(xHead, tail));
  return f64x2.add(f64x2.sub(f64x2.mul(xTail, tail), b), rest);
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

// The second pass, ../../softmax/state/apply.ts, for temperatures that are not scaled.

/** max, and the parts of ln Σ exp((x[k] − max)/T). */
const ANCHOR = memory.data(48, 16);
const REACH = memory.data<f64>([-750.0, -750.0], 16);
/** 2^256, as bits to add to a head's; and what takes it off. */
const BIAS = memory.data<u64>([256 << 52, 256 << 52], 16);
const UNBIAS = memory.data<f64>([8.636168555094445e-78, 8.636168555094445e-78], 16);

export function setAnchor(max: f64, logHigh: f64, logLow: f64): void {
  v128.store(ANCHOR, f64x2.splat(max));
  v128.store(ANCHOR, f64x2.splat(logHigh), 16);
  v128.store(ANCHOR, f64x2.splat(logLow), 32);
}

/** Probabilities in the places of the elements; where their number is odd, one more is read and written. */
export function exactProbabilities64(at: usize, count: i32): void {
  if (load<f64>(RECIPROCAL) == 1) probabilities(at, count, true);
  else probabilities(at, count, false);
}

@inline
function probabilities(at: usize, count: i32, plain: bool): void {
  const end = at + (<usize>count << 3);
  const minus = f64x2.neg(v128.load(ANCHOR));
  const minusLog = f64x2.neg(v128.load(ANCHOR, 16));
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const d = f64x2.add(x, minus);
    let y = d;
    let yLow = sumError(x, minus, d);
    if (!plain) {
      const reciprocal = v128.load(RECIPROCAL);
      y = f64x2.mul(d, reciprocal);
      const low = f64x2.mul(d, v128.load(RECIPROCAL, 16));
      yLow = quotientLow<f64>(d, y, f64x2.add(low, f64x2.mul(yLow, reciprocal)));
    }
    const given = f64x2.add(y, minusLog);
    const low = f64x2.sub(yLow, v128.load(ANCHOR, 32));
    const rest = f64x2.add(sumError(y, minusLog, given), low);
    const z = f64x2.pmax(given, v128.load(REACH));
    const zLow = v128.and(rest, f64x2.ge(given, v128.load(REACH)));
    const steps = steps64(z);
    const one = firstRound(steps);
    const two = secondRound(steps);
    const head = head64(steps, one, two, v128.load(BIAS));
    const growth = roundGrowth64(restOfPair64(z, zLow, steps), one, two);
    const e = f64x2.add(head, f64x2.mul(head, growth));
    v128.store(at, f64x2.mul(e, v128.load(UNBIAS)));
  }
}
