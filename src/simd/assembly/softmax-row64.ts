/** The passes over one row in double precision, two classes in a register. */
import { sumError } from './error-free';
import { firstRound, head64, rest64, roundGrowth64, scale64, secondRound, steps64 } from './exp64';
import { distantExponentials, quotientExponentials, SCALING } from './softmax-far64';
import { BIAS, GROUND, MASK, NOTHING, put, putOne, putTwo, REACH, SUMS } from './softmax-strip64';

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
    if (abs(max) <= 4096) nearExponentials(src, dst, count, max);
    else distantExponentials(src, dst, count, max);
  } else quotientExponentials(src, dst, count, max);
}

@inline
function nearExponentials(src: usize, dst: usize, count: i32, max: f64): void {
  const anchor = f64x2.splat(max);
  const floor = f64x2.sub(anchor, v128.load(REACH));
  const scale = scale64(anchor, BIAS);
  const full = src + (<usize>(count & ~1) << 3);
  for (; src + 16 < full; src += 32, dst += 32) {
    const x = f64x2.pmax(v128.load(src), floor);
    const y = f64x2.pmax(v128.load(src, 16), floor);
    putTwo(x, y, scale, dst, dst + 16, SUMS, SUMS + 32);
  }
  let lane: usize = 0;
  for (; src < full; src += 16, dst += 16, lane ^= 32) {
    const x = f64x2.pmax(v128.load(src), floor);
    const steps = steps64(x);
    const first = firstRound(steps);
    const second = secondRound(steps);
    const growth = roundGrowth64(rest64(x, steps), first, second);
    put(dst, head64(steps, first, second, scale), growth, SUMS + lane);
  }
  if (count & 1) {
    const x = f64x2.pmax(v128.load(src), floor);
    const steps = steps64(x);
    const first = firstRound(steps);
    const second = secondRound(steps);
    const growth = roundGrowth64(rest64(x, steps), first, second);
    putOne(dst, head64(steps, first, second, scale), growth, SUMS + lane);
  }
}

/** `groundLanesTotal` of ../ground-lanes.ts. */
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
  return high + (all + (f64x2.extract_lane(errors, 0) + f64x2.extract_lane(errors, 1)));
}

/** Exactly `count` elements: the one behind is the next row's exponential, whose turn comes. */
@inline
export function divide(dst: usize, count: i32, sum: f64): void {
  const divisor = f64x2.splat(sum);
  const full = dst + (<usize>(count & ~1) << 3);
  for (; dst < full; dst += 16) v128.store(dst, f64x2.div(v128.load(dst), divisor));
  if (count & 1) store<f64>(dst, load<f64>(dst) / sum);
}
