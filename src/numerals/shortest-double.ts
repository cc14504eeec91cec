import { LOW_UNIT, layOut } from './layout.js';
import { LARGEST_POWER, LEAST_POWER, powerOfTen, restOfPower } from './powers-of-ten.js';

/** Digits before the point after scaling: with them a unit is finer than the interval of any double. */
const DIGITS = 17;
/** What scaling may be off by, many times over: the low part is rounded to 2⁻²⁷, all before it to less. */
const DOUBT = 1e-6;

const LOG10_OF_2 = Math.LOG10E * Math.LN2;
/** Halves a double into two of 26 bits (Dekker), so that products of halves are exact. */
const SPLITTER = 2 ** 27 + 1;
const EXPONENT_BIAS = 1023;

const DOUBLE = new Float64Array(1);
/** Little-endian, as all machines are that run JavaScript; the tests would say so if not. */
const WORDS = new Uint32Array(DOUBLE.buffer);

/**
 * Writes the shortest decimal that reads back to `value`, of several the nearest: what `String` gives, without making
 * a string. The decimals that round to `value` are those between the midpoints to its neighbours. Value and midpoints
 * are scaled by a power of ten in pairs of doubles; the answer is the roundest number between the midpoints.
 *
 * @param value  above 0
 * @returns the end of what was written at `at`; −1, with nothing written, where pairs of doubles cannot tell (a
 *   midpoint is too near to a candidate: one of some million values) or `value` is near the ends of the range
 */
export function writeShortestDouble(value: number, bytes: Uint8Array, at: number): number {
  if (value < LOW_UNIT && value === Math.floor(value)) return layOut(0, value, 0, bytes, at);
  DOUBLE[0] = value;
  const exponent = (WORDS[1] >>> 20) - EXPONENT_BIAS;
  const places = DIGITS - 1 - Math.floor(exponent * LOG10_OF_2);
  if (places < LEAST_POWER || places > LARGEST_POWER) return -1;
  const isPowerOfTwo = WORDS[0] === 0 && (WORDS[1] & 0xfffff) === 0;
  WORDS[0] = 0;
  WORDS[1] &= 0x7ff00000;

  const power = powerOfTen(places);
  const product = value * power;
  const error = productError(value, power, product) + value * restOfPower(places);
  const high = Math.floor(product / LOW_UNIT);
  // Both products are exact, and so is their difference.
  const middle = product - high * LOW_UNIT + error;
  const half = DOUBLE[0] * power * 2 ** -53;
  // Below a power of two the neighbours stand twice as close.
  const digits = roundest(middle - (isPowerOfTwo ? half / 2 : half), middle, middle + half);
  if (Number.isNaN(digits)) return -1;
  if (digits < 0) return layOut(high - 1, digits + LOW_UNIT, -places, bytes, at);
  if (digits >= LOW_UNIT) return layOut(high + 1, digits - LOW_UNIT, -places, bytes, at);
  return layOut(high, digits, -places, bytes, at);
}

/** a · b − product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aSplit = a * SPLITTER;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = b * SPLITTER;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * The multiple of 100 between the bounds, which are less than 23 apart; else the multiple of 10 or 1 nearest to the
 * middle; NaN where it is too near to call.
 */
function roundest(low: number, middle: number, high: number): number {
  for (let unit = 100; unit >= 1; unit /= 10) {
    const last = Math.floor(high / unit) * unit;
    if (isNear(last, low) || isNear(last, high) || isNear(last + unit, high)) return Number.NaN;
    if (last > low) return unit === 100 ? last : nearest(low, middle, high, unit);
  }
  return Number.NaN;
}

/** Of the multiples of `unit` between the bounds, one of which there is. */
function nearest(low: number, middle: number, high: number, unit: number): number {
  const down = Math.floor(middle / unit) * unit;
  const up = down + unit;
  if (isNear(down, low) || isNear(up, high) || isNear(down + up, 2 * middle)) return Number.NaN;
  if (up > high) return down;
  if (down < low) return up;
  return middle - down < up - middle ? down : up;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= DOUBT;
}
