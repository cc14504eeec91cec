/**
 * Rows to CSV: pieces between delimiters, which are spans of the text that was read, texts that the host has made,
 * numbers of columns, and labels.
 *
 * A piece is four words: its kind; for a span or a text the indices of its marks, else the address of the column; for
 * labels the address of their offsets, each label being the bytes between two of them; but for a span or a text the
 * address of the column's nulls, which are written as nothing.
 */
import { delimiter } from './dialect';
import { printInteger, putShortest } from './print';
import { isRounded, putDouble, putSingle } from './print-rounded';

const SPAN: i32 = 0;
const TEXT: i32 = 1;
const DOUBLE: i32 = 2;
const SINGLE: i32 = 3;
const INTEGER: i32 = 4;

let pieces: usize = 0;
let count: i32 = 0;
let marks: usize = 0;
let marksPerRow: i32 = 0;
let spans: usize = 0;
let flags: usize = 0;
let newline: u32 = 0x0a;
let longest: usize = 0;
let hasTexts: bool = false;

/** The row that `writeRows` did not write: one for the general path, one without room, or the end. */
export let nextRow: i32 = 0;

/** @param longestPiece  bytes that a piece may take beyond what it copies of its row, or of the host's texts */
export function setPieces(
  piecesAt: usize,
  pieceCount: i32,
  marksAt: usize,
  markCount: i32,
  spansAt: usize,
  flagsAt: usize,
  lineEnd: u32,
  longestPiece: usize,
): void {
  pieces = piecesAt;
  count = pieceCount;
  marks = marksAt;
  marksPerRow = markCount;
  spans = spansAt;
  flags = flagsAt;
  newline = lineEnd;
  longest = longestPiece;
  hasTexts = false;
  for (let i = 0; i < count; i++) hasTexts = hasTexts || load<i32>(pieces + 16 * i) == TEXT;
}

/** Writes rows from `first` until one is flagged, room runs out, or `rows` is reached; returns the end of the text. */
export function writeRows(first: i32, rows: i32, at: usize, room: usize): usize {
  let to = at;
  let row = first;
  for (; row < rows; row++) {
    if (load<u8>(flags + usize(row)) != 0) break;
    if (to + roomFor(row) > room) break;
    to = writeRow(usize(row), to);
  }
  nextRow = row;
  return to;
}

/** The most that a row can take. */
@inline
function roomFor(row: i32): usize {
  const span = spans + (usize(row) << 3);
  const more = usize(count) * longest + 64 + (hasTexts ? textBytes(usize(row)) : 0);
  return usize(load<u32>(span, 4) - load<u32>(span)) + more;
}

function textBytes(row: usize): usize {
  const places = marks + row * usize(marksPerRow) * 4;
  let sum: usize = 0;
  for (let piece = pieces; piece < pieces + 16 * usize(count); piece += 16) {
    if (load<i32>(piece) != TEXT) continue;
    const mark = places + 4 * usize(load<u32>(piece, 4));
    sum += usize(load<u32>(mark, 4) - load<u32>(mark));
  }
  return sum;
}

function writeRow(row: usize, at: usize): usize {
  const places = marks + row * usize(marksPerRow) * 4;
  let to = at;
  let piece = pieces;
  for (let i = 0; i < count; i++) {
    if (i > 0) store<u8>(to++, u8(delimiter));
    const kind = load<i32>(piece);
    const what = load<u32>(piece, 4);
    if (kind > TEXT && load<u8>(usize(load<u32>(piece, 12)) + row) != 0) {
      piece += 16;
      continue;
    }
    if (kind == DOUBLE) {
      const value = load<f64>(usize(what) + (row << 3));
      to = isRounded() ? putDouble(to, value) : putShortest(to, value);
    }
    else if (kind == SINGLE) to = putSingle(to, load<f32>(usize(what) + (row << 2)));
    else if (kind <= TEXT) {
      const from = load<u32>(places + (usize(what) << 2));
      to = copy(to, from, load<u32>(places + (usize(load<u32>(piece, 8)) << 2)));
    } else {
      const value = load<i32>(usize(what) + (row << 2));
      if (kind == INTEGER) to = printInteger(to, value);
      else {
        const label = usize(load<u32>(piece, 8)) + (usize(value) << 2);
        to = copy(to, load<u32>(label), load<u32>(label, 4));
      }
    }
    piece += 16;
  }
  store<u16>(to, u16(newline));
  return to + (newline > 0xff ? 2 : 1);
}

/** Short spans by registers, which write over a few bytes behind. */
function copy(to: usize, from: u32, end: u32): usize {
  const length = usize(end - from);
  if (length > 32) memory.copy(to, usize(from), length);
  else {
    v128.store(to, v128.load(usize(from)));
    if (length > 16) v128.store(to + 16, v128.load(usize(from) + 16));
  }
  return to + length;
}
