/** Softmax of the rows of a table of columns, and of tiles, which lie as columns do: for T = 1. */
import { sumError } from './error-free';
import { addColumn, begin, divideColumn, ERRORS, LANE, reduceColumn } from './softmax-column64';
import { COARSE } from './softmax-row64';
import { GROUND, MAXIMA, NOTHING, STRIP, SUMS, TOTALS } from './softmax-strip64';
import { leave } from './undone';

const COARSES = memory.data<f64>([COARSE, COARSE], 16);
const NEAR = memory.data<f64>([4096.0, 4096.0], 16);

/** Class c of row r at src + c · stride + 8r, and its result at dst + c · apart + 8r; `rows` is rounded up to two. */
export function softmaxColumns64(
  src: usize,
  dst: usize,
  rows: i32,
  width: i32,
  stride: usize,
  apart: usize,
): void {
  const groups = (rows + 1) >> 1;
  let before: usize = 0;
  for (let first = 0; first < groups; first += STRIP) {
    const at = <usize>first << 4;
    const count = min(STRIP, groups - first);
    if (before && count < STRIP) {
      divideStrip(before, STRIP, width, 16, apart);
      before = 0;
    }
    columns(src + at, dst + at, first, count, rows, width, 16, stride, apart, before);
    before = dst + at;
  }
  if (before) divideStrip(before, ((groups - 1) % STRIP) + 1, width, 16, apart);
}

/**
 * The exponentials of a strip of groups, `across` bytes from one to the next, with a class every `stride` bytes (those of
 * results every `apart`), and their TOTALS. Those of the strip `before`, of as many groups, are divided beside them if it is not 0.
 */
export function columns(
  src: usize,
  dst: usize,
  first: i32,
  groups: i32,
  rows: i32,
  width: i32,
  across: usize,
  stride: usize,
  apart: usize,
  before: usize,
): void {
  const bytes = <usize>groups << 4;
  const end = src + <usize>width * stride;
  for (let at: usize = 0, from = src; at < bytes; at += 16, from += across) {
    v128.store(MAXIMA + at, maximumAbreast(from, from + (end - src), stride));
  }
  begin(bytes);
  let lane: usize = 0;
  for (; src < end; src += stride, dst += apart, lane = (lane + LANE) & (3 * LANE)) {
    reduceColumn(src, bytes, across);
    if (before) {
      addColumn(dst, bytes, across, SUMS + lane, true, before);
      before += apart;
    } else addColumn(dst, bytes, across, SUMS + lane, false, 0);
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const sums = totalAbreast(SUMS + at);
    v128.store(TOTALS + at, sums);
    const near = f64x2.le(f64x2.abs(v128.load(MAXIMA + at)), v128.load(NEAR));
    const positive = f64x2.gt(sums, v128.load(NOTHING));
    const row = (first << 1) + <i32>(at >> 3);
    leaveOthers(i64x2.bitmask(v128.and(near, positive)), row, rows);
  }
}

/** The exponentials of a strip divided by TOTALS. */
export function divideStrip(dst: usize, groups: i32, width: i32, across: usize, stride: usize): void {
  const end = dst + <usize>width * stride;
  for (; dst < end; dst += stride) divideColumn(dst, <usize>groups << 4, across);
}

@inline
function maximumAbreast(from: usize, end: usize, stride: usize): v128 {
  let max = v128.load(from);
  for (let p = from + stride; p < end; p += stride) max = f64x2.pmax(max, v128.load(p));
  return max;
}

/** `groundLanesTotal` of ../ground-lanes.ts, of two rows; 0 where `isCoarse`. */
@inline
function totalAbreast(sums: usize): v128 {
  const a = f64x2.sub(v128.load(sums), v128.load(GROUND));
  const b = f64x2.sub(v128.load(sums + LANE), v128.load(GROUND));
  const c = f64x2.sub(v128.load(sums + 2 * LANE), v128.load(GROUND));
  const d = f64x2.sub(v128.load(sums + 3 * LANE), v128.load(GROUND));
  const even = f64x2.add(a, c);
  const odd = f64x2.add(b, d);
  const high = f64x2.add(even, odd);
  const lost = f64x2.add(
    f64x2.add(sumError(a, c, even), sumError(b, d, odd)),
    sumError(even, odd, high),
  );
  const evenErrors = f64x2.add(v128.load(sums + ERRORS), v128.load(sums + ERRORS + 2 * LANE));
  const oddErrors = f64x2.add(v128.load(sums + ERRORS + LANE), v128.load(sums + ERRORS + 3 * LANE));
  const low = f64x2.add(lost, f64x2.add(evenErrors, oddErrors));
  const sum = f64x2.add(high, low);
  const rest = f64x2.abs(f64x2.sub(low, f64x2.sub(sum, high)));
  return v128.and(sum, f64x2.le(rest, f64x2.mul(sum, v128.load(COARSES))));
}

/** Leaves those of two rows that are not among `done`, and are among `rows`. */
@inline
export function leaveOthers(done: i32, first: i32, rows: i32): void {
  if (!(done & 1)) leave(first);
  if (!(done & 2) && first + 1 < rows) leave(first + 1);
}
