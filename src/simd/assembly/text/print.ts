/**
 * Number to text, byte for byte what src/numerals/print.ts writes: the shortest decimal that reads back to the value in
 * its own type, the nearest of those.
 *
 * @see Giulietti 2021, "The Schubfach way to render doubles"; the names of the variables are his
 */
import { LEAST_POWER, POWERS_OF_TEN } from './powers';
import { mulHigh } from './wide';

const ZERO: u8 = 0x30;
const ZEROS: u64 = 0x3030303030303030;

/** Writes a double; at most 25 bytes, but up to 48 are overwritten. Returns the end. */
export function printDouble(at: usize, value: f64): usize {
  let bits = reinterpret<u64>(value);
  let to = at;
  if (bits >> 63 != 0) {
    if (value == value) store<u8>(to++, 0x2d);
    bits &= 0x7fffffffffffffff;
  }
  if (bits == 0) return digit(to, 0);
  if (bits >= 0x7ff0000000000000) return printName(to, value);
  const fraction = bits & 0xfffffffffffff;
  const exponent = i32(bits >> 52);
  if (exponent == 0) return shortest(to, fraction, -1074, false);
  const significand = fraction | (u64(1) << 52);
  const power = exponent - 1075;
  if (power <= 0 && power > -53) {
    const places = u64(-power);
    if ((significand & ((u64(1) << places) - 1)) == 0) return layOut(to, significand >> places, 0);
  }
  return shortest(to, significand, power, fraction == 0 && exponent > 1);
}

/** Writes a float32 in its own shortest form; as `printDouble`. */
export function printSingle(at: usize, value: f32): usize {
  let bits = reinterpret<u32>(value);
  let to = at;
  if (bits >> 31 != 0) {
    if (value == value) store<u8>(to++, 0x2d);
    bits &= 0x7fffffff;
  }
  if (bits == 0) return digit(to, 0);
  if (bits >= 0x7f800000) return printName(to, f64(value));
  const fraction = bits & 0x7fffff;
  const exponent = i32(bits >> 23);
  if (exponent == 0) return shortest(to, fraction, -149, false);
  const significand = u64(fraction | (1 << 23));
  const power = exponent - 150;
  if (power <= 0 && power > -24) {
    const places = u64(-power);
    if ((significand & ((u64(1) << places) - 1)) == 0) return layOut(to, significand >> places, 0);
  }
  return shortest(to, significand, power, fraction == 0 && exponent > 1);
}

/** Writes an integer of 32 bits; as `printDouble`. */
export function printInteger(at: usize, value: i32): usize {
  let to = at;
  if (value < 0) store<u8>(to++, 0x2d);
  const magnitude = u64(abs(i64(value)));
  return magnitude == 0 ? digit(to, 0) : layOut(to, magnitude, 0);
}

@inline
function digit(at: usize, value: u8): usize {
  store<u8>(at, ZERO + value);
  return at + 1;
}

function printName(at: usize, value: f64): usize {
  if (value != value) {
    store<u32>(at, 0x4e614e); // NaN
    return at + 3;
  }
  store<u64>(at, 0x7974696e69666e49); // Infinity
  return at + 8;
}

/**
 * The value is c · 2^q. Its neighbours lie `closer` below at a power of two. All decimals of an interval are compared as
 * multiples of 10^k, scaled to integers of 64 bits with two bits and a sticky one behind the point.
 */
function shortest(at: usize, c: u64, q: i32, closer: bool): usize {
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
    if (down != up) return layOut(at, tens + u64(up), k + 1);
  }
  const down = lower <= 4 * scaled;
  const up = 4 * scaled + 4 <= upper;
  if (down != up) return layOut(at, scaled + u64(up), k);
  const middle = 4 * scaled + 2;
  const above = vb > middle || (vb == middle && (scaled & 1) != 0);
  return layOut(at, scaled + u64(above), k);
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

/**
 * Writes f · 10^e as JavaScript does: see src/numerals/layout.ts. The digits stay in registers where they can: what was
 * just stored in words is slow to load across them.
 *
 * @param f  above 0 and below 10¹⁷
 */
