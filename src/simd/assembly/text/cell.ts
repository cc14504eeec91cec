/** Cells of numbers, however they are written. */
import { numeralEnd, parseNumeral } from './parse';

const QUOTE: u32 = 0x22;

/** Whether a cell holds nothing, in quotes or without. */
@inline
export function isEmpty(start: usize, end: usize): bool {
  return end == start || (end - start == 2 && load<u8>(start) == QUOTE);
}

/** The number of a cell; NaN where it is no plain numeral. */
export function numberOf(start: usize, end: usize): f64 {
  const quoted = end - start >= 2 && load<u8>(start) == QUOTE;
  const value = parseNumeral(quoted ? start + 1 : start);
  return numeralEnd == (quoted ? end - 1 : end) ? value : NaN;
}

/** Whether a number is finite; one that is not becomes 0, which no kernel wants to look at twice. */
@inline
export function putNumber(at: usize, value: f64): bool {
  const finite = isFinite(value);
  store<f64>(at, finite ? value : 0);
  return finite;
}
