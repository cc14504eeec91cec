/**
 * Numbers to text with so many significant digits, zeros at the end left out: byte for byte what `printSignificant` of
 * src/numerals/rounded.ts writes. What is rounded is the exact value, and a half goes up.
 *
 * The value is scaled by a power of ten of 128 bits, cut off, and so is the product: x < 2 · 10^digits is too small where it
 * should be an integer or a half, by one in its 128th bit. That is added; x is then within one part of 2^126. No double
 * but those that are an integer or a half just so comes as near to one (test/numerals/no-near-halves.test.ts computes how near
 * any comes), so that the digits, and the first bit behind them, are those of the exact x.
 */
import { layOutInteger } from './layout';
import { printDouble } from './print';
import { binaryExponent, decimalExponent, powerOfTen } from './scales';
import { tenTo } from './tens';
import { mulHigh } from './wide';

/** @param digits  1 to 17 */
export function printSignificant(at: usize, value: f64, digits: i32): usize {
  const bits = reinterpret<u64>(value);
  const magnitude = bits & 0x7fffffffffffffff;
  if (magnitude - 1 >= 0x7fefffffffffffff) return printDouble(at, value); // zeros, and what is no number
  const fraction = bits & 0xfffffffffffff;
  const exponent = i32(magnitude >> 52);
  const c = exponent == 0 ? fraction : fraction | (u64(1) << 52);
  const empty = clz(c);
  // 2^binary ≤ |value| < 2^(binary + 1)
  const binary = max(exponent, 1) - 1012 - i32(empty);
  const places = digits - 1 - decimalExponent(binary);
  const upper = upperWord(c << empty, powerOfTen(places));
  const behind = u64(62 - binary - binaryExponent(places));
  let integer = upper >> behind;
  let power = -places;
  if (integer < tenTo(digits)) integer += (upper >> (behind - 1)) & 1;
  else {
    // There is a digit too many.
    const tenth = integer / 10;
    integer = tenth + u64(integer - 10 * tenth >= 5);
    power++;
  }
  if (integer == tenTo(17)) {
    integer = tenTo(16);
    power++;
  }
  store<u8>(at, 0x2d);
  return layOutInteger(at + usize(bits >> 63), integer, power);
}

/** Of the product of a word and two, what was cut off added to it. */
@inline
function upperWord(word: u64, two: usize): u64 {
  const high = load<u64>(two);
  const low = mulHigh(word, load<u64>(two, 8));
  const middle = word * high + low;
  return mulHigh(word, high) + u64(middle < low) + u64(middle == 0xffffffffffffffff);
}
