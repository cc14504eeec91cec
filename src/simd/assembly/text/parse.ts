/**
 * Text to number with the grammar and the results of src/numerals/parse.ts, where both are told.
 *
 * @see Lemire 2021, "Number parsing at a gigabyte per second", for `scaled`; Clinger 1990 for the exact fast path
 */
import { LEAST_POWER, POWERS_OF_TEN } from './powers';
import { mulHigh } from './wide';

/** The host's own parser, for the few texts that need more than 128 bits: about one of 10⁵, and subnormal numbers. */
@external("env", "exact")
declare function exact(start: usize, end: usize): f64;

/** Behind the last byte that `parseNumeral` took; 0 where the bytes at hand begin no numeral. */
export let numeralEnd: usize = 0;

const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const LOWER_E: u32 = 0x65;

/** Digits that a 64-bit integer holds, whichever they are. */
const MOST_DIGITS: i32 = 19;

/** The longest numeral that begins at `start`. Behind the text stands a byte that no numeral has. */
export function parseNumeral(start: usize): f64 {
  let at = start;
  let byte: u32 = load<u8>(at);
  const negative = byte == MINUS;
  // Without a branch, for nobody can foretell signs.
  at += usize(negative) + usize(byte == PLUS);
  const first = at;
  let mantissa: u64 = 0;
  let digit: u32 = u32(load<u8>(at)) - ZERO;
  while (digit < 10) {
    mantissa = mantissa * 10 + digit;
    digit = u32(load<u8>(++at)) - ZERO;
  }
  let digits = i32(at - first);
  numeralEnd = 0;
  if (digits > 1 && load<u8>(first) == ZERO) return 0;
  let exponent: i32 = 0;
  if (digit == POINT - ZERO) {
    const fraction = ++at;
    let eight = load<u64>(at);
    while (areDigits(eight)) {
      mantissa = mantissa * 100000000 + valueOf(eight);
      at += 8;
      eight = load<u64>(at);
    }
    digit = u32(load<u8>(at)) - ZERO;
    while (digit < 10) {
      mantissa = mantissa * 10 + digit;
      digit = u32(load<u8>(++at)) - ZERO;
    }
    exponent = i32(fraction) - i32(at);
    digits -= exponent;
  }
  if (digits == 0) return 0;
  const last = at;
  if (((digit + ZERO) | 0x20) == LOWER_E) {
    byte = load<u8>(++at);
    const down = byte == MINUS;
    if (down || byte == PLUS) at++;
    const scale = at;
    let power: i32 = 0;
    digit = u32(load<u8>(at)) - ZERO;
    while (digit < 10) {
      // Beyond any exponent of a double, and of any that its digits could make up for.
      if (power < 100000000) power = power * 10 + i32(digit);
      digit = u32(load<u8>(++at)) - ZERO;
    }
    if (at == scale) return 0;
    exponent += down ? -power : power;
  }
  numeralEnd = at;
  let value: f64;
  if (digits > MOST_DIGITS) value = parseLong(first, last, exponent, start, at);
  else value = parseShort(mantissa, exponent, start, at);
  return copysign(value, negative ? -1.0 : 1.0);
}

function parseShort(mantissa: u64, exponent: i32, start: usize, end: usize): f64 {
  if (mantissa <= 9007199254740991 && exponent >= -22 && exponent <= 22) {
    const value = f64(mantissa);
    return exponent < 0 ? value / exactPower(-exponent) : value * exactPower(exponent);
  }
  const value = scaled(mantissa, exponent);
  return certain ? value : abs(exact(start, end));
}

/**
 * Of more digits than fit only the leading ones count, where the number that they make and the next one are rounded
 * alike.
 */
function parseLong(first: usize, last: usize, exponent: i32, start: usize, end: usize): f64 {
  let mantissa: u64 = 0;
  let taken: i32 = 0;
  let dropped: i32 = 0;
  for (let at = first; at < last; at++) {
    const digit: u32 = u32(load<u8>(at)) - ZERO;
    if (digit >= 10) continue;
    if (taken == MOST_DIGITS) {
      dropped++;
      continue;
    }
    mantissa = mantissa * 10 + digit;
    if (mantissa != 0) taken++;
  }
  if (dropped == 0) return parseShort(mantissa, exponent, start, end);
  const value = scaled(mantissa, exponent + dropped);
  if (certain && scaled(mantissa + 1, exponent + dropped) == value && certain) return value;
  return abs(exact(start, end));
}

/** Whether `scaled` found a value, and the only one. */
let certain: bool = false;

/** The double nearest to mantissa · 10^exponent. */
function scaled(mantissa: u64, exponent: i32): f64 {
  certain = true;
  if (mantissa == 0 || exponent < LEAST_POWER) return 0;
  if (exponent > 308) return Infinity;
  const zeros = clz(mantissa);
  const normal = mantissa << zeros;
  const power = POWERS_OF_TEN + (usize(exponent - LEAST_POWER) << 4);
  const high = load<u64>(power);
  let upper = mulHigh(normal, high);
  let lower = normal * high;
  if ((upper & 0x1ff) == 0x1ff) {
    // The bits to come could carry into the ones that are kept: the lower half of the power decides.
    const more = mulHigh(normal, load<u64>(power, 8));
    lower += more;
    if (lower < more) upper++;
    if ((upper & 0x1ff) == 0x1ff && lower + 1 == 0) certain = false;
  }
  const shift = upper >> 63;
  let significand = upper >> (shift + 9);
  // ⌊exponent · log₂ 10⌋ + 1087: 1023 and the 64 bits of the mantissa.
  const exponentBits = i64((217706 * exponent) >> 16) + 1087 - i64(zeros) - i64(shift ^ 1);
  // Half-way cases, as far as these bits tell.
  if (lower == 0 && (upper & 0x1ff) == 0 && (significand & 3) == 1) certain = false;
  significand += significand & 1;
  significand >>= 1;
  let binary = exponentBits;
  if (significand >> 53 != 0) {
    significand >>= 1;
    binary++;
  }
  if (binary <= 0 || binary >= 0x7ff) {
    certain = false;
    return 0;
  }
  return reinterpret<f64>((u64(binary) << 52) | (significand & 0xfffffffffffff));
}

/** Whether all eight bytes are digits. */
@inline
function areDigits(bytes: u64): bool {
  const high: u64 = 0xf0f0f0f0f0f0f0f0;
  return ((bytes & high) | (((bytes + 0x0606060606060606) & high) >> 4)) == 0x3333333333333333;
}

/** The number that eight digits make, in pairs, in fours, together. */
@inline
function valueOf(bytes: u64): u64 {
  let value = ((bytes & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  value = ((value & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((value & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  1e19, 1e20, 1e21, 1e22,
]);

@inline
export function exactPower(n: i32): f64 {
  return load<f64>(EXACT_POWERS + (usize(n) << 3));
}
