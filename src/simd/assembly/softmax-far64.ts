/** Exponentials of a row whose quotients are double-doubles: because T ≠ 1, or because the row is far from 0. */
import { sumError } from './error-free';
import { firstRound, head64, restOfPair64, roundGrowth64, secondRound, steps64 } from './exp64';
import { BIAS, put, putOne, SUMS } from './softmax-strip64';

const FARTHEST = memory.data<f64>([-750.0, -750.0], 16);
/** −2^900: what lies beyond is not taken apart. */
const LARGE = memory.data<f64>([-8.452712498170644e270, -8.452712498170644e270], 16);
const SPLITTER = memory.data<f64>([134217729.0, 134217729.0], 16);

/** 1/T and what goes with it: the fields of `Scaling` in ../anchored.ts, each in both lanes. */
export const SCALING = memory.data(80, 16);
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

/** For T = 1, of rows that are far from 0. */
export function distantExponentials(src: usize, dst: usize, count: i32, max: f64): void {
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
export function quotientExponentials(src: usize, dst: usize, count: i32, max: f64): void {
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
