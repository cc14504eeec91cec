/** Where fields end. Behind the text stand 16 bytes of zeros, and more that may be read. */
import { delimiter } from './dialect';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const QUOTE: u32 = 0x22;

/** What stopped a scan before the end of a record. */
export const COMPLETE: i32 = 0;
/** The text ends within the field, and there may be more. */
export const CUT: i32 = 1;
/** The general path has to look: an unclosed quote, or text behind a closing one. */
export const ODD: i32 = 2;

/** How the last call ended. */
export let fieldState: i32 = COMPLETE;
/** Line ends that it met within quotes. */
export let linesWithin: i32 = 0;

/** The end of the field that begins at `at`, quoted or not. */
export function endOfField(at: usize, end: usize, last: bool): usize {
  fieldState = COMPLETE;
  linesWithin = 0;
  return at < end && load<u8>(at) == QUOTE ? endOfQuoted(at, end, last) : endOfPlain(at, end, last);
}

/** The first delimiter or line end. */
function endOfPlain(at: usize, end: usize, last: bool): usize {
  const feed = i8x16.splat(i8(LINE_FEED));
  const turn = i8x16.splat(i8(CARRIAGE_RETURN));
  const border = i8x16.splat(i8(delimiter));
  for (let here = at; ; here += 16) {
    const bytes = v128.load(here);
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, feed), i8x16.eq(bytes, turn)), i8x16.eq(bytes, border)),
    );
    if (found != 0) {
      const place = here + usize(ctz(found));
      if (place < end) return place;
      break;
    }
    if (here + 16 >= end) break;
  }
  if (!last) fieldState = CUT;
  return end;
}

function endOfQuoted(at: usize, end: usize, last: bool): usize {
  const quote = i8x16.splat(i8(QUOTE));
  let here = at + 1;
  for (;;) {
    const from = here;
    for (;;) {
      const found = i8x16.bitmask(i8x16.eq(v128.load(here), quote));
      if (found != 0) {
        here += usize(ctz(found));
        break;
      }
      here += 16;
      if (here >= end) break;
    }
    if (here >= end) {
      fieldState = last ? ODD : CUT;
      return end;
    }
    linesWithin += countLines(from, here);
    here++;
    if (here == end) {
      if (!last) fieldState = CUT;
      return end;
    }
    const next: u32 = load<u8>(here);
    if (next == QUOTE) {
      here++;
      continue;
    }
    if (next != delimiter && next != LINE_FEED && next != CARRIAGE_RETURN) fieldState = ODD;
    return here;
  }
}

/** LF, CRLF and CR each end a line; the text within quotes has no line end cut in two, for it lies between quotes. */
function countLines(from: usize, to: usize): i32 {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == CARRIAGE_RETURN) lines++;
    else if (byte == LINE_FEED && load<u8>(at - 1) != CARRIAGE_RETURN) lines++;
  }
  return lines;
}
