/** Softmax of rows that lie end to end, and the passes over one by themselves. */
import { keep, putBack } from './beyond';
import { addExponentials, clear, maximum, scale, total } from './softmax-row32';
import { EXPONENTIALS, farSteps, isNear, nearSteps, STEPS, STRIP } from './softmax-strip32';
import { leave } from './undone';

/** The sums of rows, and one place that is read behind the last. */
const TOTALS = memory.data(4096 * 8 + 8, 16);

/** Near rows by offsets, in elements from `src`; up to 12 bytes beyond the last are read. */
export function softmaxRows32(src: usize, dst: usize, rows: i32, offsets: usize): void {
  const end = dst + (<usize>load<i32>(offsets + (<usize>rows << 2)) << 2);
  keep(end, 16);
  for (let first = 0; first < rows; ) {
    const last = stripEnd(first, rows, offsets);
    const start = load<i32>(offsets + (<usize>first << 2));
    const at = <usize>start << 2;
    addRows(src + at, first, last, offsets);
    // The divider works on the next row's sum while this row is scaled.
    let next = 1 / load<f64>(TOTALS + (<usize>first << 3));
    for (let r = first; r < last; r++) {
      const from = <usize>load<i32>(offsets + (<usize>r << 2));
      const count = load<i32>(offsets + (<usize>r << 2), 4) - <i32>from;
      const e = EXPONENTIALS + ((from - <usize>start) << 3);
      const inverse = next;
      next = 1 / load<f64>(TOTALS + (<usize>r << 3), 8);
      if (isNear(load<f64>(TOTALS + (<usize>r << 3)))) scale(e, dst + (from << 2), count, inverse);
      else leave(r);
    }
    first = last;
  }
  putBack(end, 16);
}

/** The sums of near rows, whatever they are for others; their address. */
export function sumRows32(src: usize, rows: i32, offsets: usize): usize {
  for (let first = 0; first < rows; ) {
    const last = stripEnd(first, rows, offsets);
    addRows(src + (<usize>load<i32>(offsets + (<usize>first << 2)) << 2), first, last, offsets);
    first = last;
  }
  return TOTALS;
}

/** One behind the last row of the strip that begins with row `first`: at least one row. */
@inline
function stripEnd(first: i32, rows: i32, offsets: usize): i32 {
  const start = load<i32>(offsets + (<usize>first << 2));
  let last = first + 1;
  while (last < rows && load<i32>(offsets + (<usize>last << 2), 4) - start <= STRIP) last++;
  return last;
}

/** Exponentials of a strip of near rows, and their TOTALS. */
function addRows(src: usize, first: i32, last: i32, offsets: usize): void {
  const start = load<i32>(offsets + (<usize>first << 2));
  const count = load<i32>(offsets + (<usize>last << 2)) - start;
  if (count > STRIP) {
    clear();
    addNear32(src, count);
    store<f64>(TOTALS + (<usize>first << 3), total());
    return;
  }
  nearSteps(src, STEPS, count);
  for (let r = first; r < last; r++) {
    const from = load<i32>(offsets + (<usize>r << 2));
    const at = <usize>(from - start) << 3;
    const count = load<i32>(offsets + (<usize>r << 2), 4) - from;
    const sum = addExponentials(STEPS + at, EXPONENTIALS + at, count, false);
    store<f64>(TOTALS + (<usize>r << 3), sum);
  }
}

/** One row that is not near, and nothing behind it; whether it has a distribution, and only then it is written. */
export function softmaxFarRow32(src: usize, dst: usize, count: i32): bool {
  const max = maximum(src, count);
  clear();
  addFar32(src, count, max);
  const sum = total();
  if (!(sum > 0)) return false;
  divide32(dst, count, sum);
  return true;
}

// The passes by themselves, for rows that are longer than a block: those of a near row, and of one with a maximum.

export function clear32(): void {
  clear();
}

export function addNear32(src: usize, count: i32): void {
  for (let from = 0; from < count; from += STRIP) {
    const part = min(STRIP, count - from);
    nearSteps(src + (<usize>from << 2), STEPS, part);
    addExponentials(STEPS, EXPONENTIALS + (<usize>from << 3), part, true);
  }
}

/** As `addNear32`, for the sum alone. */
export function sumNear32(src: usize, count: i32): void {
  for (let from = 0; from < count; from += STRIP) {
    const part = min(STRIP, count - from);
    nearSteps(src + (<usize>from << 2), STEPS, part);
    addExponentials(STEPS, EXPONENTIALS, part, true);
  }
}

export function maximum32(src: usize, count: i32): f32 {
  return maximum(src, count);
}

export function addFar32(src: usize, count: i32, max: f32): void {
  for (let from = 0; from < count; from += STRIP) {
    const part = min(STRIP, count - from);
    farSteps(src + (<usize>from << 2), STEPS, part, max);
    addExponentials(STEPS, EXPONENTIALS + (<usize>from << 3), part, true);
  }
}

export function total32(): f64 {
  return total();
}

export function isNear32(sum: f64): bool {
  return isNear(sum);
}

/** The exponentials that were added last, divided. */
export function divide32(dst: usize, count: i32, sum: f64): void {
  const end = dst + (<usize>count << 2);
  keep(end, 16);
  scale(EXPONENTIALS, dst, count, 1 / sum);
  putBack(end, 16);
}
