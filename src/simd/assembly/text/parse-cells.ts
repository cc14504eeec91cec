/** Cells that a scan has found, a column at a time. */
import { numeralEnd, parseNumeral } from './parse';

/**
 * Reads the numerals of a column into doubles.
 *
 * @param shift  what has to be added to the positions of the cells for their addresses
 * @param starts  address of the start of the column's first cell; `ends`, of its end; both `stride` bytes apart
 * @returns how many of `count` cells were read; the next one is no plain numeral
 */
export function parseCells(
  shift: usize,
  starts: usize,
  ends: usize,
  stride: usize,
  count: i32,
  out: usize,
): i32 {
  for (let i = 0; i < count; i++) {
    const end = shift + load<u32>(ends);
    const value = parseNumeral(shift + load<u32>(starts));
    if (numeralEnd != end) return i;
    store<f64>(out + (usize(i) << 3), value);
    starts += stride;
    ends += stride;
  }
  return count;
}
