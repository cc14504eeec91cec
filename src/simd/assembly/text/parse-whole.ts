/** Text to integers of 64 bits, as src/formats/csv/integers.ts reads them. */

const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;

/** So many digits fit, whichever they are. */
const MOST_DIGITS: usize = 18;

/** Behind the last byte that `parseWhole` took; 0 where the bytes at hand begin no such integer. */
export let wholeEnd: usize = 0;

/**
 * The integer that begins at `start`, without `+`, leading zeros or `-0`. Behind the text stands a byte that is no digit.
 * Longer ones than 18 digits are left to the host.
 */
export function parseWhole(start: usize): i64 {
  const negative = load<u8>(start) == MINUS;
  const first = start + usize(negative);
  let at = first;
  let value: i64 = 0;
  let digit: u32 = u32(load<u8>(at)) - ZERO;
  while (digit < 10) {
    value = value * 10 + i64(digit);
    digit = u32(load<u8>(++at)) - ZERO;
  }
  const digits = at - first;
  const zero = load<u8>(first) == ZERO && (negative || digits > 1);
  wholeEnd = digits == 0 || digits > MOST_DIGITS || zero ? 0 : at;
  return negative ? -value : value;
}
