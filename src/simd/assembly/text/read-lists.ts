/** Cells of lists, such as `[0.5, -1e3]`, to doubles: as src/formats/csv/list-cell.ts reads them, but for nulls and strings. */
import { readNumbers } from './read-numbers';

const TAB: u32 = 0x09;
const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const BLANK: u32 = 0x20;
const QUOTE: u32 = 0x22;
const OPENING: u32 = 0x5b;
const CLOSING: u32 = 0x5d;

const QUOTES = memory.data<u64>([0x2222222222222222, 0x2222222222222222], 16);
const COMMAS = memory.data<u64>([0x2c2c2c2c2c2c2c2c, 0x2c2c2c2c2c2c2c2c], 16);

/** Elements whose places are noted at a time. */
const MOST: i32 = 1024;
/** Where the byte before each element stands, and where the element ends. */
const STARTS = memory.data(4096, 16);
const ENDS = memory.data(4096, 16);
/** What `readNumbers` says of them; the flags are zeros again when a list has been read. */
const EMPTY = memory.data(1024, 16);
const FLAGS = memory.data(1024, 16);

/** It is none for this path. */
const OTHER: i32 = -1;

/**
 * Reads the lists of rows, up to one that is anything else than numbers: an empty cell, a list with a null or a string,
 * or no list.
 *
 * @param starts  where the place of the first cell stands, the next one `stride` bytes behind; `ends`, its end
 * @param values  of all rows
 * @param offsets  where the first list begins among them; behind it go the ends of the lists
 * @returns how many rows it has read
 */
export function readLists(
  starts: usize,
  ends: usize,
  stride: usize,
  rows: i32,
  values: usize,
  offsets: usize,
): i32 {
  let offset = load<i32>(offsets);
  for (let row: i32 = 0; row < rows; row++) {
    const count = readList(usize(load<u32>(starts)), usize(load<u32>(ends)), values + 8 * usize(offset));
    if (count == OTHER) return row;
    offset += count;
    offsets += 4;
    store<i32>(offsets, offset);
    starts += stride;
    ends += stride;
  }
  return rows;
}

/** Returns how many elements it has read. */
function readList(from: usize, to: usize, out: usize): i32 {
  const quotes = usize(from < to && load<u8>(from) == QUOTE);
  const first = from + quotes;
  const last = to - quotes - 1;
  if (to < first + quotes + 2 || load<u8>(first) != OPENING || load<u8>(last) != CLOSING) return OTHER;
  if (behindBlanks(first, last) + 1 == last) return 0;
  let read: i32 = 0;
  for (let before = first; before != last; before = noted) {
    const count = noteElements(before, last);
    if (count == OTHER || !readElements(count, out + 8 * usize(read))) return OTHER;
    read += count;
  }
  return read;
}

/** What `noteElements` has come to. */
let noted: usize = 0;

/** Notes the places of the elements behind `before`; returns how many, or `OTHER` where there is a string. */
function noteElements(before: usize, last: usize): i32 {
  let count: i32 = 0;
  let start = before;
  for (let here = before + 1; here < last; here += 16) {
    const bytes = v128.load(here);
    const kept = last - here < 16 ? (1 << i32(last - here)) - 1 : 0xffff;
    if ((i8x16.bitmask(i8x16.eq(bytes, v128.load(QUOTES))) & kept) != 0) return OTHER;
    for (let commas = i8x16.bitmask(i8x16.eq(bytes, v128.load(COMMAS))) & kept; commas != 0; commas &= commas - 1) {
      const comma = here + usize(ctz(commas));
      note(count++, start, comma);
      start = comma;
    }
    if (count > MOST - 17) {
      noted = start;
      return count;
    }
  }
  note(count++, start, last);
  noted = last;
  return count;
}

/** Notes an element without the blanks about it. */
@inline
function note(index: i32, before: usize, behind: usize): void {
  const start = behindBlanks(before, behind);
  let end = behind;
  while (end - 1 > start && isBlank(load<u8>(end - 1))) end--;
  store<u32>(STARTS + 4 * usize(index), u32(start));
  store<u32>(ENDS + 4 * usize(index), u32(end));
}

/** The last of the blanks behind `before`, or `before`. */
@inline
function behindBlanks(before: usize, end: usize): usize {
  let at = before;
  while (at + 1 < end && isBlank(load<u8>(at + 1))) at++;
  return at;
}

@inline
function isBlank(byte: u32): bool {
  return byte <= BLANK && (byte == BLANK || byte == TAB || byte == LINE_FEED || byte == CARRIAGE_RETURN);
}

/** Reads those that are noted; whether all are numbers. */
function readElements(count: i32, out: usize): bool {
  const empty = readNumbers(STARTS, 4, ENDS, 4, count, out, EMPTY, FLAGS);
  let bad: bool = false;
  for (let i: usize = 0; i < usize(count); i += 16) bad = bad || v128.any_true(v128.load(FLAGS + i));
  if (bad) memory.fill(FLAGS, 0, usize(MOST));
  return !bad && empty == 0;
}
