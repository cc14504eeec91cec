/**
 * Number to text: the shortest decimal that reads back to the same value in the value's own type, in JavaScript's
 * syntax (`0.1`, `1e-7`, `1.5e+22`), so that a float32 column is not written with the seventeen digits of a double.
 */

import { LOW_UNIT, layOut } from './layout.js';
import { writeShortestDouble } from './shortest-double.js';

export { LONGEST_NUMERAL } from './layout.js';

/** A binary format as far as printing needs it. */
interface Shape {
  /** Bits of the significand, the hidden one included. */
  readonly precision: number;
  /** Exponent of the smallest normal number. */
  readonly lowest: number;
}

const FLOAT16: Shape = { precision: 11, lowest: -14 };
const FLOAT32: Shape = { precision: 24, lowest: -126 };

/**
 * The shortest decimal that reads back to `value` in its own type, the closest to `value` among those (of two the even one); `-0` is `-0`,
 * and `NaN`, `Infinity`, `-Infinity` are written so. It survives a reader that goes through a double, too.
 *
 * @param value  for `float` 32 rounded to a float32 first; for 16 a value that a float16 holds
 */
export function printNumeral(value: number, float: 16 | 32 | 64): string {
  const own = float === 32 ? Math.fround(value) : value;
  if (own === 0) return Object.is(own, -0) ? '-0' : '0';
  if (float === 64 || !Number.isFinite(own)) return String(own);
  if (Number.isInteger(own) && Math.abs(own) < 1 << 11) return String(own);
  const near = shortest(Math.abs(own), float === 32 ? FLOAT32 : FLOAT16);
  return String(own < 0 ? -near : near);
}

/**
 * Writes what `printNumeral` gives as bytes, for most values without making a string, which is faster and spares the
 * heap.
 *
 * @param bytes  with room for `LONGEST_NUMERAL` bytes at `at`
 * @returns the end of what was written
 */
export function writeNumeral(
  value: number,
  float: 16 | 32 | 64,
  bytes: Uint8Array,
  at: number,
): number {
  const own = float === 32 ? Math.fround(value) : value;
  const magnitude = Math.abs(own);
  if (!(magnitude > 0 && magnitude < Number.POSITIVE_INFINITY)) {
    return writeAscii(printNumeral(own, 64), bytes, at);
  }
  const start = own < 0 ? at + 1 : at;
  const end =
    float === 64
      ? writeShortestDouble(magnitude, bytes, start)
      : writeShortestFloat(magnitude, float === 32 ? FLOAT32 : FLOAT16, bytes, start);
  if (end < 0) return writeAscii(printNumeral(own, float), bytes, at);
  if (own < 0) bytes[at] = MINUS;
  return end;
}

const MINUS = 0x2d;

/** As `writeShortestDouble`. */
function writeShortestFloat(value: number, shape: Shape, bytes: Uint8Array, at: number): number {
  if (value < 1 << 11 && Number.isInteger(value)) return layOut(0, value, 0, bytes, at);
  const places = placesOf(value);
  const digits = digitsOf(value, shape, places);
  if (digits === undefined) return -1;
  const high = Math.floor(digits / LOW_UNIT);
  return layOut(high, digits - high * LOW_UNIT, -places, bytes, at);
}

