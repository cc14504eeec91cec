/** Softmax of rows that lie end to end, by strips, and its passes by themselves. */
import { clear, divide, divideByPair, exponentials, exponentialsBeside, isCoarse, maximum, total, totalRest } from './softmax-row64';
import { MAXIMA, STRIP } from './softmax-strip64';
import { leave } from './undone';

/** Of each row, its largest element, the sum of its exponentials, and what that leaves. */
export const ROW_SUMS = memory.data(4096 * 24, 16);

/** Rows by offsets, in elements from `src`; they may be read up to 8 bytes beyond their ends. */
export function softmaxRows64(src: usize, dst: usize, rows: i32, offsets: usize): void {
  const behind = dst + (<usize>load<i32>(offsets + (<usize>rows << 2)) << 3);
  const kept = load<f64>(behind);
  for (let first = 0; first < rows; first += STRIP) {
    rowStrip(src, dst, first, min(STRIP, rows - first), offsets + (<usize>first << 2));
  }
  store<f64>(behind, kept);
}

/** Rows are divided while the exponentials of the next are made, where that is as long. */
@inline
function rowStrip(src: usize, dst: usize, first: i32, rows: i32, offsets: usize): void {
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    store<f64>(MAXIMA + (<usize>r << 3), maximum(src + (<usize>start << 3), count));
  }
  let before: usize = 0;
  let length = 0;
  let divisor: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    const at = <usize>start << 3;
    const max = load<f64>(MAXIMA + (<usize>r << 3));
    clear();
    if (count === length) exponentialsBeside(src + at, dst + at, count, max, before, divisor);
    else {
      divide(before, length, divisor);
      exponentials(src + at, dst + at, count, max);
    }
    divisor = total();
    if (!(divisor > 0) || isCoarse(divisor, totalRest())) leave(first + r);
    before = dst + at;
    length = count;
  }
  divide(before, length, divisor);
}

/** The ROW_SUMS of rows, near or not; their address. Exponentials go to `dst`. */
export function sumRows64(src: usize, dst: usize, rows: i32, offsets: usize): usize {
  for (let r = 0; r < rows; r++) {
    const start = load<i32>(offsets + (<usize>r << 2));
    const count = load<i32>(offsets + (<usize>r << 2), 4) - start;
    const at = src + (<usize>start << 3);
    const max = maximum(at, count);
    clear();
    exponentials(at, dst, count, max);
    const to = ROW_SUMS + 24 * <usize>r;
    store<f64>(to, max);
    store<f64>(to, total(), 8);
    store<f64>(to, totalRest(), 16);
  }
  return ROW_SUMS;
}

/** One row, near or not, and nothing behind it; whether it has a distribution, for only then it is whole. */
export function softmaxRow64(src: usize, dst: usize, count: i32): bool {
  const behind = dst + (<usize>count << 3);
  const kept = load<f64>(behind);
  clear();
  exponentials(src, dst, count, maximum(src, count));
  const sum = total();
  if (sum > 0) divide64(dst, count, sum, totalRest());
  store<f64>(behind, kept);
  return sum > 0;
}

// The passes by themselves, for rows that are longer than a block.

export function maximum64(src: usize, count: i32): f64 {
  return maximum(src, count);
}

export function clear64(): void {
  clear();
}

export function exponentials64(src: usize, dst: usize, count: i32, max: f64): void {
  const behind = dst + (<usize>count << 3);
  const kept = load<f64>(behind);
  exponentials(src, dst, count, max);
  store<f64>(behind, kept);
}

export function total64(): f64 {
  return total();
}

export function totalRest64(): f64 {
  return totalRest();
}

export function divide64(dst: usize, count: i32, sum: f64, rest: f64): void {
  const behind = dst + (<usize>count << 3);
  const kept = load<f64>(behind);
  if (isCoarse(sum, rest)) divideByPair(dst, count, sum, rest);
  else divide(dst, count, sum);
  store<f64>(behind, kept);
}
