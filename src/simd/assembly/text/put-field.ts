/** Texts to fields: src/formats/csv/encode/quoting.ts says what needs quotes, and why. Up to 31 bytes behind a text are read. */
import { delimiter } from './dialect';

const TAB: u32 = 0x09;
const LINE_FEED: i8 = 0x0a;
const CARRIAGE_RETURN: i8 = 0x0d;
const BLANK: u32 = 0x20;
const QUOTE: u32 = 0x22;
const BYTE_ORDER_MARK_BEGINS: u32 = 0xef;

/** Bytes behind a field that may be written over. */
export const FIELD_SLACK: usize = 32;

/**
 * Writes a text as a field, and returns the end.
 *
 * @returns 0 where there may be no room for it before `limit`
 */
export function putText(at: usize, from: usize, end: usize, limit: usize): usize {
  const length = end - from;
  if (at + 2 * length + 2 + FIELD_SLACK > limit) return 0;
  if (length == 0) {
    store<u16>(at, 0x2222);
    return at + 2;
  }
  const first: u32 = load<u8>(from);
  const touchy = isBlank(first) || first == BYTE_ORDER_MARK_BEGINS || isBlank(load<u8>(end - 1));
  if (!touchy && copyPlain(at, from, length, i8(QUOTE))) return at + length;
  return putQuoted(at, from, end);
}

/**
 * Copies a raw cell.
 *
 * @returns 0 where it is no field as it stands, or where there may be no room
 */
export function putRaw(at: usize, from: usize, end: usize, limit: usize): usize {
  const length = end - from;
  if (at + length + FIELD_SLACK > limit) return 0;
  if (length == 0) return at;
  if (load<u8>(from) != QUOTE) {
    // A quote within a plain field is a byte like others.
    return copyPlain(at, from, length, LINE_FEED) ? at + length : 0;
  }
  return isQuotedField(from, end) ? putWritten(at, from, end, limit) : 0;
}

/** Copies what has been written as a field elsewhere. */
export function putWritten(at: usize, from: usize, end: usize, limit: usize): usize {
  const length = end - from;
  if (at + length + FIELD_SLACK > limit) return 0;
  if (length > 32) memory.copy(at, from, length);
  else {
    v128.store(at, v128.load(from));
    if (length > 16) v128.store(at + 16, v128.load(from + 16));
  }
  return at + length;
}

/** False, with some of it copied, where it holds a delimiter, a line end or `other`. */
function copyPlain(at: usize, from: usize, length: usize, other: i8): bool {
  const feed = i8x16.splat(LINE_FEED);
  const turn = i8x16.splat(CARRIAGE_RETURN);
  const border = i8x16.splat(i8(delimiter));
  const others = i8x16.splat(other);
  for (let done: usize = 0; done < length; done += 16) {
    const bytes = v128.load(from + done);
    v128.store(at + done, bytes);
    let found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, feed), i8x16.eq(bytes, turn)),
        v128.or(i8x16.eq(bytes, border), i8x16.eq(bytes, others)),
      ),
    );
    if (found == 0) continue;
    if (length - done < 16) found &= (1 << i32(length - done)) - 1;
    if (found != 0) return false;
  }
  return true;
}

function putQuoted(at: usize, from: usize, end: usize): usize {
  let to = at;
  store<u8>(to++, u8(QUOTE));
  for (let here = from; here < end; here++) {
    const byte: u32 = load<u8>(here);
    store<u8>(to++, u8(byte));
    if (byte == QUOTE) store<u8>(to++, u8(QUOTE));
  }
  store<u8>(to++, u8(QUOTE));
  return to;
}

/** Whether a span that begins with a quote ends with one, and holds none that is not doubled. */
function isQuotedField(from: usize, end: usize): bool {
  const last = end - 1;
  if (last == from || load<u8>(last) != QUOTE) return false;
  for (let here = from + 1; here < last; here++) {
    if (load<u8>(here) != QUOTE) continue;
    here++;
    if (here == last || load<u8>(here) != QUOTE) return false;
  }
  return true;
}

@inline
function isBlank(byte: u32): bool {
  return byte == BLANK || byte == TAB;
}
