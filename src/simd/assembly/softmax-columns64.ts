/** Softmax of the rows of a table of columns, and of tiles, which lie as columns do: for T = 1. */
import { sumError } from './error-free';
import { firstRound, head64, rest64, roundGrowth64, scale64, secondRound, steps64 } from './exp64';
import { COARSE } from './softmax-row64';
import {
  BIAS,
  GROUND,
  MAXIMA,
  NOTHING,
  put,
  putTwo,
  REACH,
  STRIP,
  SUMS,
  TOTALS,
} from './softmax-strip64';
import { leave } from './undone';

const COARSES = memory.data<f64>([COARSE, COARSE], 16);
const NEAR = memory.data<f64>([4096.0, 4096.0], 16);

/** Class c of row r at src + c · stride + 8r; `rows` is rounded up to two. */
export function softmaxColumns64(src: usize, dst: usize, rows: i32, width: i32, stride: usize): void {
  const groups = (rows + 1) >> 1;
  for (let first = 0; first < groups; first += STRIP) {
    const at = <usize>first << 4;
    columns(src + at, dst + at, first, min(STRIP, groups - first), rows, width, 16, stride);
  }
}

/** A strip of groups, `across` bytes from one to the next, with a class every `stride` bytes. */
export function columns(
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

/** `groundLanesTotal` of ../ground-lanes.ts, of two rows; 0 where `isCoarse`. */
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
  const low = f64x2.add(lost, errors);
  const sum = f64x2.add(high, low);
  const rest = f64x2.abs(f64x2.sub(low, f64x2.sub(sum, high)));
  return v128.and(sum, f64x2.le(rest, f64x2.mul(sum, v128.load(COARSES))));
}

@inline
function leaveOthers(done: i32, first: i32, rows: i32): void {
  if (!(done & 1)) leave(first);
  if (!(done & 2) && first + 1 < rows) leave(first + 1);
}
