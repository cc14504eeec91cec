/**
 * Records of CSV to rows: numbers into columns, and the places of what is copied.
 *
 * The host lays out the memory; every address is its own. For each column of the file there are four words: the address
 * of its numbers (0 where nobody reads them) and that of their nulls, and the index of the mark that its beginning and
 * its end are noted at (−1 where nobody asks). A null is a byte, which the host has set to 0. For each row there are
 * `marks` places, its span, and a byte that says whether the general path has to compute it, because a cell that is read
 * is neither empty nor a finite number.
 */
import { delimiter } from './dialect';
import { COMPLETE, CUT, endOfField, fieldState, linesWithin, ODD } from './fields';
import { numeralEnd, parseNumeral } from './parse';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const QUOTE: u32 = 0x22;

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
): void {
  columns = columnsAt;
  width = columnCount;
  marks = marksAt;
  marksPerRow = markCount;
  spans = spansAt;
  flags = flagsAt;
  mostRows = rowLimit;
  mostBytes = byteLimit;
}

/** Begins a batch. */
export function beginBatch(at: usize): void {
  nullsRead = 0;
  rowsRead = 0;
  bytesRead = 0;
  linesRead = 0;
  nextRecord = at;
}

/** Reads on to `end`; `last`: no more text will come. */
export function readRows(end: usize, last: bool): i32 {
  while (nextRecord < end) {
    const found = readRow(nextRecord, end, last);
    if (found == CUT) return USED_UP;
    if (found == ODD) return BEYOND;
    if (rowsRead >= mostRows || bytesRead >= mostBytes) return FULL;
  }
  return USED_UP;
}

function readRow(start: usize, end: usize, last: bool): i32 {
  const row = usize(rowsRead);
  const places = marks + row * usize(marksPerRow) * 4;
  let at = start;
  let column: i32 = 0;
  let lines: i32 = 1;
  let odd: bool = false;
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
        odd |= !putNumber(numbers + row * 8, value);
      } else {
        at = endOfField(at, end, last);
        if (fieldState != COMPLETE) return fieldState;
        lines += linesWithin;
        if (isEmpty(fieldStart, at)) {
          store<f64>(numbers + row * 8, 0);
          store<u8>(usize(load<u32>(descriptor, 4)) + row, 1);
          nullsRead++;
        } else odd |= !putNumber(numbers + row * 8, numberOf(fieldStart, at));
      }
    }
    const startMark = load<i32>(descriptor, 8);
    const endMark = load<i32>(descriptor, 12);
    if (startMark >= 0) store<u32>(places + (usize(startMark) << 2), u32(fieldStart));
    if (endMark >= 0) store<u32>(places + (usize(endMark) << 2), u32(at));
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
    store<u32>(spans + row * 8, u32(start));
    store<u32>(spans + row * 8, u32(at), 4);
    store<u8>(flags + row, u8(odd));
    rowsRead++;
    bytesRead += i32(at - start) + 1;
  }
  linesRead += lines;
  nextRecord = behind;
  return COMPLETE;
}

/** Whether a cell holds nothing, in quotes or without. */
@inline
function isEmpty(start: usize, end: usize): bool {
  return end == start || (end - start == 2 && load<u8>(start) == QUOTE);
}

/** The number of a cell that does not simply end behind its numeral; NaN where it is none. */
function numberOf(start: usize, end: usize): f64 {
  const quoted = end - start >= 2 && load<u8>(start) == QUOTE;
  const value = parseNumeral(quoted ? start + 1 : start);
  return numeralEnd == (quoted ? end - 1 : end) ? value : NaN;
}

/** Whether a number is finite; one that is not becomes 0, which no kernel wants to look at twice. */
@inline
function putNumber(at: usize, value: f64): bool {
  const finite = isFinite(value);
  store<f64>(at, finite ? value : 0);
  return finite;
}