/** Writes text that is ASCII; returns the end. */
export function writeAscii(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

const POWERS_OF_TEN = Float64Array.from({ length: 60 }, (_, i) => Number(`1e${i}`));
const EXACT_POWERS = 22;
const LOG10_OF_2 = Math.LOG10E * Math.LN2;

/** Digits before rounding: enough for a unit of them to be finer than any float32's interval. */
const DIGITS = 9;
/** Scaled bounds are below 2·10⁹ and twice rounded, so they are off by less than 2·10⁹ · 2⁻⁵² ≈ 4.5·10⁻⁷. */
const DOUBT = 1e-6;

/**
 * The double that stands nearest to the shortest decimal of `value`. A decimal of at most 15 digits is the shortest
 * one of its double, so that `String` gives back just these digits.
 *
 * The decimals that round to `value` are those between the midpoints to its neighbours. Both midpoints are scaled to
 * nine digits before the point; the answer is a multiple, between them, of the largest power of ten that has one.
 * Doubles decide nearly always; where a bound is too near to call, `exactly` does.
 *
 * @param value  positive and finite
 */
function shortest(value: number, shape: Shape): number {
  const places = placesOf(value);
  const digits = digitsOf(value, shape, places);
  return digits === undefined ? exactly(value, shape, places) : unscale(digits, places);
}

/** The power of ten that brings nine or ten digits before the point. */
function placesOf(value: number): number {
  return DIGITS - 1 - Math.floor(binaryExponent(value) * LOG10_OF_2);
}

/** The shortest decimal as an integer, times 10^places; `undefined` where doubles cannot tell. */
function digitsOf(value: number, shape: Shape, places: number): number | undefined {
  const ulp = ulpOf(value, shape);
  const low = value - ulp / (standsNarrow(value, ulp, shape) ? 4 : 2);
  return between(scale(low, places), scale(value, places), scale(value + ulp / 2, places));
}

function ulpOf(value: number, { precision, lowest }: Shape): number {
  return powerOfTwo(Math.max(binaryExponent(value), lowest) - precision + 1);
}

/** Below a power of two the neighbours stand twice as close, except where the subnormal numbers begin. */
function standsNarrow(value: number, ulp: number, { precision, lowest }: Shape): boolean {
  return binaryExponent(value) > lowest && value / ulp === 1 << (precision - 1);
}

function scale(value: number, places: number): number {
  return places < 0 ? value / POWERS_OF_TEN[-places] : value * POWERS_OF_TEN[places];
}

function unscale(digits: number, places: number): number {
  return Math.abs(places) <= EXACT_POWERS ? scale(digits, -places) : Number(`${digits}e${-places}`);
}

/** The roundest number between the bounds and nearest to `value`; `undefined` where doubles cannot tell. */
function between(low: number, value: number, high: number): number | undefined {
  let unit = 1;
  for (;;) {
    const below = Math.floor(high / (unit * 10)) * unit * 10;
    if (near(below, low) || near(below, high) || near(below + unit * 10, high)) return undefined;
    if (below < low) break;
    unit *= 10;
  }
  const down = Math.floor(value / unit) * unit;
  const up = down + unit;
  if (near(down, low) || near(up, high) || near(down + up, 2 * value)) return undefined;
  if (up > high) return down;
  if (down < low) return up;
  return value - down < up - value ? down : up;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 2 * DOUBT;
}

/** `shortest` in integers, everything times a common denominator; a bound is inside where ties round to `value`. */
function exactly(value: number, shape: Shape, places: number): number {
  const ulp = ulpOf(value, shape);
  const low = value - ulp / (standsNarrow(value, ulp, shape) ? 4 : 2);
  const high = value + ulp / 2;
  const even = (value / ulp) % 2 === 0;
  const ten = 10n ** BigInt(Math.abs(places));
  const scaled = (x: number) => (places > 0 ? fixed(x) * ten : fixed(x));
  const one = places < 0 ? ten << FRACTION : 1n << FRACTION;
  const [from, middle, to] = [scaled(low), scaled(value), scaled(high)];

  for (let unit = 10n ** BigInt(DIGITS + 1); ; unit /= 10n) {
    const steps = middle / (one * unit);
    const [down, up] = [steps * unit, (steps + 1n) * unit];
    // Of two that are equally near the one with the even last digit, as everywhere in this trade.
    const half = (down + up) * one - 2n * middle;
    const downFirst = half > 0n || (half === 0n && steps % 2n === 0n);
    for (const digits of downFirst ? [down, up] : [up, down]) {
      const n = digits * one;
      if ((n <= from || n >= to) && !(even && (n === from || n === to))) continue;
      const double = Number(`${digits}e${-places}`);
      // A reader rounds twice when it goes through a double, and the first step must not end on a bound.
      if ((double > low && double < high) || even) return double;
    }
  }
}

/** Below the last bit of any float32 midpoint: 2⁻¹⁵⁰, and 2⁻¹⁵² beside a power of two. */
const FRACTION = 160n;

/** x · 2^FRACTION, exactly. */
function fixed(x: number): bigint {
  const exponent = binaryExponent(x) - 52;
  const significand = BigInt(x * 2 ** -exponent);
  const left = BigInt(exponent) + FRACTION;
  return left >= 0n ? significand << left : significand >> -left;
}

/** A table: `2 ** n` is a call of a function that would cost more than all the rest. */
const POWERS_OF_TWO = Float64Array.from({ length: 400 }, (_, i) => 2 ** (i - 200));

function powerOfTwo(n: number): number {
  return POWERS_OF_TWO[n + 200];
}

const DOUBLE = new DataView(new ArrayBuffer(8));

/** ⌊log₂ x⌋ of a positive double that is normal, as every float32 and float16 is. */
function binaryExponent(x: number): number {
  DOUBLE.setFloat64(0, x);
  return (DOUBLE.getUint32(0) >>> 20) - 1023;
}
