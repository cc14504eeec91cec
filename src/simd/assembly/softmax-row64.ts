/** The passes over one row in double precision, two classes in a register. */
import { EXP_C2, EXP_C3, EXP_C4, EXP_C5, EXP_ROUND_STEPS, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from './constants';
import { sumError } from './error-free';
import { head64, ROUNDER, scale64 } from './exp64';
import { distantExponentials, quotientExponentials, SCALING } from './softmax-far64';
import { BIAS, GROUND, MASK, NOTHING, put, putOne, REACH, SUMS } from './softmax-strip64';

/** Elements whose steps and rests are kept, a multiple of the lanes. */
export const PIECE: i32 = 512;
export const STEPS = memory.data(512 * 8 + 16, 16);
export const RESTS = memory.data(512 * 8 + 16, 16);
/** 0.95 · 2⁻⁵³. */
export const COARSE: f64 = 1.0547118733938987e-16;
/** The bits of a double that a power of two has none of. */
const FRACTION = memory.data<u64>([0xfffffffffffff, 0xfffffffffffff], 16);
let totalsRest: f64 = 0;
const LOWEST = memory.data<f64>([-Infinity, -Infinity], 16);

/** The largest of `count` elements; −∞ of none. A NaN is passed over: its exponential will tell. */
@inline
export function maximum(src: usize, count: i32): f64 {
  const full = src + (<usize>(count & ~1) << 3);
  let a = v128.load(LOWEST);
  let b = a;
  let p = src;
  for (; p + 16 < full; p += 32) {
    a = f64x2.pmax(a, v128.load(p));
    b = f64x2.pmax(b, v128.load(p, 16));
  }
  if (p < full) a = f64x2.pmax(a, v128.load(p));
  if (count & 1) {
    b = f64x2.pmax(b, v128.bitselect(v128.load(full), v128.load(LOWEST), v128.load(MASK)));
  }
  a = f64x2.pmax(a, b);
  a = f64x2.pmax(a, v128.shuffle<i64>(a, a, 1, 0));
  return f64x2.extract_lane(a, 0);
}

@inline
export function clear(): void {
  v128.store(SUMS, v128.load(GROUND));
  v128.store(SUMS, v128.load(NOTHING), 16);
  v128.store(SUMS, v128.load(GROUND), 32);
  v128.store(SUMS, v128.load(NOTHING), 48);
}

/** Exponentials of `count` elements, added to SUMS. */
@inline
export function exponentials(src: usize, dst: usize, count: i32, max: f64): void {
  if (load<f64>(SCALING) == 1) {
    if (isClose(max)) nearExponentials(src, dst, count, max, 0, 0);
    else distantExponentials(src, dst, count, max);
  } else quotientExponentials(src, dst, count, max);
}

/** Whether a row with this maximum has near exponentials: T is 1, and the maximum not far. */
@inline
function isClose(max: f64): bool {
  return abs(max) <= 4096;
}

/** `exponentials` of one row and `divide` of another that is as long: divisions cost next to nothing beside them. */
@inline
export function exponentialsBeside(src: usize, dst: usize, count: i32, max: f64, other: usize, sum: f64): void {
  if (load<f64>(SCALING) == 1 && isClose(max)) nearExponentials(src, dst, count, max, other, sum);
  else {
    divide(other, count, sum);
    exponentials(src, dst, count, max);
  }
}

/** In pieces, whose steps and rests stay in the first cache; where `other` is not 0, what lies there is divided. */
@inline
function nearExponentials(src: usize, dst: usize, count: i32, max: f64, other: usize, sum: f64): void {
  const anchor = f64x2.splat(max);
  const floor = f64x2.sub(anchor, v128.load(REACH));
  const scale = scale64(anchor, BIAS);
  for (let left = count; left > 0; left -= PIECE) {
    const part = min(PIECE, left);
    reduce(src, part, floor);
    if (other) addExponentials(dst, part, scale, true, other, sum);
    else addExponentials(dst, part, scale, false, 0, 0);
    src += <usize>PIECE << 3;
    dst += <usize>PIECE << 3;
    if (other) other += <usize>PIECE << 3;
  }
}

/** Steps and rests of near elements, of one more where `count` is odd. */
@inline
function reduce(src: usize, count: i32, floor: v128): void {
  const end = src + (<usize>count << 3);
  const perUnit = v128.load(STEPS_PER_UNIT);
  const rounder = v128.load(ROUNDER);
  const high = v128.load(STEP_HIGH);
  const low = v128.load(STEP_LOW);
  for (let at: usize = 0; src < end; src += 16, at += 16) {
    const x = f64x2.pmax(v128.load(src), floor);
    const steps = f64x2.add(f64x2.mul(x, perUnit), rounder);
    const n = f64x2.sub(steps, rounder);
    v128.store(STEPS + at, steps);
    v128.store(RESTS + at, f64x2.sub(f64x2.sub(x, f64x2.mul(n, high)), f64x2.mul(n, low)));
  }
}

/** Exponentials of `count` steps and rests, added to SUMS; with `beside`, what lies at `other` is divided by `sum`. */
@inline
function addExponentials(
  dst: usize,
  count: i32,
  scale: v128,
  beside: bool,
  other: usize,
  sum: f64,
): void {
  const full = <usize>(count & ~3) << 3;
  const c2 = v128.load(EXP_C2);
  const c3 = v128.load(EXP_C3);
  const c4 = v128.load(EXP_C4);
  const c5 = v128.load(EXP_C5);
  const divisor = f64x2.splat(sum);
  let at: usize = 0;
  let even = v128.load(SUMS);
  let evenErrors = v128.load(SUMS, 16);
  let odd = v128.load(SUMS, 32);
  let oddErrors = v128.load(SUMS, 48);
  for (; at < full; at += 32) {
    let first = entry(STEPS + at);
    let second = entry(STEPS + at + 8);
    let head = head64(v128.load(STEPS + at), first, second, scale);
    let rest = f64x2.mul(head, growth(v128.load(RESTS + at), first, second, c2, c3, c4, c5));
    let e = f64x2.add(head, rest);
    v128.store(dst + at, e);
    if (beside) v128.store(other + at, f64x2.div(v128.load(other + at), divisor));
    let after = f64x2.add(even, e);
    evenErrors = f64x2.add(evenErrors, f64x2.add(f64x2.sub(head, f64x2.sub(after, even)), rest));
    even = after;
    first = entry(STEPS + at + 16);
    second = entry(STEPS + at + 24);
    head = head64(v128.load(STEPS + at, 16), first, second, scale);
    rest = f64x2.mul(head, growth(v128.load(RESTS + at, 16), first, second, c2, c3, c4, c5));
    e = f64x2.add(head, rest);
    v128.store(dst + at, e, 16);
    if (beside) v128.store(other + at, f64x2.div(v128.load(other + at, 16), divisor), 16);
    after = f64x2.add(odd, e);
    oddErrors = f64x2.add(oddErrors, f64x2.add(f64x2.sub(head, f64x2.sub(after, odd)), rest));
    odd = after;
  }
  if (beside) divide(other + at, count & 3, sum);
  v128.store(SUMS, even);
  v128.store(SUMS, evenErrors, 16);
  v128.store(SUMS, odd, 32);
  v128.store(SUMS, oddErrors, 48);
  let lane: usize = 0;
  for (const end = at + (<usize>(count & 3) << 3); at < end; at += 16, lane ^= 32) {
    const first = entry(STEPS + at);
    const second = entry(STEPS + at + 8);
    const head = head64(v128.load(STEPS + at), first, second, scale);
    const rests = growth(v128.load(RESTS + at), first, second, c2, c3, c4, c5);
    if (at + 8 < end) put(dst + at, head, rests, SUMS + lane);
    else putOne(dst + at, head, rests, SUMS + lane);
  }
}

/** The entry of the table for the steps at `at`. */
@inline
export function entry(at: usize): v128 {
  return v128.load(EXP_ROUND_STEPS + (<usize>(load<u8>(at) & 63) << 4));
}

/** `roundGrowth64` with its constants as they are loaded before the loop. */
@inline
export function growth(r: v128, first: v128, second: v128, c2: v128, c3: v128, c4: v128, c5: v128): v128 {
  const square = f64x2.mul(r, r);
  const q2 = f64x2.add(f64x2.mul(c3, r), c2);
  const q4 = f64x2.add(f64x2.mul(c5, r), c4);
  const linear = f64x2.add(r, v128.shuffle<i64>(first, second, 0, 2));
  const lower = f64x2.add(linear, f64x2.mul(square, q2));
  return f64x2.add(lower, f64x2.mul(f64x2.mul(square, square), q4));
}

/** The twin of `groundLanesTotal` of ../ground-lanes.ts; `totalRest` follows it. */
@inline
export function total(): f64 {
  const a = f64x2.sub(v128.load(SUMS), v128.load(GROUND));
  const b = f64x2.sub(v128.load(SUMS, 32), v128.load(GROUND));
  const sums = f64x2.add(a, b);
  const lost = sumError(a, b, sums);
  const even = f64x2.extract_lane(sums, 0);
  const odd = f64x2.extract_lane(sums, 1);
  const high = even + odd;
  const oddPart = high - even;
  const last = even - (high - oddPart) + (odd - oddPart);
  const errors = f64x2.add(v128.load(SUMS, 16), v128.load(SUMS, 48));
  const all = f64x2.extract_lane(lost, 0) + f64x2.extract_lane(lost, 1) + last;
  const low = all + (f64x2.extract_lane(errors, 0) + f64x2.extract_lane(errors, 1));
  const sum = high + low;
  totalsRest = low - (sum - high);
  return sum;
}

/** What the latest total leaves. */
@inline
export function totalRest(): f64 {
  return totalsRest;
}

/** Exactly `count` elements: the one behind is the next row's exponential, whose turn comes. */
@inline
export function divide(dst: usize, count: i32, sum: f64): void {
  const divisor = f64x2.splat(sum);
  const full = dst + (<usize>(count & ~1) << 3);
  for (; dst < full; dst += 16) v128.store(dst, f64x2.div(v128.load(dst), divisor));
  if (count & 1) store<f64>(dst, load<f64>(dst) / sum);
}

/** `divide` where `isCoarse` says that the sum alone will not do: see ../softmax-float64.ts. Writes one more if odd. */
export function divideByPair(dst: usize, count: i32, sum: f64, rest: f64): void {
  const divisor = f64x2.splat(sum);
  const correction = f64x2.splat(rest / sum);
  const end = dst + (<usize>count << 3);
  for (; dst < end; dst += 16) {
    const q = f64x2.div(v128.load(dst), divisor);
    const isPower = i64x2.eq(v128.and(q, v128.load(FRACTION)), v128.load(NOTHING));
    const corrected = f64x2.sub(q, f64x2.mul(q, correction));
    v128.store(dst, v128.bitselect(q, corrected, isPower));
  }
}

@inline
export function isCoarse(sum: f64, rest: f64): bool {
  return abs(rest) > sum * COARSE;
}
