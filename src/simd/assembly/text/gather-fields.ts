/** Fields of a column to texts end to end. */
import { isAscii } from './ascii';

const QUOTE: u32 = 0x22;

/** Whether all bytes that were gathered are ASCII, and how many fields were empty. */
export let gatheredAscii: bool = true;
export let gatheredEmpty: i32 = 0;

/**
 * Copies fields, without their quotes unless `raw`.
 *
 * @param starts  address of the place of the first field; `ends`, of its end; both `stride` bytes apart
 * @param first  what the first offset would be
 * @param offsets  gets the end of each text
 * @returns behind the last byte; 32 more are written over
 */
export function gatherFields(
  starts: usize,
  ends: usize,
  stride: usize,
  rows: i32,
  raw: bool,
  first: i32,
  out: usize,
  offsets: usize,
): usize {
  let to = out;
  gatheredEmpty = 0;
  for (let row = 0; row < rows; row++) {
    const from = usize(load<u32>(starts));
    const end = usize(load<u32>(ends));
    if (from == end) gatheredEmpty++;
    else if (!raw && load<u8>(from) == QUOTE) to = unquote(from, end, to);
    else to = copy(from, end, to);
    store<i32>(offsets + (usize(row) << 2), first + i32(to - out));
    starts += stride;
    ends += stride;
  }
  v128.store(to, i8x16.splat(0));
  gatheredAscii = isAscii(out, to);
  return to;
}

function copy(from: usize, end: usize, to: usize): usize {
  const length = end - from;
  if (length > 32) memory.copy(to, from, length);
  else {
    v128.store(to, v128.load(from));
    if (length > 16) v128.store(to + 16, v128.load(from + 16));
  }
  return to + length;
}

/** What stands between the quotes, with doubled quotes made single. */
function unquote(from: usize, end: usize, to: usize): usize {
  let at = to;
  const last = end - 1;
  for (let here = from + 1; here < last; here++) {
    const byte: u32 = load<u8>(here);
    store<u8>(at++, u8(byte));
    if (byte == QUOTE) here++;
  }
  return at;
}