function layOut(at: usize, f: u64, e: i32): usize {
  // The digits of f end 16 places behind those of its first digit, which may be 0: top, middle and low.
  const upper = f < 100000000 ? 0 : mulHigh(f, 0xabcc77118461cefd) >> 26; // f / 10⁸
  const low = eightDigits(u32(f - upper * 100000000));
  // Of f itself, so that it need not wait for `upper`: f / 10¹⁶.
  const top = u32(mulHigh(f >> 16, 0xe69594bec44de15c) >> 37);
  const middle = upper == 0 ? 0 : eightDigits(u32(upper) - top * 100000000);
  const all = i32(top != 0) + 16;
  let skipped: i32 = 0;
  if (top == 0) skipped = middle != 0 ? i32(ctz(middle)) >> 3 : 8 + (i32(ctz(low)) >> 3);
  let trailing = low != 0 ? i32(clz(low)) >> 3 : 8 + (i32(clz(middle)) >> 3);
  if (low == 0 && middle == 0) trailing = 16;
  const count = all - skipped - trailing;
  return place(at, top, middle, low, skipped, count, all - skipped + e);
}

/** Writes all digits but the zeros before the first; those behind the last are written over. */
@inline
function putDigits(at: usize, top: u32, middle: u64, low: u64, skipped: i32): void {
  if (top != 0) {
    store<u8>(at, ZERO + u8(top));
    store<u64>(at, middle | ZEROS, 1);
    store<u64>(at, low | ZEROS, 9);
  } else if (skipped < 8) {
    store<u64>(at, (middle | ZEROS) >> u64(skipped << 3));
    store<u64>(at + usize(8 - skipped), low | ZEROS);
  } else store<u64>(at, (low | ZEROS) >> u64((skipped - 8) << 3));
}

/** The digits of a number below 10⁸, the first in the lowest byte. */
@inline
function eightDigits(value: u32): u64 {
  const high = value / 10000;
  const fours = u64(high) | (u64(value - high * 10000) << 32);
  const hundreds = ((fours * 10486) >> 20) & 0x0000007f0000007f;
  const pairs = ((fours - 100 * hundreds) << 16) + hundreds;
  const tens = ((pairs * 103) >> 10) & 0x000f000f000f000f;
  return tens + ((pairs - 10 * tens) << 8);
}

/** @param point  how many digits stand before the point; may be none, less than none, or more than there are */
function place(at: usize, top: u32, middle: u64, low: u64, skipped: i32, count: i32, point: i32): usize {
  if (point > 21 || point <= -6) return scientific(at, top, middle, low, skipped, count, point);
  if (point <= 0) {
    store<u64>(at, 0x3030303030302e30); // 0.000000
    const to = at + 2 + usize(-point);
    putDigits(to, top, middle, low, skipped);
    return to + usize(count);
  }
  if (point >= count) {
    putDigits(at, top, middle, low, skipped);
    store<u64>(at + usize(count), ZEROS);
    store<u64>(at + usize(count) + 8, ZEROS);
    store<u64>(at + usize(count) + 16, ZEROS);
    return at + usize(point);
  }
  putDigits(at + 1, top, middle, low, skipped);
  for (let i: usize = 0; i < usize(point); i++) store<u8>(at + i, load<u8>(at + i + 1));
  store<u8>(at + usize(point), 0x2e);
  return at + usize(count) + 1;
}

function scientific(at: usize, top: u32, middle: u64, low: u64, skipped: i32, count: i32, point: i32): usize {
  putDigits(at + 1, top, middle, low, skipped);
  store<u8>(at, load<u8>(at + 1));
  let to = at + 1;
  if (count > 1) {
    store<u8>(to, 0x2e);
    to += usize(count);
  }
  store<u8>(to++, 0x65);
  store<u8>(to++, point > 0 ? 0x2b : 0x2d);
  const power = u32(abs(point - 1));
  if (power >= 100) to = digit(to, u8(power / 100));
  if (power >= 10) to = digit(to, u8((power / 10) % 10));
  return digit(to, u8(power % 10));
}
