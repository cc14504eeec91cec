/**
 * The second pass of log-softmax, the twin of ../log-softmax-float32.ts and ../log-softmax-float64.ts: elements less
 * the logarithm of their row's sum, which the caller takes. Rows that have none, or a sure class, are left.
 */
import { sumError } from './error-free';
import { ROW_SUMS } from './softmax-rows64';
import { high, low } from './softmax-strip32';
import { leave } from './undone';

const NOTHING = memory.data<f64>([0.0, 0.0], 16);
const SURE32: f64 = -0.25;
const SURES64 = memory.data<f64>([-0.5, -0.5], 16);
/** −2^900. */
const LEAST = memory.data<f64>([-8.452712498170644e270, -8.452712498170644e270], 16);

/** Of each row three places: one that is passed over, and its logarithm, high and low; of float32 high alone. */
export function shifts(): usize {
  return ROW_SUMS;
}

/** Exactly the rows' elements are written; `inverse` is 1/T. */
export function subtractShifts32(src: usize, dst: usize, rows: i32, offsets: usize, inverse: f64): void {
  for (let r = 0; r < rows; r++) {
    const at = <usize>load<i32>(offsets + (<usize>r << 2)) << 2;
    const count = load<i32>(offsets + (<usize>r << 2), 4) - <i32>(at >> 2);
    const shift = load<f64>(ROW_SUMS + 24 * <usize>r, 8);
    // Also of a row without a shift.
    if (!(subtract32(src + at, dst + at, count, inverse, shift) <= SURE32)) leave(r);
  }
}

/** The largest difference; NaN where `shift` is. */
@inline
function subtract32(src: usize, dst: usize, count: i32, inverse: f64, shift: f64): f64 {
  const full = src + (<usize>(count & ~3) << 2);
  const end = src + (<usize>count << 2);
  const factor = f64x2.splat(inverse);
  const anchor = f64x2.splat(shift);
  let most = f64x2.splat(isNaN(shift) ? NaN : -Infinity);
  for (; src < full; src += 16, dst += 16) {
    const x = v128.load(src);
    const lower = f64x2.sub(f64x2.mul(low(x), factor), anchor);
    const upper = f64x2.sub(f64x2.mul(high(x), factor), anchor);
    most = f64x2.pmax(most, f64x2.pmax(lower, upper));
    const a = f32x4.demote_f64x2_zero(lower);
    const b = f32x4.demote_f64x2_zero(upper);
    v128.store(dst, v128.shuffle<i64>(a, b, 0, 2));
  }
  let largest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  for (; src < end; src += 4, dst += 4) {
    const y = <f64>load<f32>(src) * inverse - shift;
    largest = max(largest, y);
    store<f32>(dst, <f32>y);
  }
  return largest;
}

/** For T = 1; exactly the rows' elements are written. */
export function subtractShifts64(src: usize, dst: usize, rows: i32, offsets: usize): void {
  for (let r = 0; r < rows; r++) {
    const at = <usize>load<i32>(offsets + (<usize>r << 2)) << 3;
    const count = load<i32>(offsets + (<usize>r << 2), 4) - <i32>(at >> 3);
    const shift = ROW_SUMS + 24 * <usize>r + 8;
    if (!isNaN(load<f64>(shift))) subtract64(src + at, dst + at, count, shift, r);
    else leave(r);
  }
}

@inline
function subtract64(src: usize, dst: usize, count: i32, shift: usize, r: i32): void {
  const full = src + (<usize>(count & ~1) << 3);
  const less = f64x2.splat(-load<f64>(shift));
  const rest = f64x2.splat(load<f64>(shift, 8));
  let sure = v128.load(NOTHING);
  for (; src < full; src += 16, dst += 16) {
    const x = v128.load(src);
    const sum = f64x2.add(x, less);
    sure = v128.or(sure, f64x2.gt(sum, v128.load(SURES64)));
    v128.store(dst, difference(x, less, sum, rest));
  }
  if (count & 1) {
    const x = v128.load64_splat(src);
    const sum = f64x2.add(x, less);
    sure = v128.or(sure, f64x2.gt(sum, v128.load(SURES64)));
    v128.store64_lane(dst, difference(x, less, sum, rest), 0);
  }
  if (v128.any_true(sure)) leave(r);
}

/** x + less − rest, for sum = x + less rounded; x itself where the rest is no part of it. */
@inline
function difference(x: v128, less: v128, sum: v128, rest: v128): v128 {
  const y = f64x2.add(sum, f64x2.sub(sumError(x, less, sum), rest));
  return v128.bitselect(x, y, f64x2.lt(x, v128.load(LEAST)));
}
