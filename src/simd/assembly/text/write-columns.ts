/**
 * Columns to rows of CSV. The host lays out a block of rows, and for each column eight words: its kind; the address of
 * its values (for texts: what has to be added to their offsets); the address of its validity bitmap (0: nothing is
 * null); how a null is written, the bytes and how many; for texts the address of the offsets, and between which
 * addresses all texts lie.
 */
import { delimiter } from './dialect';
import { printInteger } from './print';
import { printLong } from './print-long';
import { putDouble, putSingle } from './print-rounded';
import { putRaw, putText, putWritten } from './put-field';

const DOUBLE: i32 = 0;
const SINGLE: i32 = 1;
const INTEGER: i32 = 2;
const LONG: i32 = 3;
const TEXT: i32 = 4;
const RAW: i32 = 5;

const WORDS: usize = 32;
/** What a number may write over, with its delimiter. */
const NUMBER_ROOM: usize = 64;

let columns: usize = 0;
let count: i32 = 0;
let newline: u32 = 0x0a;

/** The row that `writeColumns` did not write: the end, or one that the host has to write. */
export let rowsWritten: i32 = 0;

export function setColumns(columnsAt: usize, columnCount: i32, lineEnd: u32): void {
  columns = columnsAt;
  count = columnCount;
  newline = lineEnd;
}

/**
 * Writes rows from `first` to before `rows`, until the text reaches `full`, and returns its end. It stops before a row
 * for which there may be no room before `limit`, and before one with a cell that the host has to judge.
 */
export function writeColumns(first: i32, rows: i32, at: usize, full: usize, limit: usize): usize {
  let to = at;
  let row = first;
  const numbers = usize(count) * NUMBER_ROOM + NUMBER_ROOM;
  while (row < rows && to < full && to + numbers <= limit) {
    const end = writeRow(usize(row), to, limit - numbers);
    if (end == 0) break;
    to = end;
    row++;
  }
  rowsWritten = row;
  return to;
}

function writeRow(row: usize, at: usize, limit: usize): usize {
  let to = at;
  let column = columns;
  const end = columns + usize(count) * WORDS;
  for (;;) {
    const values = usize(load<u32>(column, 4));
    const bitmap = usize(load<u32>(column, 8));
    if (bitmap != 0 && ((u32(load<u8>(bitmap + (row >> 3))) >> u32(row & 7)) & 1) == 0) {
      store<u32>(to, load<u32>(column, 12));
      to += usize(load<u32>(column, 16));
    } else {
      const kind = load<i32>(column);
      if (kind == DOUBLE) to = putDouble(to, load<f64>(values + (row << 3)));
      else if (kind == SINGLE) to = putSingle(to, load<f32>(values + (row << 2)));
      else if (kind >= TEXT) {
        const offsets = usize(load<u32>(column, 20)) + (row << 2);
        const from = values + usize(load<u32>(offsets));
        const behind = values + usize(load<u32>(offsets, 4));
        // Whoever made the column may have put anything into its offsets.
        if (from > behind || from < usize(load<u32>(column, 24)) || behind > usize(load<u32>(column, 28))) return 0;
        if (kind == TEXT) to = putText(to, from, behind, limit);
        else if (kind == RAW) to = putRaw(to, from, behind, limit);
        else to = putWritten(to, from, behind, limit);
        if (to == 0) return 0;
      } else if (kind == LONG) to = printLong(to, load<i64>(values + (row << 3)));
      else to = printInteger(to, load<i32>(values + (row << 2)));
    }
    column += WORDS;
    if (column == end) break;
    store<u8>(to++, u8(delimiter));
  }
  store<u16>(to, u16(newline));
  return to + (newline > 0xff ? 2 : 1);
}
