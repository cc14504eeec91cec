/**
 * The twin of ../softmax-float32.ts. Rows are taken in strips, each pass over all rows of a strip, so that no row waits
 * for its own maximum or sum.
 *
 * *Rows* run along the row, four classes in a register. *Tiles* are short near rows, four abreast, a register for a
 * class: nothing is added across a register, and none is half empty. The *columns* of a wide table lie that way
 * already. The sums have the same order in all: class c is in lane c mod 4.
 */
import { exp32, expTwo32, scale32 } from './exp32';
import { firstEntry, growth64, head64, low64, secondEntry, steps64 } from './exp64';
import { leave } from './undone';

const BIAS = 64;
const LOWEST = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);
const NEAR = memory.data<f32>([512.0, 512.0, 512.0, 512.0], 16);
const REACH = memory.data<f32>([130.0, 130.0, 130.0, 130.0], 16);
const FARTHEST = memory.data<f64>([-130.0, -130.0], 16);
const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** All bits of the first `tail` lanes. */
const MASKS = memory.data<u32>([0, 0, 0, 0, ~0, 0, 0, 0, ~0, ~0, 0, 0, ~0, ~0, ~0, 0], 16);
/** Lane sums of the row at hand: classes 0 and 1, then 2 and 3, mod 4. */
const SUMS = memory.data(32, 16);

/** Rows, or groups of four, of a strip. */
const STRIP = 64;
const MAXIMA = memory.data(64 * 16, 16);
const TOTALS = memory.data(64 * 8, 16);
/** Of each group, the sums of its first two rows and of the other two. */
const SUMS_ABREAST = memory.data(64 * 32, 16);
const TILES_SIZE: i32 = 8192;
/** With room for what `gather` writes behind the last class of the last. */
const TILES = memory.data(8192 + 64, 16);

@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
}

@inline
function narrow(lower: v128, upper: v128): v128 {
  const a = f32x4.demote_f64x2_zero(lower);
  const b = f32x4.demote_f64x2_zero(upper);
  return v128.shuffle<i64>(a, b, 0, 2);
}

@inline
function tailMask(count: i32): v128 {
  return v128.load(MASKS + (<usize>(count & 3) << 4));
}

@inline
function isNear(max: v128): v128 {
  return f32x4.le(f32x4.abs(max), v128.load(NEAR));
}

// Rows

/** Rows by offsets, in elements from `src`; they may be read and written up to 12 bytes beyond their ends. */
export function softmaxRows32(src: usize, dst: usize, rows: i32, offsets: usize, t: f64): void {
  for (let first = 0; first < rows; first += STRIP) {
    rowStrip(src, dst, first, min(STRIP, rows - first), offsets + (<usize>first << 2), t);
  }
}

@inline
function rowStrip(src: usize, dst: usize, first: i32, rows: i32, offsets: usize, t: f64): void {
  for (let r = 0; r < rows; r++) {
    const slot = <usize>r << 2;
    const start = load<i32>(offsets + slot);
    const count = load<i32>(offsets + slot, 4) - start;
    store<f32>(MAXIMA + slot, maximum(src + (<usize>start << 2), count));
  }
  for (let r = 0; r < rows; r++) {
    const slot = <usize>r << 2;
    const start = load<i32>(offsets + slot);
    const count = load<i32>(offsets + slot, 4) - start;
    const at = <usize>start << 2;
    clear();
    exponentials(src + at, dst + at, count, load<f32>(MAXIMA + slot), t);
    store<f64>(TOTALS + (<usize>r << 3), total());
  }
  for (let r = 0; r < rows; r++) {
    const slot = <usize>r << 2;
    const start = load<i32>(offsets + slot);
    const count = load<i32>(offsets + slot, 4) - start;
    const sum = load<f64>(TOTALS + (<usize>r << 3));
    if (sum > 0) divide(dst + (<usize>start << 2), count, sum);
    else leave(first + r);
  }
}

