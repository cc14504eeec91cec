/**
 * Records of CSV to columns. The host lays out the memory, and for each column of the file three words: its kind, the
 * address of its numbers, and its place among the columns of which only the fields are wanted.
 *
 * For those the beginnings and ends of fields are noted, row after row. A field of a column of numbers that is no plain
 * numeral (it is empty, quoted, a name such as `nan`, or wrong) is 0 there, and noted as odd: row, column, beginning, end.
 */
import { delimiter } from './dialect';
import { COMPLETE, CUT, endOfField, fieldState, linesWithin, ODD } from './fields';
import { numeralEnd, parseNumeral } from './parse';
import { parseWhole, wholeEnd } from './parse-whole';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

const FIELD: i32 = 0;
const DOUBLE: i32 = 1;

/** Why `fillColumns` came back, beside what stops a field: there are rows enough. */
export const FILLED: i32 = 3;

const COLUMN_BYTES: usize = 12;
const ODD_BYTES: usize = 16;

let columns: usize = 0;
let width: i32 = 0;
let starts: usize = 0;
let ends: usize = 0;
let fieldsPerRow: usize = 0;
let oddFields: usize = 0;
let mostOdd: i32 = 0;

/** Rows, their bytes as batches count them, their lines, the odd fields in them, and where the text goes on. */
export let rowsFilled: i32 = 0;
export let bytesFilled: i32 = 0;
export let linesFilled: i32 = 0;
export let oddFilled: i32 = 0;
export let filledTo: usize = 0;

export function setFilling(
  columnsAt: usize,
  columnCount: i32,
  startsAt: usize,
  endsAt: usize,
  fieldCount: i32,
  oddAt: usize,
  oddCount: i32,
): void {
  columns = columnsAt;
  width = columnCount;
  starts = startsAt;
  ends = endsAt;
  fieldsPerRow = usize(fieldCount);
  oddFields = oddAt;
  mostOdd = oddCount;
}

/**
 * Reads records that begin at `at` and are complete before `end`: at most `mostRows`, up to the one with which they have
 * `mostBytes`.
 */
export function fillColumns(at: usize, end: usize, mostRows: i32, mostBytes: i32): i32 {
  rowsFilled = 0;
  bytesFilled = 0;
  linesFilled = 0;
  oddFilled = 0;
  filledTo = at;
  while (filledTo < end) {
    const found = fillRow(filledTo, end);
    if (found != COMPLETE) return found;
    const odd = oddFilled + width > mostOdd;
    if (rowsFilled >= mostRows || bytesFilled >= mostBytes || odd) return FILLED;
  }
  return CUT;
}

function fillRow(start: usize, end: usize): i32 {
  const row = usize(rowsFilled);
  let place = row * fieldsPerRow;
  let odd = oddFilled;
  let at = start;
  let column: i32 = 0;
  let lines: i32 = 1;
  let descriptor = columns;
  for (;;) {
    const kind = load<i32>(descriptor);
    const from = at;
    if (kind == FIELD) {
      at = endOfField(at, end, false);
      if (fieldState != COMPLETE) return fieldState;
      lines += linesWithin;
      store<u32>(starts + (place << 2), u32(from));
      store<u32>(ends + (place << 2), u32(at));
      place++;
    } else {
      const numbers = usize(load<u32>(descriptor, 4)) + (row << 3);
      let close: usize;
      if (kind == DOUBLE) {
        store<f64>(numbers, parseNumeral(at));
        close = numeralEnd;
      } else {
        store<i64>(numbers, parseWhole(at));
        close = wholeEnd;
      }
      const byte: u32 = close == 0 ? 0 : u32(load<u8>(close));
      if (close < end && (byte == delimiter || byte == LINE_FEED || byte == CARRIAGE_RETURN)) {
        at = close;
      } else {
        at = endOfField(at, end, false);
        if (fieldState != COMPLETE) return fieldState;
        lines += linesWithin;
        store<i64>(numbers, 0);
        noteOdd(odd++, row, column, from, at);
      }
    }
    column++;
    if (load<u8>(at) != delimiter) break;
    if (column == width) return ODD;
    descriptor += COLUMN_BYTES;
    at++;
  }
  let behind = at + 1;
  if (load<u8>(at) == CARRIAGE_RETURN) {
    if (behind == end) return CUT;
    if (load<u8>(behind) != LINE_FEED) return ODD;
    behind++;
  }
  if (column == width) {
    rowsFilled++;
    bytesFilled += i32(at - start) + 1;
    oddFilled = odd;
  } else if (column != 1 || at != start) return ODD;
  // Else it is a blank line between rows, which is none.
  linesFilled += lines;
  filledTo = behind;
  return COMPLETE;
}

@inline
function noteOdd(index: i32, row: usize, column: i32, from: usize, to: usize): void {
  const at = oddFields + usize(index) * ODD_BYTES;
  store<u32>(at, u32(row));
  store<u32>(at, u32(column), 4);
  store<u32>(at, u32(from), 8);
  store<u32>(at, u32(to), 12);
}
