/** Cells of numbers, however they are written. */
import { numeralEnd, parseNumeral } from './parse';
import { putName } from './parse-name';

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

/** Whether a NaN or an infinity has been read since `beginStrange`. */
export let strangeRead: bool = false;

export function beginStrange(): void {
  strangeRead = false;
}

/** Puts what `parseNumeral` gave. */
@inline
export function putNumber(at: usize, value: f64): void {
  store<f64>(at, value);
  strangeRead |= !isFinite(value);
}

/** Puts the number of a cell; false, and 0, where it holds none. */
export function putCell(at: usize, start: usize, end: usize): bool {
  const value = numberOf(start, end);
  if (value == value) {
    putNumber(at, value);
    return true;
  }
  const quoted = end - start >= 2 && load<u8>(start) == QUOTE;
  const named = quoted ? putName(at, start + 1, end - 1) : putName(at, start, end);
  if (named) strangeRead = true;
  else store<f64>(at, 0);
  return named;
}
