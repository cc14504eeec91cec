/** Looking at floats as bits, and summing them without rounding. */
import type { Floats } from '../../src/simd/floats.js';

/** The bytes of the elements, as one string: equal where and only where every bit is. */
export function bitsOf(values: Floats): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}

/** FNV-1a of the bytes, low byte first. */
export function hashOf(values: Floats, start = 0x811c9dc5): number {
  let hash = start;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** Whether every element is the one NaN that results hold. */
export function isCanonicalNaN(values: Floats): boolean {
  const wanted = values instanceof Float32Array ? '0000c07f' : '000000000000f87f';
  return bitsOf(values) === wanted.repeat(values.length);
}

/** A NaN with sign and payload, which must not come out again. */
export function oddNaN(float: 32 | 64): Floats {
  return float === 32
    ? new Float32Array(new Uint32Array([0xffc12345]).buffer)
    : new Float64Array(new Uint32Array([0x12345, 0xfff80000]).buffer);
}

const HALF = 2 ** 26;

/**
 * The exact sum of probabilities less 1, in ulp of 1 (2⁻²³ or 2⁻⁵²). Digits are summed by exponent, in two halves that
 * stay below 2⁵³ for 2²⁶ values; whole numbers of 2^−1074 do the rest.
 */
export function sumLessOne(values: Floats): number {
  const highs = new Float64Array(2048);
  const lows = new Float64Array(2048);
  const float = new Float64Array(1);
  const words = new BigUint64Array(float.buffer);
  for (const value of values) {
    float[0] = value;
    const exponent = Math.max(1, Number(words[0]! >> 52n));
    const digits = value / 2 ** (exponent - 1075);
    const high = Math.floor(digits / HALF);
    highs[exponent]! += high;
    lows[exponent]! += digits - high * HALF;
  }
  let sum = -(1n << 1074n);
  for (let exponent = 1; exponent < 2047; exponent++) {
    const digits = BigInt(highs[exponent]!) * BigInt(HALF) + BigInt(lows[exponent]!);
    sum += digits << BigInt(exponent - 1);
  }
  return Number(sum >> BigInt(1074 - (values instanceof Float32Array ? 23 : 52) - 20)) / 2 ** 20;
}
