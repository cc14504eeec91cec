import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LARGEST_POWER,
  LEAST_POWER,
  powerOfTen,
  restOfPower,
} from '../../src/numerals/powers-of-ten.js';
import { LONGEST_NUMERAL, printNumeral, writeNumeral } from '../../src/numerals/print.js';
import { writeShortestDouble } from '../../src/numerals/shortest-double.js';

const BYTES = new Uint8Array(64);
const AT = 3;
const GUARD = 0xee;

/** Without `expect`, which is slow for so many values. */
function written(value: number, float: 16 | 32 | 64): string {
  BYTES[AT - 1] = GUARD;
  const end = writeNumeral(value, float, BYTES, AT);
  if (BYTES[AT - 1] !== GUARD || end - AT > LONGEST_NUMERAL)
    throw new Error(`${value}: out of bounds`);
  return String.fromCharCode(...BYTES.subarray(AT, end));
}

/** Doubles that differ from `String` would be listed. */
function wrong(values: Iterable<number>): readonly number[] {
  return [...values].filter(
    (value) => written(value, 64) !== (value === 0 ? printNumeral(value, 64) : String(value)),
  );
}

const BITS = new BigUint64Array(1);
const DOUBLE = new Float64Array(BITS.buffer);

function fromBits(bits: bigint): number {
  BITS[0] = bits;
  return DOUBLE[0]!;
}

function* aroundPowersOfTwo(): Generator<number> {
  for (let exponent = -1074; exponent <= 1023; exponent++) {
    const value = 2 ** exponent;
    BITS[0] = 0n;
    DOUBLE[0] = value;
    const bits = BITS[0]!;
    yield value;
    yield fromBits(bits + 1n);
    yield fromBits(bits - 1n);
  }
}

function* shortDecimals(): Generator<number> {
  for (let exponent = -324; exponent <= 307; exponent++) {
    for (let digits = 1; digits < 100; digits += 7) yield Number(`${digits}e${exponent}`);
  }
}

describe('writeNumeral', () => {
  it('writes doubles around every power of two as String does', () => {
    expect(wrong(aroundPowersOfTwo())).toEqual([]);
  });

  it('writes doubles of one or two digits with any exponent as String does', () => {
    expect(wrong(shortDecimals())).toEqual([]);
  });

  it('writes integers up to 2⁶⁴, and halves of them, as String does', () => {
    const integers = fc.sample(fc.bigInt(0n, 2n ** 64n), { numRuns: 20_000, seed: 1 }).map(Number);
    expect(wrong(integers)).toEqual([]);
    expect(wrong(integers.map((value) => value / 2))).toEqual([]);
  });

  it('writes doubles of any bits as String does', () => {
    const bits = fc.sample(fc.bigInt(0n, 2n ** 64n - 1n), { numRuns: 50_000, seed: 2 });
    expect(wrong(bits.map(fromBits))).toEqual([]);
  });

  it('writes probabilities as String does, and hardly ever by way of it', () => {
    const logits = fc.sample(fc.double({ min: -40, max: 0, noNaN: true }), {
      numRuns: 50_000,
      seed: 3,
    });
    const probabilities = logits.map(Math.exp);
    expect(wrong(probabilities)).toEqual([]);
    const undecided = probabilities.filter((p) => p !== 1 && writeShortestDouble(p, BYTES, 0) < 0);
    expect(undecided.length).toBeLessThan(5);
  });

  it.each([16, 32] as const)('writes float%i as printNumeral prints it', (float) => {
    const values = fc.sample(fc.float(), { numRuns: 20_000, seed: 4 });
    const own = float === 32 ? values : values.map((value) => (Math.round(value) % 2048) / 64);
    expect(own.filter((value) => written(value, float) !== printNumeral(value, float))).toEqual([]);
  });

  it.each([16, 32, 64] as const)('writes the special values of float%i', (float) => {
    const values = [0, -0, Number.NaN, Infinity, -Infinity, 1, -1, 0.5, -2048];
    const texts = ['0', '-0', 'NaN', 'Infinity', '-Infinity', '1', '-1', '0.5', '-2048'];
    expect(values.map((value) => written(value, float))).toEqual(texts);
  });
});

describe('powerOfTen', () => {
  it('gives with its rest every power to 105 bits', () => {
    for (let n = LEAST_POWER; n <= LARGEST_POWER; n++) {
      const [high, rest] = [powerOfTen(n), restOfPower(n)];
      expect(high).toBe(Number(`1e${n}`));
      expect(relativeError(n, high, rest)).toBeLessThan(2 ** -104);
    }
  });
});

/** |high + rest − 10ⁿ| / 10ⁿ, by integers of as many bits as it takes. */
function relativeError(n: number, high: number, rest: number): number {
  const [numerator, denominator] = n < 0 ? [1n, 10n ** BigInt(-n)] : [10n ** BigInt(n), 1n];
  const exact = (numerator << 1400n) / denominator;
  const error = scaled(high) + scaled(rest) - exact;
  return Math.abs(Number((error << 200n) / exact)) * 2 ** -200;
}

/** x · 2¹⁴⁰⁰, which is an integer for every double above 2⁻¹⁰⁷⁴. */
function scaled(x: number): bigint {
  let significand = x;
  let places = 0;
  while (!Number.isInteger(significand)) {
    significand *= 2;
    places++;
  }
  return BigInt(significand) << BigInt(1400 - places);
}
