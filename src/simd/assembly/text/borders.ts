/** Where the fields of ordinary rows end: 64 bytes of text at a time, without a branch for each field. */
import { DELIMITERS } from './dialect';

const LINE_FEED: u32 = 0x0a;

// From memory: V8 makes vector constants anew wherever they stand.
const LINE_FEEDS = memory.data<u64>([0x0a0a0a0a0a0a0a0a, 0x0a0a0a0a0a0a0a0a], 16);
const CARRIAGE_RETURNS = memory.data<u64>([0x0d0d0d0d0d0d0d0d, 0x0d0d0d0d0d0d0d0d], 16);
const QUOTES = memory.data<u64>([0x2222222222222222, 0x2222222222222222], 16);

/** Text that is looked at in advance; rows that do not end in it are left to the general path. */
const WINDOW: usize = 1 << 14;
/** An address for each byte of it, with room before the first, and to write more than there are. */
const ROOM = memory.data(16 + (1 << 16) + 32, 16);
const BORDERS = ROOM + 16;

let next: usize = BORDERS;
let behind: usize = BORDERS;

/** The text has moved, or there is more of it. */
export function forgetBorders(): void {
  next = BORDERS;
  behind = BORDERS;
}

/** Where the addresses of the ends of the fields from `start` on stand; what stands before may be written over. */
export function bordersFrom(start: usize, end: usize, width: usize): usize {
  while (next < behind && usize(load<u32>(next)) < start) next += 4;
  if (next + 4 * width > behind) look(start, end);
  return next;
}

/** Whether there are the ends of `width` fields, the last of which is a LF, and the only one. */
export function isRow(borders: usize, width: usize): bool {
  const last = borders + 4 * width - 4;
  if (last >= behind) return false;
  for (let border = borders; border < last; border += 4) {
    if (load<u8>(usize(load<u32>(border))) == LINE_FEED) return false;
  }
  return load<u8>(usize(load<u32>(last))) == LINE_FEED;
}

/** Of the 64 bytes before: whether the last one is within quotes (all bits), and whether it closes them (the lowest). */
let within: u64 = 0;
let closed: u64 = 0;

/** Notes the places of delimiters and line ends that are not quoted, up to where the general path has to look. */
function look(start: usize, end: usize): void {
  const delimiters = v128.load(DELIMITERS);
  const feeds = v128.load(LINE_FEEDS);
  const turns = v128.load(CARRIAGE_RETURNS);
  const quotes = v128.load(QUOTES);
  const limit = min(end, start + WINDOW);
  let to = BORDERS;
  let before: u64 = 1;
  within = 0;
  closed = 0;
  for (let here = start; here + 64 <= limit; here += 64) {
    const a = v128.load(here);
    const b = v128.load(here, 16);
    const c = v128.load(here, 32);
    const d = v128.load(here, 48);
    let borders = join(
      v128.or(i8x16.eq(a, delimiters), i8x16.eq(a, feeds)),
      v128.or(i8x16.eq(b, delimiters), i8x16.eq(b, feeds)),
      v128.or(i8x16.eq(c, delimiters), i8x16.eq(c, feeds)),
      v128.or(i8x16.eq(d, delimiters), i8x16.eq(d, feeds)),
    );
    const odd = v128.or(either(a, b, c, d, quotes), either(a, b, c, d, turns));
    if (v128.any_true(odd) || (within | closed) != 0) {
      const ends = whichAre(a, b, c, d, feeds);
      const turned = whichAre(a, b, c, d, turns);
      borders = unquoted(borders, whichAre(a, b, c, d, quotes), ends | turned, before);
      // Of the last byte the line feed is not seen yet.
      if (borders == ODD || (turned & ~(ends >> 1)) != 0) break;
    }
    before = borders >> 63;
    const count = usize(popcnt(borders));
    // Eight at once, though there may be fewer.
    borders = put(to, 0, here, borders);
    borders = put(to, 4, here, borders);
    borders = put(to, 8, here, borders);
    borders = put(to, 12, here, borders);
    borders = put(to, 16, here, borders);
    borders = put(to, 20, here, borders);
    borders = put(to, 24, here, borders);
    borders = put(to, 28, here, borders);
    for (let i: usize = 32; i < 4 * count; i += 4) borders = put(to, i, here, borders);
    to += 4 * count;
  }
  next = BORDERS;
  behind = to;
}

const ODD: u64 = 0xffffffffffffffff;

/**
 * The borders that are not within quotes; `ODD` where a quote stands within a plain field, text behind quotes, or a
 * line end within.
 *
 * @param before  whether the byte before these is a border
 */
function unquoted(borders: u64, quotes: u64, lineEnds: u64, before: u64): u64 {
  // From each opening quote to before the closing one.
  let quoted = quotes ^ (quotes << 1);
  quoted ^= quoted << 2;
  quoted ^= quoted << 4;
  quoted ^= quoted << 8;
  quoted ^= quoted << 16;
  quoted ^= quoted << 32;
  quoted ^= within;
  const plain = borders & ~quoted;
  const opening = quotes & quoted;
  const closing = quotes & ~quoted;
  const behindClosing = (closing << 1) | closed;
  const mayOpen = (plain << 1) | before | behindClosing;
  within = u64(i64(quoted) >> 63);
  closed = closing >> 63;
  const odd = (opening & ~mayOpen) | (behindClosing & ~(plain | opening | lineEnds)) | (quoted & lineEnds);
  return odd != 0 ? ODD : plain;
}

@inline
function put(to: usize, offset: usize, here: usize, borders: u64): u64 {
  store<u32>(to + offset, u32(here) + u32(ctz(borders)));
  return borders & (borders - 1);
}

@inline
function either(a: v128, b: v128, c: v128, d: v128, byte: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(a, byte), i8x16.eq(b, byte)),
    v128.or(i8x16.eq(c, byte), i8x16.eq(d, byte)),
  );
}

@inline
function whichAre(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return join(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
}

@inline
function join(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    u64(i8x16.bitmask(a)) |
    (u64(i8x16.bitmask(b)) << 16) |
    (u64(i8x16.bitmask(c)) << 32) |
    (u64(i8x16.bitmask(d)) << 48)
  );
}
