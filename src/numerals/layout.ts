/**
 * Decimal digits → text, as JavaScript writes numbers: `120`, `0.00012`, `1.2e-7`, `1.2e+21`; without a string on the
 * way.
 */

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const LOWER_E = 0x65;

/** No numeral of a double is longer: a sign, 17 digits, a point, `e-308`, and one to spare. */
export const LONGEST_NUMERAL = 25;

/** Integers beyond 2⁵³ are held as high · 10⁸ + low. */
export const LOW_UNIT = 1e8;
const LOW_DIGITS = 8;
/** The high part has at most ten. */
const MOST_DIGITS = 10 + LOW_DIGITS;

/** Of ECMAScript's Number::toString: the point stands among or behind the digits up to here, … */
const LARGEST_PLAIN = 21;
/** … and this many zeros may stand between it and the digits. */
const MOST_ZEROS = 6;

/** Scratch: synchronous, and used by one call at a time. */
const digits = new Uint8Array(MOST_DIGITS);

/**
 * Writes the numeral of (high · 10⁸ + low) · 10^exponent, trailing zeros of the integer left out.
 *
 * @param high  an integer, 0 ≤ high < 2³¹
 * @param low  an integer, 0 ≤ low < 10⁸; not both are 0
 * @returns the end of what was written at `at`, at most `LONGEST_NUMERAL` bytes
 */
export function layOut(
  high: number,
  low: number,
  exponent: number,
  bytes: Uint8Array,
  at: number,
): number {
  let skipped = exponent;
  let first = MOST_DIGITS;
  if (low === 0) skipped += LOW_DIGITS;
  else {
    first = integerBefore(low, first);
    if (high > 0) while (first > MOST_DIGITS - LOW_DIGITS) digits[--first] = 0;
  }
  if (high > 0) first = integerBefore(high, first);
  let last = MOST_DIGITS;
  while (digits[last - 1] === 0) {
    last--;
    skipped++;
  }
  return place(first, last, last - first + skipped, bytes, at);
}

/** The digits of an integer from 0, 0 having none, the last one before `end`; returns where they begin. */
function integerBefore(integer: number, end: number): number {
  let at = end;
  for (let rest = integer | 0; rest > 0; ) {
    const tenth = (rest / 10) | 0;
    digits[--at] = rest - tenth * 10;
    rest = tenth;
  }
  return at;
}

/** @param point  how many digits stand before the point; may be none, less than none, or more than there are */
function place(first: number, last: number, point: number, bytes: Uint8Array, at: number): number {
  if (point > LARGEST_PLAIN || point <= -MOST_ZEROS)
    return scientific(first, last, point, bytes, at);
  let to = at;
  if (point <= 0) {
    bytes[to++] = ZERO;
    bytes[to++] = POINT;
    for (let zeros = point; zeros < 0; zeros++) bytes[to++] = ZERO;
  }
  const whole = first + point;
  for (let i = first; i < last; i++) {
    if (i === whole && i > first) bytes[to++] = POINT;
    bytes[to++] = ZERO + digits[i];
  }
  for (let i = last; i < whole; i++) bytes[to++] = ZERO;
  return to;
}

function scientific(
  first: number,
  last: number,
  point: number,
  bytes: Uint8Array,
  at: number,
): number {
  let to = at;
  bytes[to++] = ZERO + digits[first];
  if (last - first > 1) bytes[to++] = POINT;
  for (let i = first + 1; i < last; i++) bytes[to++] = ZERO + digits[i];
  bytes[to++] = LOWER_E;
  bytes[to++] = point > 0 ? PLUS : MINUS;
  const power = Math.abs(point - 1);
  if (power >= 100) bytes[to++] = ZERO + ((power / 100) | 0);
  if (power >= 10) bytes[to++] = ZERO + (((power / 10) | 0) % 10);
  bytes[to++] = ZERO + (power % 10);
  return to;
}
