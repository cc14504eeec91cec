/** The passes over one row in single precision, four classes in a register. */
import { firstEntry, growth64, head64, low64, secondEntry, steps64 } from './exp64';
import { BIAS, exponentialsOf, high, low, NOTHING, narrow, scaled } from './softmax-strip32';

const LOWEST = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);
const FARTHEST = memory.data<f64>([-130.0, -130.0], 16);
/** All bits of the first `tail` lanes. */
const MASKS = memory.data<u32>([0, 0, 0, 0, ~0, 0, 0, 0, ~0, ~0, 0, 0, ~0, ~0, ~0, 0], 16);
/** Lane sums of the row at hand: classes 0 and 1, then 2 and 3, mod 4. */
const SUMS = memory.data(32, 16);

@inline
function tailMask(count: i32): v128 {
  return v128.load(MASKS + (<usize>(count & 3) << 4));
}

/** The largest of `count` elements; −∞ of none. A NaN is passed over: its exponential will tell. */
@inline
export function maximum(src: usize, count: i32): f32 {
  const full = src + (<usize>(count & ~3) << 2);
  let a = v128.load(LOWEST);
  let b = a;
  let p = src;
  for (; p + 16 < full; p += 32) {
    a = f32x4.pmax(a, v128.load(p));
    b = f32x4.pmax(b, v128.load(p, 16));
  }
  if (p < full) a = f32x4.pmax(a, v128.load(p));
  if (count & 3) {
    b = f32x4.pmax(b, v128.bitselect(v128.load(full), v128.load(LOWEST), tailMask(count)));
  }
  a = f32x4.pmax(a, b);
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

@inline
export function clear(): void {
  v128.store(SUMS, v128.load(NOTHING));
  v128.store(SUMS, v128.load(NOTHING), 16);
}

/** Exponentials of `count` elements, added to SUMS. */
@inline
export function exponentials(src: usize, dst: usize, count: i32, max: f32, t: f64): void {
  if (t == 1 && abs(max) <= 512) nearExponentials(src, dst, count, f32x4.splat(max));
  else farExponentials(src, dst, count, <f64>max, t);
}

/** The sums come afterwards: two exponentials want all registers, and adding up in their loop would cost more. */
@inline
function nearExponentials(src: usize, dst: usize, count: i32, max: v128): void {
  const bytes = <usize>((count + 3) & ~3) << 2;
  exponentialsOf(src, dst, bytes, 16, max);
  const full = dst + (<usize>(count & ~3) << 2);
  let even = v128.load(SUMS);
  let odd = v128.load(SUMS, 16);
  for (; dst + 16 < full; dst += 32) {
    even = f64x2.add(even, low(v128.load64_zero(dst)));
    odd = f64x2.add(odd, low(v128.load64_zero(dst, 8)));
    even = f64x2.add(even, low(v128.load64_zero(dst, 16)));
    odd = f64x2.add(odd, low(v128.load64_zero(dst, 24)));
  }
  if (dst < full) {
    even = f64x2.add(even, low(v128.load64_zero(dst)));
    odd = f64x2.add(odd, low(v128.load64_zero(dst, 8)));
  }
  if (count & 3) {
    const e = v128.and(v128.load(full), tailMask(count));
    even = f64x2.add(even, low(e));
    odd = f64x2.add(odd, high(e));
  }
  v128.store(SUMS, even);
  v128.store(SUMS, odd, 16);
}

function farExponentials(src: usize, dst: usize, count: i32, max: f64, t: f64): void {
  const anchor = f64x2.splat(max);
  const divisor = f64x2.splat(t);
  const full = src + (<usize>(count & ~3) << 2);
  let even = v128.load(SUMS);
  let odd = v128.load(SUMS, 16);
  for (; src < full; src += 16, dst += 16) {
    const x = v128.load(src);
    const e = narrow(farExp(low(x), anchor, divisor), farExp(high(x), anchor, divisor));
    v128.store(dst, e);
    even = f64x2.add(even, low(e));
    odd = f64x2.add(odd, high(e));
  }
  if (count & 3) {
    const x = v128.load(src);
    const all = narrow(farExp(low(x), anchor, divisor), farExp(high(x), anchor, divisor));
    const e = v128.and(all, tailMask(count));
    v128.store(dst, e);
    even = f64x2.add(even, low(e));
    odd = f64x2.add(odd, high(e));
  }
  v128.store(SUMS, even);
  v128.store(SUMS, odd, 16);
}

@inline
function farExp(x: v128, anchor: v128, divisor: v128): v128 {
  const y = f64x2.div(f64x2.sub(x, anchor), divisor);
  const given = f64x2.pmax(y, v128.load(FARTHEST));
  const steps = steps64(given);
  const first = firstEntry(steps);
  const second = secondEntry(steps);
  const head = head64(steps, first, second, i64x2.splat(<i64>BIAS << 52));
  const growth = growth64(given, steps, low64(steps, first, second));
  return f64x2.add(head, f64x2.mul(head, growth));
}

@inline
export function total(): f64 {
  const sums = f64x2.add(v128.load(SUMS), v128.load(SUMS, 16));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Exactly `count` elements: those behind are the next row's exponentials, whose turn comes. */
@inline
export function divide(dst: usize, count: i32, sum: f64): void {
  const inverse = f64x2.splat(1 / sum);
  const full = dst + (<usize>(count & ~3) << 2);
  for (; dst + 16 < full; dst += 32) {
    v128.store(dst, scaled(v128.load(dst), inverse, inverse));
    v128.store(dst, scaled(v128.load(dst, 16), inverse, inverse), 16);
  }
  if (dst < full) v128.store(dst, scaled(v128.load(dst), inverse, inverse));
  if (count & 3) storeTail(full, scaled(v128.load(full), inverse, inverse), count);
}

@inline
function storeTail(dst: usize, v: v128, count: i32): void {
  let rest = v;
  if (count & 2) {
    v128.store64_lane(dst, v, 0);
    rest = v128.shuffle<i32>(v, v, 2, 3, 0, 1);
    dst += 8;
  }
  if (count & 1) v128.store32_lane(dst, rest, 0);
}
