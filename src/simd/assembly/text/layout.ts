/**
 * Decimal digits to text, as JavaScript writes numbers: see src/numerals/layout.ts. Where the point stands nobody can
 * foretell, so that from 0.000001 to 10¹⁶ nothing branches on it: a table says for each place of the first sixteen bytes
 * which digit stands there, or which other character.
 */
import { sixteenDigits } from './digits';
import { countDigits, tenTo } from './tens';
import { mulHigh } from './wide';

const ZERO: u8 = 0x30;
const POINT: u8 = 0x2e;
const ZEROS = memory.data<u64>([0x3030303030303030, 0x3030303030303030], 16);

/** Points that the table has; behind the last one no digit is moved. */
const LEAST_POINT: i32 = -5;
const LARGEST_POINT: i32 = 16;
const POINTS: i32 = LARGEST_POINT - LEAST_POINT + 1;
/** Beyond, numbers are written with an exponent. */
const LARGEST_PLAIN: i32 = 21;

/** Sixteen indices of digits and sixteen characters, for each point, with and without a zero before the digits. */
const FORMS = memory.data(2 * POINTS * 32, 16);
const BLANK: u8 = 0xff;

for (let point = LEAST_POINT; point <= LARGEST_POINT; point++) {
  for (let i: i32 = 0; i < 16; i++) {
    const moved = point > 0 ? i32(i > point) : 2 - point;
    const isPoint = i == (point > 0 ? point : 1);
    const isZero = i < moved && point <= 0;
    for (let zeros: i32 = 0; zeros <= 1; zeros++) {
      const form = formOf(point, zeros) + usize(i);
      store<u8>(form, isPoint || isZero ? BLANK : u8(i - moved + zeros));
      store<u8>(form, isPoint ? POINT : isZero ? ZERO : 0, 16);
    }
  }
}

@inline
function formOf(point: i32, zeros: i32): usize {
  return FORMS + (usize(point - LEAST_POINT + zeros * POINTS) << 5);
}

/**
 * Writes 0.HHHHHHHHLLLLLLLLD · 10^point, trailing zeros left out.
 *
 * @param high  from 10⁶ to 10⁸; low, below 10⁸; last, below 10
 */
@inline
export function layOut(at: usize, high: u64, low: u64, last: u64, point: i32): usize {
  const zeros = i32(high < 10000000);
  const digits = sixteenDigits(high, low);
  const places = i32(i8x16.bitmask(i8x16.gt_s(digits, i8x16.splat(0)))) | (i32(last != 0) << 16);
  const count = 32 - i32(clz(places)) - zeros;
  const text = v128.or(digits, v128.load(ZEROS));
  const stands = point - zeros;
  return u32(stands - LEAST_POINT) < u32(POINTS - 1)
    ? place(at, text, zeros, u8(last), count, stands)
    : placeFar(at, text, zeros, u8(last), count, stands);
}

/** @param point  how many digits stand before the point: none, or less than none, where zeros follow it */
@inline
function place(at: usize, text: v128, zeros: i32, last: u8, count: i32, point: i32): usize {
  const form = formOf(point, zeros);
  // As the digits stand behind the point; what is before it is then written over.
  const moved = point > 0 ? 1 : 2 - point;
  const to = at + usize(moved - zeros);
  v128.store(to, text);
  store<u8>(to, ZERO + last, 16);
  v128.store(at, v128.or(i8x16.swizzle(text, v128.load(form)), v128.load(form, 16)));
  return at + usize(count > point ? count + moved : point);
}

function placeFar(at: usize, text: v128, zeros: i32, last: u8, count: i32, point: i32): usize {
  return point > 0 && point <= LARGEST_PLAIN
    ? placeWhole(at, text, zeros, last, count, point)
    : placeWithExponent(at, text, zeros, last, count, point);
}

/** Of 16 to 21 digits before the point, one digit may stand behind it. */
function placeWhole(at: usize, text: v128, zeros: i32, last: u8, count: i32, point: i32): usize {
  v128.store(at, i8x16.swizzle(text, v128.load(formOf(LARGEST_POINT, zeros))));
  const to = at + usize(16 - zeros);
  store<u8>(to, ZERO + last);
  if (count > point) {
    store<u8>(to, POINT);
    store<u8>(to, ZERO + last, 1);
    return to + 2;
  }
  store<u64>(to, 0x3030303030303030, 1);
  return at + usize(point);
}

function placeWithExponent(at: usize, text: v128, zeros: i32, last: u8, count: i32, point: i32): usize {
  const to = place(at, text, zeros, last, count, 1);
  const power = u32(abs(point - 1));
  const hundreds = (power * 41) >> 12;
  const rest = power - 100 * hundreds;
  const tens = (rest * 103) >> 10;
  const digits = hundreds | (tens << 8) | ((rest - 10 * tens) << 16) | 0x303030;
  const count2 = 1 + i32(power >= 10) + i32(power >= 100);
  store<u16>(to, point > 0 ? 0x2b65 : 0x2d65); // e+ and e-
  store<u32>(to, digits >> u32((3 - count2) << 3), 2);
  return to + 2 + usize(count2);
}

/** Writes f · 10^e, for f above 0 and below 10¹⁷. */
export function layOutInteger(at: usize, f: u64, e: i32): usize {
  const count = countDigits(f);
  const seventeen = f * tenTo(17 - count);
  const high = mulHigh(seventeen >> 9, 0x44b82fa09b5a53) >> 11; // / 10⁹
  const rest = seventeen - high * 1000000000;
  const low = (rest * 3435973837) >> 35; // / 10
  return layOut(at, high, low, rest - 10 * low, count + e);
}
