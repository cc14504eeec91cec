/**
 * Numbers to text in the form that the host has set: the shortest, with so many significant digits, or with so many
 * decimals; byte for byte what src/numerals/rounded.ts writes.
 *
 * A double is c · 2^q, and with N ≤ 17 decimals c · 10^N has less than 128 bits: so what is rounded is exact.
 */
import { printDouble, printSingle } from './print';
import { printSignificant } from './print-significant';
import { mulHigh } from './wide';

const ZERO: u8 = 0x30;
const DIGITS: i32 = 18;

/** 10⁰ to 10¹⁷. */
const TENS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
]);

/** Room for the digits of a number, leading zeros among them; what is copied reaches beyond. */
const digits = memory.data(64, 16);

let precision: i32 = -1;
let significant: i32 = 0;

/**
 * @param decimals  0 to 17, or −1. Magnitudes have to be below 10^(18 − decimals) then, but for infinities
 * @param digits  where there are no decimals: significant digits, 1 to 17; 0 for the shortest form
 */
export function setRounding(decimals: i32, digits: i32): void {
  precision = decimals;
  significant = digits;
}

/** Whether `putDouble` and `putSingle` are not just `printDouble` and `printSingle`. */
@inline
export function isRounded(): bool {
  return precision >= 0 || significant > 0;
}

/** Writes a double; at most 26 bytes, but up to 48 are overwritten. Returns the end. */
export function putDouble(at: usize, value: f64): usize {
  return isRounded() ? printRounded(at, value) : printDouble(at, value);
}

/** Writes a float32; as `putDouble`. */
export function putSingle(at: usize, value: f32): usize {
  return isRounded() ? printRounded(at, f64(value)) : printSingle(at, value);
}

function printRounded(at: usize, value: f64): usize {
  return precision < 0 ? printSignificant(at, value, significant) : printFixed(at, value);
}

function printFixed(at: usize, value: f64): usize {
  const bits = reinterpret<u64>(value) & 0x7fffffffffffffff;
  if (bits >= 0x7ff0000000000000) return printDouble(at, value);
  const rounded = scaled(bits);
  let to = at;
  // What is zero in decimals has no sign.
  if (value < 0 && rounded != 0) store<u8>(to++, 0x2d);
  return place(to, rounded);
}

/** The magnitude times 10^precision, rounded to the nearest integer, of two the larger one. */
function scaled(bits: u64): u64 {
  const fraction = bits & 0xfffffffffffff;
  const exponent = i32(bits >> 52);
  const significand = exponent == 0 ? fraction : fraction | (u64(1) << 52);
  const power = max(exponent, 1) - 1075;
  const ten = load<u64>(TENS + (usize(precision) << 3));
  let low = significand * ten;
  if (power >= 0) return low << u64(power);
  let high = mulHigh(significand, ten);
  const shift = -power;
  if (shift > 126) return 0;
  // Half of the last place is added before the rest is cut off.
  if (shift > 64) high += u64(1) << u64(shift - 65);
  else {
    const half = u64(1) << u64(shift - 1);
    low += half;
    high += u64(low < half);
  }
  if (shift >= 64) return high >> u64(shift - 64);
  return (low >> u64(shift)) | (high << u64(64 - shift));
}

/** Lays out an integer below 10¹⁸, of which the last `precision` digits are decimals. */
function place(at: usize, value: u64): usize {
  // Divisions of 32 bits by a constant are multiplications; those of 64 are not.
  const upper = u32(value / 1000000000);
  putNine(digits, upper);
  putNine(digits + 9, u32(value - u64(upper) * 1000000000));
  let first = DIGITS - 1 - precision;
  // No zeros but one before the point.
  let begin = 0;
  while (begin < first && load<u8>(digits + usize(begin)) == ZERO) begin++;
  first++;
  const whole = usize(first - begin);
  v128.store(at, v128.load(digits + usize(begin)));
  v128.store(at + 16, v128.load(digits + usize(begin) + 16));
  const to = at + whole;
  if (precision == 0) return to;
  store<u8>(to, 0x2e);
  v128.store(to + 1, v128.load(digits + usize(first)));
  store<u16>(to + 17, load<u16>(digits + usize(first) + 16));
  return to + 1 + usize(precision);
}

/** Nine digits, leading zeros among them. */
function putNine(at: usize, value: u32): void {
  let rest = value;
  for (let to = at + 8; to >= at; to--) {
    const tenth = rest / 10;
    store<u8>(to, ZERO + u8(rest - tenth * 10));
    rest = tenth;
  }
}
