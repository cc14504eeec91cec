/**
 * Number to text, byte for byte what src/numerals/print.ts writes: the shortest decimal that reads back to the value in
 * its own type, the nearest of those.
 *
 * It stands next to x (see scales.ts): x rounded, where that is within half of a last place of the value; else x rounded
 * behind one more digit. Fractions of x are cut off behind 32 bits (36 for float32). Where what is missing could decide,
 * which is once in some millions, the exact method does, and for powers of two, whose lower neighbours are nearer.
 *
 * Few branches, few instructions: what can be foretold costs little, and the next number begins before this one is done.
 *
 * @see Giulietti 2021, "The Schubfach way to render doubles"; Guo's yy_double (2024) and Zverovich's Żmij (2025), which
 *   decide by one product
 */
import { printExactly } from './exact-shortest';
import { layOut, layOutInteger } from './layout';
import { decimalExponent, scaleOfDouble, scaleOfSingle } from './scales';
import { tenTo } from './tens';

const ZERO: u8 = 0x30;
const MINUS: u8 = 0x2d;
const EIGHT: u64 = 100000000;

/** More than what cut fractions are off by, in their units, ten of them too. */
const DOUBT: u64 = 128;

/** Writes a double; at most 25 bytes, but up to 48 are overwritten. Returns the end. */
export function printDouble(at: usize, value: f64): usize {
  return putShortest(at, value);
}

/** `printDouble` where rows are written: the call, and what has to be saved around it, are a tenth of its time. */
@inline
export function putShortest(at: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  const exponent = i32((bits >> 52) & 0x7ff);
  const fraction = bits & 0xfffffffffffff;
  if (u32(exponent - 1) >= 0x7fe) return printOddDouble(at, value);
  if (fraction == 0) return printOddDouble(at, value);
  const c = fraction | (u64(1) << 52);
  const scale = scaleOfDouble(exponent);
  const s = load<u64>(scale);
  const half = u64(load<u32>(scale, 12));
  // x / 10⁸ in `top` and, from 58 bits behind the point on, `behind`; by parts whose products' sums do not overflow.
  const top = (c >> 27) * (s >> 32);
  const behind =
    ((top & 0x7fffffff) << 27) +
    (c & 0x7ffffff) * (s >> 32) +
    (((c >> 27) * (s & 0xffffffff)) >> 5) +
    (((c & 0x7ffffff) * (s & 0xffffffff)) >> 32) +
    (((c >> 27) * u64(load<u32>(scale, 8))) >> 37);
  // Eight digits of it, and 32 bits behind them.
  const eight = ((behind >> 26) & 0xffffffff) * EIGHT + (((behind & 0x3ffffff) * EIGHT) >> 26);
  const f = eight & 0xffffffff;
  const above = f + half;
  const tenfold = f * 10 + (u64(1) << 31);
  if (isNear(f - half)) return printOddDouble(at, value);
  if (isNear(above)) return printOddDouble(at, value);
  if (isNear(tenfold)) return printOddDouble(at, value);
  const up = above >> 32;
  const last = f < half || up != 0 ? 0 : tenfold >> 32;
  const low = (eight >> 32) + up;
  const carry = u64(low == EIGHT);
  const high = (top >> 31) + (behind >> 58) + carry;
  store<u8>(at, MINUS);
  const point = decimalExponent(exponent - 1075) + 17;
  return layOut(at + usize(bits >> 63), high, carry != 0 ? 0 : low, last, point);
}

/** Whether what is missing behind 32 bits could carry them over. */
@inline
function isNear(difference: u64): bool {
  return u32(difference + DOUBT) < 2 * u32(DOUBT);
}

/** What `printDouble` leaves. */
function printOddDouble(at: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  const exponent = i32((bits >> 52) & 0x7ff);
  if (exponent == 0x7ff) return printName(at, value);
  store<u8>(at, MINUS);
  const to = at + usize(bits >> 63);
  if (value == 0) return printZero(to);
  const fraction = bits & 0xfffffffffffff;
  if (exponent == 0) return printExactly(to, fraction, -1074, false);
  return printExactly(to, fraction | (u64(1) << 52), exponent - 1075, fraction == 0 && exponent > 1);
}

/** Writes a float32 in its own shortest form; as `printDouble`. */
export function printSingle(at: usize, value: f32): usize {
  const bits = reinterpret<u32>(value);
  const exponent = i32((bits >> 23) & 0xff);
  const fraction = bits & 0x7fffff;
  if (u32(exponent - 1) >= 0xfe) return printOddSingle(at, value);
  if (fraction == 0) return printOddSingle(at, value);
  const c = u64(fraction | (1 << 23));
  const s = load<u64>(scaleOfSingle(exponent));
  // 36 bits behind the point.
  const x = ((c * (s >> 32)) << 4) + ((c * (s & 0xffffffff)) >> 28);
  const f = x & (ONE - 1);
  const half = s >> 29;
  const above = f + half;
  const tenfold = f * 10 + ONE / 2;
  if (isNearOne(f - half)) return printOddSingle(at, value);
  if (isNearOne(above)) return printOddSingle(at, value);
  if (isNearOne(tenfold)) return printOddSingle(at, value);
  const up = above >> 36;
  const last = f < half || up != 0 ? 0 : tenfold >> 36;
  // Seven to nine digits.
  const digits = ((x >> 36) + up) * 10 + last;
  const missing = i32(digits < EIGHT) + i32(digits < EIGHT / 10);
  const nine = digits * tenTo(missing);
  const high = (nine * 3435973837) >> 35; // / 10
  store<u8>(at, MINUS);
  const point = decimalExponent(exponent - 150) + 9 - missing;
  return layOut(at + usize(bits >> 31), high, (nine - 10 * high) * 10000000, 0, point);
}

const ONE: u64 = 1 << 36;

/** As `isNear`, behind 36 bits. */
@inline
function isNearOne(difference: u64): bool {
  return ((difference + DOUBT) & (ONE - 1)) < 2 * DOUBT;
}

/** What `printSingle` leaves. */
function printOddSingle(at: usize, value: f32): usize {
  const bits = reinterpret<u32>(value);
  const exponent = i32((bits >> 23) & 0xff);
  if (exponent == 0xff) return printName(at, f64(value));
  store<u8>(at, MINUS);
  const to = at + usize(bits >> 31);
  if (value == 0) return printZero(to);
  const fraction = bits & 0x7fffff;
  if (exponent == 0) return printExactly(to, fraction, -149, false);
  return printExactly(to, fraction | (1 << 23), exponent - 150, fraction == 0 && exponent > 1);
}

/** Writes an integer of 32 bits; as `printDouble`. */
export function printInteger(at: usize, value: i32): usize {
  store<u8>(at, MINUS);
  const to = at + usize(value < 0);
  return value == 0 ? printZero(to) : layOutInteger(to, u64(abs(i64(value))), 0);
}

@inline
function printZero(at: usize): usize {
  store<u8>(at, ZERO);
  return at + 1;
}

function printName(at: usize, value: f64): usize {
  if (value != value) {
    store<u32>(at, 0x4e614e); // NaN
    return at + 3;
  }
  store<u8>(at, MINUS);
  const to = at + usize(value < 0);
  store<u64>(to, 0x7974696e69666e49); // Infinity
  return to + 8;
}
