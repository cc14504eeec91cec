/** Softmax of rows that lie end to end, by strips, and its passes by themselves. */
import { clear, divide, exponentials, maximum, total } from './softmax-row32';
import { MAXIMA, STRIP } from './softmax-strip32';
import { leave } from './undone';

const TOTALS = memory.data(64 * 8, 16);

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
