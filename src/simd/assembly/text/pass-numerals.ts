/** Which fields of a column are plain numerals, for src/formats/csv/infer/infer.ts, which looks at all others. */
import { numeralEnd, parseNumeral } from './parse';

const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const ZERO: u32 = 0x30;

/** Digits that a 64-bit integer holds, whichever they are. */
const MOST_DIGITS: usize = 18;

/** Of the fields that `passNumerals` passed over, those that are not empty, and of these the integers. */
export let numeralsPassed: i32 = 0;
export let wholesPassed: i32 = 0;

/**
 * Passes over fields that are empty or plain numerals, in quotes or without: integers as programs write them, and numbers
 * with a point or an exponent.
 *
 * @param starts  address of the place of the first field; `ends`, of its end; both `stride` bytes apart
 * @returns how many came before the first other field
 */
export function passNumerals(starts: usize, ends: usize, stride: usize, rows: i32): i32 {
  numeralsPassed = 0;
  wholesPassed = 0;
  for (let row = 0; row < rows; row++) {
    const from = usize(load<u32>(starts));
    const to = usize(load<u32>(ends));
    const quotes = usize(from < to && load<u8>(from) == QUOTE);
    if (to - from > 2 * quotes && !passNumeral(from + quotes, to - quotes)) return row;
    starts += stride;
    ends += stride;
  }
  return rows;
}

function passNumeral(start: usize, end: usize): bool {
  const sign: u32 = load<u8>(start);
  const first = start + usize(sign == MINUS || sign == PLUS);
  if (behindDigits(first, end) == end) {
    if (sign == PLUS || !isWhole(first, end, sign == MINUS)) return false;
    wholesPassed++;
  } else {
    parseNumeral(start);
    if (numeralEnd != end) return false;
  }
  numeralsPassed++;
  return true;
}

function behindDigits(start: usize, end: usize): usize {
  let at = start;
  while (at < end && u32(load<u8>(at)) - ZERO < 10) at++;
  return at;
}

/** Whether digits are an integer: few enough, without a leading zero, and not `-0`. */
function isWhole(first: usize, end: usize, negative: bool): bool {
  const digits = end - first;
  if (digits == 0 || digits > MOST_DIGITS) return false;
  return load<u8>(first) != ZERO || (digits == 1 && !negative);
}