/** The largest of `count` elements; −∞ of none. A NaN is passed over: its exponential will tell. */
@inline
function maximum(src: usize, count: i32): f32 {
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
function clear(): void {
  v128.store(SUMS, v128.load(NOTHING));
  v128.store(SUMS, v128.load(NOTHING), 16);
}

/** Exponentials of `count` elements, added to SUMS. */
@inline
function exponentials(src: usize, dst: usize, count: i32, max: f32, t: f64): void {
  if (t == 1 && abs(max) <= 512) nearExponentials(src, dst, count, f32x4.splat(max));
  else farExponentials(src, dst, count, <f64>max, t);
}

/** Exponentials of registers that are `stride` bytes apart. */
@inline
function exponentialsOf(src: usize, dst: usize, bytes: usize, stride: usize, max: v128): void {
  const floor = f32x4.sub(max, v128.load(REACH));
  const scale = scale32(max, BIAS);
  const end = src + bytes;
  for (; src + stride < end; src += 2 * stride, dst += 2 * stride) {
    const x = f32x4.pmax(v128.load(src), floor);
    const y = f32x4.pmax(v128.load(src + stride), floor);
    expTwo32(x, y, scale, dst, stride);
  }
  if (src < end) v128.store(dst, exp32(f32x4.pmax(v128.load(src), floor), scale));
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
function total(): f64 {
  const sums = f64x2.add(v128.load(SUMS), v128.load(SUMS, 16));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Exactly `count` elements: those behind are the next row's exponentials, whose turn comes. */
@inline
function divide(dst: usize, count: i32, sum: f64): void {
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

@inline
function scaled(e: v128, lower: v128, upper: v128): v128 {
  return narrow(f64x2.mul(low(e), lower), f64x2.mul(high(e), upper));
}

// The passes by themselves, for rows that are longer than a block.

export function maximum32(src: usize, count: i32): f32 {
  return maximum(src, count);
}

export function clear32(): void {
  clear();
}

export function exponentials32(src: usize, dst: usize, count: i32, max: f32, t: f64): void {
  exponentials(src, dst, count, max, t);
}

export function total32(): f64 {
  return total();
}

export function divide32(dst: usize, count: i32, sum: f64): void {
  divide(dst, count, sum);
}

// Tiles and columns, for T = 1

/** Rows of one width, from 1 to 64, end to end; read and written up to three rows and 12 bytes beyond the last. */
export function softmaxTiles32(src: usize, dst: usize, rows: i32, width: i32): void {
  const tile = <usize>width << 4;
  const most = min(STRIP, TILES_SIZE / (width << 4));
  const groups = (rows + 3) >> 2;
  for (let first = 0; first < groups; first += most) {
    const count = min(most, groups - first);
    for (let g = 0; g < count; g++, src += tile) gather(src, TILES + <usize>g * tile, width);
    columns(TILES, TILES, first, count, rows, width, tile, 16);
    for (let g = 0; g < count; g++, dst += tile) scatter(TILES + <usize>g * tile, dst, width);
  }
}

/** Class c of row r at src + c · stride + 4r; `rows` is rounded up to four. */
export function softmaxColumns32(src: usize, dst: usize, rows: i32, width: i32, stride: usize): void {
  const groups = (rows + 3) >> 2;
  for (let first = 0; first < groups; first += STRIP) {
    const at = <usize>first << 4;
    columns(src + at, dst + at, first, min(STRIP, groups - first), rows, width, 16, stride);
  }
}

/** Four rows into a tile. */
@inline
function gather(src: usize, tile: usize, width: i32): void {
  const bytes = <usize>width << 2;
  const end = tile + (<usize>width << 4);
  for (; tile < end; tile += 64, src += 16) {
    const a = v128.load(src);
    const b = v128.load(src + bytes);
    const c = v128.load(src + 2 * bytes);
    const d = v128.load(src + 3 * bytes);
    turn(a, b, c, d, tile, 16);
  }
}

/** A tile into four rows, from the last classes to the first: what is written behind a row is then written over. */
@inline
function scatter(tile: usize, dst: usize, width: i32): void {
  const bytes = <usize>width << 2;
  const last = <usize>((width - 1) & ~3);
  let p = tile + (last << 4);
  let q = dst + (last << 2);
  for (; p >= tile; p -= 64, q -= 16) {
    turn(v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), q, bytes);
  }
}

/** Stores the columns of a 4 × 4 matrix of rows a, b, c, d, `stride` bytes apart. */
@inline
function turn(a: v128, b: v128, c: v128, d: v128, dst: usize, stride: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(dst + stride, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(dst + 2 * stride, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(dst + 3 * stride, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

/** A strip of groups, `across` bytes from one to the next, with a class every `stride` bytes. */
function columns(
  src: usize,
  dst: usize,
  first: i32,
  groups: i32,
  rows: i32,
  width: i32,
  across: usize,
  stride: usize,
): void {
  const bytes = <usize>width * stride;
  for (let g = 0; g < groups; g++) {
    const from = src + <usize>g * across;
    v128.store(MAXIMA + (<usize>g << 4), maximumAbreast(from, from + bytes, stride));
  }
  for (let g = 0; g < groups; g++) {
    const at = <usize>g * across;
    exponentialsOf(src + at, dst + at, bytes, stride, v128.load(MAXIMA + (<usize>g << 4)));
  }
  for (let g = 0; g < groups; g++) {
    const from = dst + <usize>g * across;
    const sums = SUMS_ABREAST + (<usize>g << 5);
    v128.store(sums, sumAbreast(from, from + bytes, stride));
    v128.store(sums, sumAbreast(from + 8, from + 8 + bytes, stride), 16);
  }
  for (let g = 0; g < groups; g++) {
    const sums = SUMS_ABREAST + (<usize>g << 5);
    const lower = v128.load(sums);
    const upper = v128.load(sums, 16);
    const below = f64x2.div(v128.load(ONES), lower);
    const above = f64x2.div(v128.load(ONES), upper);
    const from = dst + <usize>g * across;
    const end = from + bytes;
    for (let p = from; p < end; p += stride) v128.store(p, scaled(v128.load(p), below, above));
    const near = i32x4.bitmask(isNear(v128.load(MAXIMA + (<usize>g << 4))));
    leaveOthers(near & positive(lower, upper), (first + g) << 2, rows);
  }
}

@inline
function maximumAbreast(from: usize, end: usize, stride: usize): v128 {
  let max = v128.load(from);
  for (let p = from + stride; p < end; p += stride) max = f32x4.pmax(max, v128.load(p));
  return max;
}

/** The sums of two rows. */
@inline
function sumAbreast(from: usize, end: usize, stride: usize): v128 {
  let a = v128.load(NOTHING);
  let b = a;
  let c = a;
  let d = a;
  let p = from;
  for (; p + 3 * stride < end; p += 4 * stride) {
    a = f64x2.add(a, low(v128.load64_zero(p)));
    b = f64x2.add(b, low(v128.load64_zero(p + stride)));
    c = f64x2.add(c, low(v128.load64_zero(p + 2 * stride)));
    d = f64x2.add(d, low(v128.load64_zero(p + 3 * stride)));
  }
  if (p < end) a = f64x2.add(a, low(v128.load64_zero(p)));
  p += stride;
  if (p < end) b = f64x2.add(b, low(v128.load64_zero(p)));
  p += stride;
  if (p < end) c = f64x2.add(c, low(v128.load64_zero(p)));
  return f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
}

/** A bit for each row whose sum is above 0. */
@inline
function positive(lower: v128, upper: v128): i32 {
  const two = i64x2.bitmask(f64x2.gt(lower, v128.load(NOTHING)));
  return two | (i64x2.bitmask(f64x2.gt(upper, v128.load(NOTHING))) << 2);
}

@inline
function leaveOthers(done: i32, first: i32, rows: i32): void {
  if (done == 15) return;
  for (let i = 0; i < 4 && first + i < rows; i++) if (!((done >> i) & 1)) leave(first + i);
}
