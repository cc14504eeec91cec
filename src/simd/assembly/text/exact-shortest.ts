/**
 * The shortest decimal of any float, for those that print.ts leaves.
 *
 * @see Giulietti 2021, "The Schubfach way to render doubles"; the names of the variables are his
 */
import { layOutInteger } from './layout';
import { LEAST_POWER, POWERS_OF_TEN } from './powers';
import { mulHigh } from './wide';

/**
 * The value is c · 2^q. Its neighbours lie `closer` below at a power of two. All decimals of an interval are compared as
 * multiples of 10^k, scaled to integers of 64 bits with two bits and a sticky one behind the point.
 */
export function printExactly(at: usize, c: u64, q: i32, closer: bool): usize {
  const odd = c & 1;
  const k = (q * 1262611 - (closer ? 524031 : 0)) >> 22;
  const h = q + ((-k * 1741647) >> 19) + 1;
  const power = POWERS_OF_TEN + (usize(-k - LEAST_POWER) << 4);
  let gHigh = load<u64>(power);
  let gLow = load<u64>(power, 8);
  // The table is cut off; the method wants the next one above, where that was not exact.
  if (-k < 0 || -k > 55) {
    gLow++;
    if (gLow == 0) gHigh++;
  }
  // g · (4c · 2^h) in three words, and from it the two bounds, which are 2 · 2^h · g away (1 · 2^h · g where closer).
  const cp = (4 * c) << u64(h);
  const p0 = gLow * cp;
  const carry = mulHigh(gLow, cp);
  const p1 = gHigh * cp + carry;
  const p2 = mulHigh(gHigh, cp) + u64(p1 < carry);
  const s = u64(h + 1);
  const u0 = gLow << s;
  const u1 = (gHigh << s) | (gLow >> (64 - s));
  const u2 = gHigh >> (64 - s);
  const vb = p2 | u64(p1 > 1);
  const vbr = plus(p0, p1, p2, u0, u1, u2);
  const vbl = closer
    ? minus(p0, p1, p2, (u0 >> 1) | (u1 << 63), (u1 >> 1) | (u2 << 63), u2 >> 1)
    : minus(p0, p1, p2, u0, u1, u2);
  const lower = vbl + odd;
  const upper = vbr - odd;
  const scaled = vb >> 2;
  if (scaled >= 10) {
    const tens = mulHigh(scaled, 0xcccccccccccccccd) >> 3;
    const down = lower <= 40 * tens;
    const up = 40 * tens + 40 <= upper;
    if (down != up) return layOutInteger(at, tens + u64(up), k + 1);
  }
  const down = lower <= 4 * scaled;
  const up = 4 * scaled + 4 <= upper;
  if (down != up) return layOutInteger(at, scaled + u64(up), k);
  const middle = 4 * scaled + 2;
  const above = vb > middle || (vb == middle && (scaled & 1) != 0);
  return layOutInteger(at, scaled + u64(above), k);
}

/** The upper word of the sum, with a sticky bit for the middle one. */
@inline
function plus(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64): u64 {
  const low = a0 + b0;
  const part = a1 + b1;
  const middle = part + u64(low < a0);
  return (a2 + b2 + (u64(part < a1) | u64(middle < part))) | u64(middle > 1);
}

@inline
function minus(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64): u64 {
  const part = a1 - b1;
  const borrow = u64(a0 < b0);
  const middle = part - borrow;
  return (a2 - b2 - (u64(a1 < b1) | u64(part < borrow))) | u64(middle > 1);
}
