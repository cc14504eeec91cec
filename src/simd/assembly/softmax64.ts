/**
 * The twin of ../softmax-float64.ts, laid out as softmax32.ts: rows two classes in a register; tiles and columns two
 * rows in a register.
 */
import {
  EXP_C2,
  EXP_C3,
  EXP_C4,
  EXP_C5,
  STEP_HIGH,
  STEP_LOW,
  STEPS_PER_UNIT,
} from './constants';
import { sumError } from './error-free';
import {
  firstRound,
  head64,
  ROUNDER,
  rest64,
  restOfPair64,
  roundGrowth64,
  scale64,
  secondRound,
  steps64,
} from './exp64';
import { leave } from './undone';

const BIAS = 256;
const LOWEST = memory.data<f64>([-Infinity, -Infinity], 16);
const NEAR = memory.data<f64>([4096.0, 4096.0], 16);
const REACH = memory.data<f64>([750.0, 750.0], 16);
const FARTHEST = memory.data<f64>([-750.0, -750.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** 2^258: see ../ground-lanes.ts. */
const GROUND = memory.data<f64>([4.6316835694926478e77, 4.6316835694926478e77], 16);
/** −2^900: what lies beyond is not taken apart. */
const LARGE = memory.data<f64>([-8.452712498170644e270, -8.452712498170644e270], 16);
const SPLITTER = memory.data<f64>([134217729.0, 134217729.0], 16);
/** All bits of the first lane. */
const MASK = memory.data<u64>([~0, 0], 16);

/** Rows, or groups of two, of a strip. */
const STRIP = 64;
const MAXIMA = memory.data(64 * 16, 16);
const TOTALS = memory.data(64 * 16, 16);
const TILES_SIZE: i32 = 8192;
/** With room for what `gather` writes behind the last class of the last. */
const TILES = memory.data(8192 + 64, 16);

/**
 * Lane sums of the row at hand, classes 0 and 1, then 2 and 3, mod 4, each followed by its errors. In tiles and
 * columns, for each group, the sums of two rows and their errors in each of the four lanes.
 */
const SUMS = memory.data(64 * 128, 16);

/** 1/T and what goes with it: the fields of `Scaling` in ../anchored.ts, each in both lanes. */
const SCALING = memory.data(80, 16);
const TEMPERATURE: usize = 0;
const BEFORE: usize = 16;
const AFTER: usize = 32;
const HIGH: usize = 48;
const LOW: usize = 64;

export function setScaling64(t: f64, before: f64, after: f64, high: f64, low: f64): void {
  v128.store(SCALING, f64x2.splat(t), TEMPERATURE);
  v128.store(SCALING, f64x2.splat(before), BEFORE);
  v128.store(SCALING, f64x2.splat(after), AFTER);
  v128.store(SCALING, f64x2.splat(high), HIGH);
  v128.store(SCALING, f64x2.splat(low), LOW);
}

// Rows

/** Rows by offsets, in elements from `src`; they may be read and written up to 8 bytes beyond their ends. */
export function softmaxRows64(src: usize, dst: usize, rows: i32, offsets: usize): void {
  for (let first = 0; first < rows; first += STRIP) {
    rowStrip(src, dst, first, min(STRIP, rows - first), offsets + (<usize>first << 2));
  }
}

@inline
function rowStrip(src: usize, dst: usize, first: i32, rows: i32, offsets: usize): void {
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    store<f64>(MAXIMA + (<usize>r << 3), maximum(src + (<usize>start << 3), count));
  }
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    const at = <usize>start << 3;
    clear();
    exponentials(src + at, dst + at, count, load<f64>(MAXIMA + (<usize>r << 3)));
    store<f64>(TOTALS + (<usize>r << 3), total());
  }
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    const sum = load<f64>(TOTALS + (<usize>r << 3));
    if (sum > 0) divide(dst + (<usize>start << 3), count, sum);
    else leave(first + r);
  }
}

