/** A column of cells to doubles. */
import { isEmpty, putCell } from './cell';
import { digitsAreLikely, readLong, readShort } from './read-digits';

/**
 * Reads cells; one without a number is 0. See read-digits.ts for their places.
 *
 * @param nulls  a byte for each cell, which becomes 1 where it is empty; `flags`, where it is neither that nor a number
 * @returns how many are empty
 */
export function readNumbers(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
  nulls: usize,
  flags: usize,
): i32 {
  let empty: i32 = 0;
  let others: i32 = 0;
  for (let done: i32 = 0; done < count; ) {
    const start = starts + usize(done) * stride;
    const end = ends + usize(done) * endStride;
    const to = out + 8 * usize(done);
    let read: i32 = 0;
    if (digitsAreLikely(others)) {
      read = readShort(start, stride, end, endStride, count - done, to);
      if (read == 0) read = readLong(start, stride, end, endStride, count - done, to);
    }
    if (read != 0) {
      others = 0;
      done += read;
    } else {
      others++;
      empty += readOther(usize(load<u32>(start)) + 1, usize(load<u32>(end)), to, nulls + usize(done), flags + usize(done));
      done++;
    }
  }
  return empty;
}

/** Whether the cell is empty, as a number. */
function readOther(start: usize, end: usize, out: usize, isNull: usize, flag: usize): i32 {
  if (isEmpty(start, end)) {
    store<f64>(out, 0);
    store<u8>(isNull, 1);
    return 1;
  }
  if (!putCell(out, start, end)) store<u8>(flag, 1);
  return 0;
}
