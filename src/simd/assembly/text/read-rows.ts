/**
 * Records of CSV to rows: numbers into columns, and the places of what is copied.
 *
 * The host lays out the memory; every address is its own. For each column of the file there are four words: the address
 * of its numbers (0 where nobody reads them) and that of their nulls, and the index of the mark that its beginning and
 * its end are noted at (−1 where nobody asks). A null is a byte, which the host has set to 0. For each row there are
 * `marks` places, its span, and a byte that says whether the general path has to compute it, because a cell that is read
 * is neither empty nor a number.
 */
import { bordersFrom, forgetBorders, isRow } from './borders';
import { beginStrange, isEmpty, putCell, putNumber } from './cell';
import { delimiter } from './dialect';
import { COMPLETE, CUT, endOfField, fieldState, linesWithin, ODD } from './fields';
import { numeralEnd, parseNumeral } from './parse';
import { readNumbers } from './read-numbers';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

/** Why `readRows` came back: the text is used up, a batch is full, or the general path has to go on from here. */
export const USED_UP: i32 = 0;
export const FULL: i32 = 1;
export const BEYOND: i32 = 2;

let columns: usize = 0;
let width: i32 = 0;
let marks: usize = 0;
let marksPerRow: i32 = 0;
let spans: usize = 0;
let flags: usize = 0;
let mostRows: i32 = 0;
let mostBytes: i32 = 0;
/** A batch of fewer rows may have these bytes. */
let fewRows: i32 = 0;
let bytesOfFew: i32 = 0;

/** Nulls of the batch so far. */
export let nullsRead: i32 = 0;
/** Rows of the batch so far, with their bytes as the general path counts them; where to go on, and the lines passed. */
export let rowsRead: i32 = 0;
export let bytesRead: i32 = 0;
export let nextRecord: usize = 0;
export let linesRead: i32 = 0;

export function setTable(
  columnsAt: usize,
  columnCount: i32,
  marksAt: usize,
  markCount: i32,
  spansAt: usize,
  flagsAt: usize,
  rowLimit: i32,
  byteLimit: i32,
  fewLimit: i32,
  bytesOfFewLimit: i32,
): void {
  columns = columnsAt;
  width = columnCount;
  marks = marksAt;
  marksPerRow = markCount;
  spans = spansAt;
  flags = flagsAt;
  mostRows = rowLimit;
  mostBytes = byteLimit;
  fewRows = fewLimit;
  bytesOfFew = bytesOfFewLimit;
}

/** Begins a batch. */
export function beginBatch(at: usize): void {
  nullsRead = 0;
  beginStrange();
  rowsRead = 0;
  bytesRead = 0;
  linesRead = 0;
  nextRecord = at;
}

/** Reads on to `end`; `last`: no more text will come. */
export function readRows(end: usize, last: bool): i32 {
  forgetBorders();
  while (nextRecord < end) {
    if (load<u8>(nextRecord) == LINE_FEED && width != 1) {
      passBlankLines(end);
      continue;
    }
    if (takeRows(end) == 0) {
      const found = readRow(nextRecord, end, last);
      if (found == CUT) return USED_UP;
      if (found == ODD) return BEYOND;
    }
    if (isFull()) return FULL;
  }
  return USED_UP;
}

@inline
function isFull(): bool {
  return rowsRead >= mostRows || bytesRead >= (rowsRead < fewRows ? bytesOfFew : mostBytes);
}

/** They are no rows, but where a row is a single cell. */
function passBlankLines(end: usize): void {
  const start = nextRecord;
  while (nextRecord < end && load<u8>(nextRecord) == LINE_FEED) nextRecord++;
  linesRead += i32(nextRecord - start);
}

/** Takes rows that begin at `nextRecord` and whose fields' ends are known, a column at a time; returns how many. */
function takeRows(end: usize): i32 {
  const stride = 4 * usize(width);
  const borders = bordersFrom(nextRecord, end, width);
  // As if a field ended before the first one.
  store<u32>(borders - 4, u32(nextRecord) - 1);
  const first = rowsRead;
  for (let row = borders; isRow(row, width); row += stride) {
    const feed = usize(load<u32>(row + stride - 4));
    // A CR before the LF is no part of the field.
    const turned = feed > nextRecord && load<u8>(feed - 1) == CARRIAGE_RETURN;
    endRow(nextRecord, feed - usize(turned), false);
    linesRead++;
    nextRecord = feed + 1;
    if (isFull()) break;
  }
  const count = rowsRead - first;
  if (count == 0) return 0;
  for (let column = 0; column < width; column++) {
    takeColumn(column, borders + 4 * usize(column) - 4, stride, first, count);
  }
  return count;
}