/** The largest of `count` elements; −∞ of none. A NaN is passed over: its exponential will tell. */
@inline
function maximum(src: usize, count: i32): f64 {
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
function clear(): void {
  v128.store(SUMS, v128.load(GROUND));
  v128.store(SUMS, v128.load(NOTHING), 16);
  v128.store(SUMS, v128.load(GROUND), 32);
  v128.store(SUMS, v128.load(NOTHING), 48);
}

/** Exponentials of `count` elements, added to SUMS. */
@inline
function exponentials(src: usize, dst: usize, count: i32, max: f64): void {
  if (load<f64>(SCALING) == 1) {
    if (abs(max) <= 4096) nearExponentials(src, dst, count, max);
    else distantExponentials(src, dst, count, max);
  } else quotientExponentials(src, dst, count, max);
}

/** Stores head + head · growth, and adds it to two lanes' `sums`, which their errors follow. */
@inline
function put(dst: usize, head: v128, growth: v128, sums: usize): void {
  const rest = f64x2.mul(head, growth);
  const e = f64x2.add(head, rest);
  v128.store(dst, e);
  const lost = f64x2.sub(rest, f64x2.sub(e, head));
  const before = v128.load(sums);
  const after = f64x2.add(before, e);
  v128.store(sums, after);
  const error = f64x2.add(f64x2.sub(e, f64x2.sub(after, before)), lost);
  v128.store(sums, f64x2.add(v128.load(sums, 16), error), 16);
}

/** `put` for the first lane alone; the other may hold anything. */
@inline
function putOne(dst: usize, head: v128, growth: v128, sums: usize): void {
  put(dst, v128.and(head, v128.load(MASK)), v128.and(growth, v128.load(MASK)), sums);
}

/** The near exponentials of x and y, each to its place and its sums: see `expTwo32`. */
@inline
function putTwo(
  x: v128,
  y: v128,
  scale: v128,
  dstX: usize,
  dstY: usize,
  sumsX: usize,
  sumsY: usize,
): void {
  let c = v128.load(STEPS_PER_UNIT);
  let d = v128.load(ROUNDER);
  const stepsX = f64x2.add(f64x2.mul(x, c), d);
  const stepsY = f64x2.add(f64x2.mul(y, c), d);
  const nX = f64x2.sub(stepsX, d);
  const nY = f64x2.sub(stepsY, d);
  c = v128.load(STEP_HIGH);
  d = v128.load(STEP_LOW);
  const rX = f64x2.sub(f64x2.sub(x, f64x2.mul(nX, c)), f64x2.mul(nX, d));
  const rY = f64x2.sub(f64x2.sub(y, f64x2.mul(nY, c)), f64x2.mul(nY, d));
  const squareX = f64x2.mul(rX, rX);
  const squareY = f64x2.mul(rY, rY);
  c = v128.load(EXP_C3);
  d = v128.load(EXP_C2);
  const q2X = f64x2.add(f64x2.mul(c, rX), d);
  const q2Y = f64x2.add(f64x2.mul(c, rY), d);
  c = v128.load(EXP_C5);
  d = v128.load(EXP_C4);
  const q4X = f64x2.add(f64x2.mul(c, rX), d);
  const q4Y = f64x2.add(f64x2.mul(c, rY), d);
  const firstX = firstRound(stepsX);
  const secondX = secondRound(stepsX);
  const lowX = f64x2.add(
    f64x2.add(rX, v128.shuffle<i64>(firstX, secondX, 0, 2)),
    f64x2.mul(squareX, q2X),
  );
  const growthX = f64x2.add(lowX, f64x2.mul(f64x2.mul(squareX, squareX), q4X));
  put(dstX, head64(stepsX, firstX, secondX, scale), growthX, sumsX);
  const firstY = firstRound(stepsY);
  const secondY = secondRound(stepsY);
  const lowY = f64x2.add(
    f64x2.add(rY, v128.shuffle<i64>(firstY, secondY, 0, 2)),
    f64x2.mul(squareY, q2Y),
  );
  const growthY = f64x2.add(lowY, f64x2.mul(f64x2.mul(squareY, squareY), q4Y));
  put(dstY, head64(stepsY, firstY, secondY, scale), growthY, sumsY);
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

/** For T = 1, of rows that are far from 0. */
function distantExponentials(src: usize, dst: usize, count: i32, max: f64): void {
  const minus = f64x2.splat(-max);
  const end = src + (<usize>count << 3);
  let lane: usize = 0;
  for (; src < end; src += 16, dst += 16, lane ^= 32) {
    const x = v128.load(src);
    const d = f64x2.add(x, minus);
    anchored(dst, d, sumError(x, minus, d), lane, src + 8 < end);
  }
}

/** For any T: the twin of `quotients` in ../anchored.ts. */
function quotientExponentials(src: usize, dst: usize, count: i32, max: f64): void {
  const minus = f64x2.mul(f64x2.splat(-max), v128.load(SCALING, BEFORE));
  const high = v128.load(SCALING, HIGH);
  const head = leadingHalf(high);
  const tail = f64x2.sub(high, head);
  const end = src + (<usize>count << 3);
  let lane: usize = 0;
  for (; src < end; src += 16, dst += 16, lane ^= 32) {
    const x = f64x2.mul(v128.load(src), v128.load(SCALING, BEFORE));
    const d = f64x2.add(x, minus);
    const dLow = f64x2.mul(sumError(x, minus, d), v128.load(SCALING, AFTER));
    const wide = f64x2.mul(d, v128.load(SCALING, AFTER));
    const y = f64x2.mul(wide, high);
    const wideHead = leadingHalf(wide);
    const wideTail = f64x2.sub(wide, wideHead);
    let error = f64x2.sub(y, f64x2.mul(wideHead, head));
    error = f64x2.sub(error, f64x2.mul(wideTail, head));
    error = f64x2.sub(error, f64x2.mul(wideHead, tail));
    error = f64x2.sub(f64x2.mul(wideTail, tail), error);
    const lowPart = f64x2.mul(wide, v128.load(SCALING, LOW));
    const yLow = f64x2.add(error, f64x2.add(lowPart, f64x2.mul(dLow, high)));
    const large = v128.or(f64x2.lt(d, v128.load(LARGE)), f64x2.lt(y, v128.load(LARGE)));
    const plain = f64x2.div(d, v128.load(SCALING, TEMPERATURE));
    anchored(dst, v128.bitselect(plain, y, large), v128.andnot(yLow, large), lane, src + 8 < end);
  }
}

@inline
function leadingHalf(x: v128): v128 {
  const scaled = f64x2.mul(v128.load(SPLITTER), x);
  return f64x2.sub(scaled, f64x2.sub(scaled, x));
}

/** Exponentials of given + low, of both lanes or of the first alone. */
@inline
function anchored(dst: usize, given: v128, low: v128, lane: usize, both: bool): void {
  const x = f64x2.pmax(given, v128.load(FARTHEST));
  const near = v128.andnot(low, f64x2.lt(given, v128.load(FARTHEST)));
  const steps = steps64(x);
  const first = firstRound(steps);
  const second = secondRound(steps);
  const growth = roundGrowth64(restOfPair64(x, near, steps), first, second);
  const head = head64(steps, first, second, i64x2.splat(<i64>BIAS << 52));
  if (both) put(dst, head, growth, SUMS + lane);
  else putOne(dst, head, growth, SUMS + lane);
}

/** `groundLanesTotal` of ../ground-lanes.ts. */
@inline
function total(): f64 {
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
function divide(dst: usize, count: i32, sum: f64): void {
  const divisor = f64x2.splat(sum);
  const full = dst + (<usize>(count & ~1) << 3);
  for (; dst < full; dst += 16) v128.store(dst, f64x2.div(v128.load(dst), divisor));
  if (count & 1) store<f64>(dst, load<f64>(dst) / sum);
}

// The passes by themselves, for rows that are longer than a block.

export function maximum64(src: usize, count: i32): f64 {
  return maximum(src, count);
}

export function clear64(): void {
  clear();
}

export function exponentials64(src: usize, dst: usize, count: i32, max: f64): void {
  exponentials(src, dst, count, max);
}

export function total64(): f64 {
  return total();
}

export function divide64(dst: usize, count: i32, sum: f64): void {
  divide(dst, count, sum);
}

// Tiles and columns, for T = 1

/** Rows of one width, from 1 to 64, end to end; read and written up to a row and 8 bytes beyond the last. */
export function softmaxTiles64(src: usize, dst: usize, rows: i32, width: i32): void {
  const tile = <usize>width << 4;
  const most = min(STRIP, TILES_SIZE / (width << 4));
  const groups = (rows + 1) >> 1;
  for (let first = 0; first < groups; first += most) {
    const count = min(most, groups - first);
    for (let g = 0; g < count; g++, src += tile) gather(src, TILES + <usize>g * tile, width);
    columns(TILES, TILES, first, count, rows, width, tile, 16);
    for (let g = 0; g < count; g++, dst += tile) scatter(TILES + <usize>g * tile, dst, width);
  }
}

/** Class c of row r at src + c · stride + 8r; `rows` is rounded up to two. */
export function softmaxColumns64(src: usize, dst: usize, rows: i32, width: i32, stride: usize): void {
  const groups = (rows + 1) >> 1;
  for (let first = 0; first < groups; first += STRIP) {
    const at = <usize>first << 4;
    columns(src + at, dst + at, first, min(STRIP, groups - first), rows, width, 16, stride);
  }
}

/** Two rows into a tile. */
@inline
function gather(src: usize, tile: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const end = tile + (<usize>width << 4);
  for (; tile < end; tile += 32, src += 16) {
    const a = v128.load(src);
    const b = v128.load(src + bytes);
    v128.store(tile, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(tile, v128.shuffle<i64>(a, b, 1, 3), 16);
  }
}

/** A tile into two rows, from the last classes to the first: what is written behind a row is then written over. */
@inline
function scatter(tile: usize, dst: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const last = <usize>((width - 1) & ~1);
  let p = tile + (last << 4);
  let q = dst + (last << 3);
  for (; p >= tile; p -= 32, q -= 16) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    v128.store(q, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(q + bytes, v128.shuffle<i64>(a, b, 1, 3));
  }
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
    const max = v128.load(MAXIMA + (<usize>g << 4));
    exponentialsAbreast(src + at, dst + at, bytes, stride, max, SUMS + (<usize>g << 7));
  }
  for (let g = 0; g < groups; g++) {
    v128.store(TOTALS + (<usize>g << 4), totalAbreast(SUMS + (<usize>g << 7)));
  }
  for (let g = 0; g < groups; g++) {
    const sums = v128.load(TOTALS + (<usize>g << 4));
    const from = dst + <usize>g * across;
    const end = from + bytes;
    for (let p = from; p < end; p += stride) v128.store(p, f64x2.div(v128.load(p), sums));
    const max = v128.load(MAXIMA + (<usize>g << 4));
    const near = f64x2.le(f64x2.abs(max), v128.load(NEAR));
    const positive = f64x2.gt(sums, v128.load(NOTHING));
    leaveOthers(i64x2.bitmask(v128.and(near, positive)), (first + g) << 1, rows);
  }
}

@inline
function maximumAbreast(from: usize, end: usize, stride: usize): v128 {
  let max = v128.load(from);
  for (let p = from + stride; p < end; p += stride) max = f64x2.pmax(max, v128.load(p));
  return max;
}

/** The exponentials of two rows, and their sums by lanes. */
@inline
function exponentialsAbreast(
  src: usize,
  dst: usize,
  bytes: usize,
  stride: usize,
  max: v128,
  sums: usize,
): void {
  const floor = f64x2.sub(max, v128.load(REACH));
  const scale = scale64(max, BIAS);
  const end = src + bytes;
  for (let lane: usize = 0; lane < 128; lane += 32) {
    v128.store(sums + lane, v128.load(GROUND));
    v128.store(sums + lane, v128.load(NOTHING), 16);
  }
  let lane: usize = 0;
  for (; src + stride < end; src += 2 * stride, dst += 2 * stride, lane ^= 64) {
    const x = f64x2.pmax(v128.load(src), floor);
    const y = f64x2.pmax(v128.load(src + stride), floor);
    putTwo(x, y, scale, dst, dst + stride, sums + lane, sums + lane + 32);
  }
  if (src < end) {
    const x = f64x2.pmax(v128.load(src), floor);
    const steps = steps64(x);
    const first = firstRound(steps);
    const second = secondRound(steps);
    const growth = roundGrowth64(rest64(x, steps), first, second);
    put(dst, head64(steps, first, second, scale), growth, sums + lane);
  }
}

/** `groundLanesTotal` of ../ground-lanes.ts, of two rows. */
@inline
function totalAbreast(sums: usize): v128 {
  const a = f64x2.sub(v128.load(sums), v128.load(GROUND));
  const b = f64x2.sub(v128.load(sums, 32), v128.load(GROUND));
  const c = f64x2.sub(v128.load(sums, 64), v128.load(GROUND));
  const d = f64x2.sub(v128.load(sums, 96), v128.load(GROUND));
  const even = f64x2.add(a, c);
  const odd = f64x2.add(b, d);
  const high = f64x2.add(even, odd);
  const lost = f64x2.add(
    f64x2.add(sumError(a, c, even), sumError(b, d, odd)),
    sumError(even, odd, high),
  );
  const errors = f64x2.add(
    f64x2.add(v128.load(sums, 16), v128.load(sums, 80)),
    f64x2.add(v128.load(sums, 48), v128.load(sums, 112)),
  );
  return f64x2.add(high, f64x2.add(lost, errors));
}

@inline
function leaveOthers(done: i32, first: i32, rows: i32): void {
  if (!(done & 1)) leave(first);
  if (!(done & 2) && first + 1 < rows) leave(first + 1);
}
