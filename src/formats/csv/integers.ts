import { MINUS, ZERO } from './ascii.js';

/** So many digits are exact in a double, whatever they are. */
const SAFE_DIGITS = 15;
const MOST_DIGITS = 19;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/**
 * The integer that fills the bytes, written as a program writes it: no `+`, no leading zero, no `-0`. NaN when it is
 * none, and for one of more than 15 digits; `parseLongInteger` reads those.
 */
export function parseShortInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = start < end && bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits === 0 || digits > SAFE_DIGITS) return Number.NaN;
  if (bytes[first] === ZERO && (digits > 1 || negative)) return Number.NaN;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** As `parseShortInteger`, for what a signed 64-bit integer holds. */
export function parseLongInteger(
  bytes: Uint8Array,
  start: number,
  end: number,
): bigint | undefined {
  const negative = start < end && bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (!isDigits(bytes, first, end) || bytes[first] === ZERO) return undefined;
  if (end - first > MOST_DIGITS) return undefined;
  const value = BigInt(String.fromCharCode(...bytes.subarray(start, end)));
  return value >= LEAST && value <= MOST ? value : undefined;
}

/** Whether the bytes are one digit or more, and nothing else. */
export function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return end > start;
}