/** @param starts  where the addresses stand behind which the fields begin, `stride` bytes apart */
function takeColumn(column: i32, starts: usize, stride: usize, first: i32, count: i32): void {
  const descriptor = columns + 16 * usize(column);
  const row = usize(first);
  const isLast = column == width - 1;
  const ends = isLast ? spans + 8 * row + 4 : starts + 4;
  const endStride = isLast ? 8 : stride;
  const numbers = usize(load<u32>(descriptor));
  if (numbers != 0) {
    const nulls = usize(load<u32>(descriptor, 4)) + row;
    nullsRead += readNumbers(starts, stride, ends, endStride, count, numbers + 8 * row, nulls, flags + row);
  }
  noteAll(load<i32>(descriptor, 8), starts, stride, 1, row, count);
  noteAll(load<i32>(descriptor, 12), ends, endStride, 0, row, count);
}

function noteAll(mark: i32, from: usize, stride: usize, ahead: u32, row: usize, count: i32): void {
  if (mark < 0) return;
  const step = 4 * usize(marksPerRow);
  let to = marks + row * step + 4 * usize(mark);
  for (let i = 0; i < count; i++) {
    store<u32>(to, load<u32>(from) + ahead);
    from += stride;
    to += step;
  }
}

function readRow(start: usize, end: usize, last: bool): i32 {
  const row = usize(rowsRead);
  const places = marks + row * usize(marksPerRow) * 4;
  let at = start;
  let column: i32 = 0;
  let lines: i32 = 1;
  let odd: bool = false;
  let empty: i32 = 0;
  let descriptor = columns;
  for (;;) {
    const numbers = usize(load<u32>(descriptor));
    const fieldStart = at;
    if (numbers == 0) {
      at = endOfField(at, end, last);
      if (fieldState != COMPLETE) return fieldState;
      lines += linesWithin;
    } else {
      const value = parseNumeral(at);
      const close = numeralEnd;
      const byte: u32 = close == 0 ? 0 : u32(load<u8>(close));
      if (close < end && (byte == delimiter || byte == LINE_FEED || byte == CARRIAGE_RETURN)) {
        at = close;
        putNumber(numbers + row * 8, value);
      } else {
        at = endOfField(at, end, last);
        if (fieldState != COMPLETE) return fieldState;
        lines += linesWithin;
        if (isEmpty(fieldStart, at)) {
          store<f64>(numbers + row * 8, 0);
          store<u8>(usize(load<u32>(descriptor, 4)) + row, 1);
          empty++;
        } else odd |= !putCell(numbers + row * 8, fieldStart, at);
      }
    }
    note(places, load<i32>(descriptor, 8), fieldStart);
    note(places, load<i32>(descriptor, 12), at);
    column++;
    if (at >= end || load<u8>(at) != delimiter) break;
    if (column == width) return ODD;
    descriptor += 16;
    at++;
  }
  let behind = at + 1;
  if (at < end && load<u8>(at) == CARRIAGE_RETURN) {
    if (behind < end) {
      if (load<u8>(behind) != LINE_FEED) return ODD;
      behind++;
    } else if (!last) return CUT;
    else return ODD;
  }
  if (column != width) {
    // A blank line between rows is none.
    if (column != 1 || at != start) return ODD;
    if (load<u32>(columns) != 0) store<u8>(usize(load<u32>(columns, 4)) + row, 0);
  } else {
    endRow(start, at, odd);
    nullsRead += empty;
  }
  linesRead += lines;
  nextRecord = behind;
  return COMPLETE;
}

@inline
function note(places: usize, mark: i32, at: usize): void {
  if (mark >= 0) store<u32>(places + (usize(mark) << 2), u32(at));
}

function endRow(start: usize, end: usize, odd: bool): void {
  const row = usize(rowsRead++);
  store<u32>(spans + row * 8, u32(start));
  store<u32>(spans + row * 8, u32(end), 4);
  store<u8>(flags + row, u8(odd));
  bytesRead += i32(end - start) + 1;
}
