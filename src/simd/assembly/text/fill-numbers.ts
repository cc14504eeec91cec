/**
 * A column of fields, whose ends are known, to numbers; one that is no plain numeral becomes 0, and is noted as odd. See
 * read-digits.ts for the places of fields.
 */
import { noteOdd } from './odd-fields';
import { numeralEnd, parseNumeral } from './parse';
import { parseWhole, wholeEnd } from './parse-whole';
import { digitsAreLikely, readLong, readShort, readWhole } from './read-digits';

/** @param row  that of the first field */
export function fillDoubles(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
  row: i32,
  column: i32,
): void {
  let others: i32 = 0;
  for (let done: i32 = 0; done < count; ) {
    const from = starts + usize(done) * stride;
    const to = ends + usize(done) * endStride;
    const numbers = out + 8 * usize(done);
    let read: i32 = 0;
    if (digitsAreLikely(others)) {
      read = readShort(from, stride, to, endStride, count - done, numbers);
      if (read == 0) read = readLong(from, stride, to, endStride, count - done, numbers);
    }
    if (read != 0) {
      others = 0;
      done += read;
    } else {
      others++;
      fillOther(usize(load<u32>(from)) + 1, usize(load<u32>(to)), numbers, row + done, column);
      done++;
    }
  }
}

function fillOther(start: usize, end: usize, out: usize, row: i32, column: i32): void {
  const value = parseNumeral(start);
  const whole = numeralEnd == end;
  store<f64>(out, whole ? value : 0);
  if (!whole) noteOdd(row, column, start, end);
}

/** The same for integers. */
export function fillWholes(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
  row: i32,
  column: i32,
): void {
  let others: i32 = 0;
  for (let done: i32 = 0; done < count; ) {
    const from = starts + usize(done) * stride;
    const to = ends + usize(done) * endStride;
    const numbers = out + 8 * usize(done);
    let read: i32 = 0;
    if (digitsAreLikely(others)) read = readWhole(from, stride, to, endStride, count - done, numbers);
    if (read != 0) {
      others = 0;
      done += read;
    } else {
      others++;
      fillOtherWhole(usize(load<u32>(from)) + 1, usize(load<u32>(to)), numbers, row + done, column);
      done++;
    }
  }
}

function fillOtherWhole(start: usize, end: usize, out: usize, row: i32, column: i32): void {
  const value = parseWhole(start);
  const whole = wholeEnd == end;
  store<i64>(out, whole ? value : 0);
  if (!whole) noteOdd(row, column, start, end);
}
