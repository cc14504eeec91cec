/**
 * Records of CSV to columns. The host lays out the memory, and for each column of the file three words: its kind, the
 * address of its numbers, and its place among the columns of which only the fields are wanted.
 *
 * For those the beginnings and ends of fields are noted, row after row. A field of a column of numbers that is no plain
 * numeral (it is empty, quoted, a name such as `nan`, or wrong) is 0 there, and noted as odd: those of a column in the
 * order of rows.
 *
 * Ordinary rows, whose fields' ends borders.ts finds, are read a column at a time, others one by one.
 */
import { bordersFrom, forgetBorders, isRow } from './borders';
import { delimiter } from './dialect';
import { COMPLETE, CUT, endOfField, fieldState, linesWithin, ODD } from './fields';
import { fillDoubles, fillWholes } from './fill-numbers';
import { keepOddFields, noteOdd, oddFilled, rowsOfOddFields, setOddFields } from './odd-fields';
import { numeralEnd, parseNumeral } from './parse';
import { parseWhole, wholeEnd } from './parse-whole';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

const FIELD: i32 = 0;
const DOUBLE: i32 = 1;

/** Why `fillColumns` came back, beside what stops a field: there are rows enough. */
export const FILLED: i32 = 3;

const COLUMN_BYTES: usize = 12;

let columns: usize = 0;
let width: i32 = 0;
let starts: usize = 0;
let ends: usize = 0;
let fieldsPerRow: usize = 0;
/** Room for the ends of rows, and for the line of each row, from 0. */
let rowEnds: usize = 0;
let rowLines: usize = 0;

/** Rows, their bytes as batches count them, their lines, and where the text goes on. */
export let rowsFilled: i32 = 0;
export let bytesFilled: i32 = 0;
export let linesFilled: i32 = 0;
export let filledTo: usize = 0;

export function setFilling(
  columnsAt: usize,
  columnCount: i32,
  startsAt: usize,
  endsAt: usize,
  fieldCount: i32,
  rowEndsAt: usize,
  rowLinesAt: usize,
  oddAt: usize,
  oddCount: i32,
): void {
  columns = columnsAt;
  width = columnCount;
  starts = startsAt;
  ends = endsAt;
  fieldsPerRow = usize(fieldCount);
  rowEnds = rowEndsAt;
  rowLines = rowLinesAt;
  setOddFields(oddAt, oddCount);
}

/**
 * Reads records that begin at `at` and are complete before `end`: at most `mostRows`, up to the one with which they have
 * `mostBytes`.
 */
export function fillColumns(at: usize, end: usize, mostRows: i32, mostBytes: i32): i32 {
  rowsFilled = 0;
  bytesFilled = 0;
  linesFilled = 0;
  keepOddFields(0);
  filledTo = at;
  forgetBorders();
  while (filledTo < end) {
    const most = min(mostRows, rowsFilled + rowsOfOddFields(width));
    if (takeRows(end, most, mostBytes) == 0) {
      const found = takeRow(end);
      if (found != COMPLETE) return found;
    }
    if (rowsFilled >= mostRows || bytesFilled >= mostBytes || rowsOfOddFields(width) == 0) return FILLED;
  }
  return CUT;
}

/** Takes rows whose fields' ends are known, a column at a time; returns how many. */
function takeRows(end: usize, mostRows: i32, mostBytes: i32): i32 {
  const stride = 4 * usize(width);
  const borders = bordersFrom(filledTo, end, width);
  // As if a field ended before the first one.
  store<u32>(borders - 4, u32(filledTo) - 1);
  const first = rowsFilled;
  let rowEnd = rowEnds;
  for (let row = borders; isRow(row, width); row += stride) {
    const feed = usize(load<u32>(row + stride - 4));
    // A CR before the LF is no part of the field.
    const turned = feed > filledTo && load<u8>(feed - 1) == CARRIAGE_RETURN;
    const close = feed - usize(turned);
    store<u32>(rowEnd, u32(close));
    rowEnd += 4;
    store<i32>(rowLines + (usize(rowsFilled) << 2), linesFilled);
    rowsFilled++;
    linesFilled++;
    bytesFilled += i32(close - filledTo) + 1;
    filledTo = feed + 1;
    if (rowsFilled >= mostRows || bytesFilled >= mostBytes) break;
  }
  const count = rowsFilled - first;
  for (let column = 0; count != 0 && column < width; column++) {
    takeColumn(column, borders + 4 * usize(column) - 4, stride, first, count);
  }
  return count;
}

/** @param from  where the addresses stand behind which the fields begin, `stride` bytes apart */
function takeColumn(column: i32, from: usize, stride: usize, first: i32, count: i32): void {
  const descriptor = columns + COLUMN_BYTES * usize(column);
  const kind = load<i32>(descriptor);
  const isLast = column == width - 1;
  const to = isLast ? rowEnds : from + 4;
  const toStride = isLast ? 4 : stride;
  if (kind == FIELD) {
    const place = usize(first) * fieldsPerRow + usize(load<u32>(descriptor, 8));
    noteFields(place, from, stride, to, toStride, count);
    return;
  }
  const numbers = usize(load<u32>(descriptor, 4)) + 8 * usize(first);
  if (kind == DOUBLE) fillDoubles(from, stride, to, toStride, count, numbers, first, column);
  else fillWholes(from, stride, to, toStride, count, numbers, first, column);
}

function noteFields(place: usize, from: usize, stride: usize, to: usize, toStride: usize, count: i32): void {
  const step = 4 * fieldsPerRow;
  let at = 4 * place;
  for (let i = 0; i < count; i++) {
    store<u32>(starts + at, load<u32>(from) + 1);
    store<u32>(ends + at, load<u32>(to));
    from += stride;
    to += toStride;
    at += step;
  }
}

/** Takes a row by the general path. */
function takeRow(end: usize): i32 {
  const rows = rowsFilled;
  const odd = oddFilled;
  const found = fillRow(filledTo, end);
  // What was no row had no odd fields.
  if (rowsFilled == rows) keepOddFields(odd);
  return found;
}

function fillRow(start: usize, end: usize): i32 {
  const row = usize(rowsFilled);
  let place = row * fieldsPerRow;
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
        noteOdd(rowsFilled, column, from, at);
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
    store<i32>(rowLines + (row << 2), linesFilled);
    rowsFilled++;
    bytesFilled += i32(at - start) + 1;
  } else if (column != 1 || at != start) return ODD;
  // Else it is a blank line between rows, which is none.
  linesFilled += lines;
  filledTo = behind;
  return COMPLETE;
}
