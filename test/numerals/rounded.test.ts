import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_DECIMALS,
  MOST_SIGNIFICANT,
  printFixed,
  printSignificant,
} from '../../src/numerals/rounded.js';
import { scaledInteger } from './exact.js';

const SOME = { numRuns: 2000, seed: 20261125 };

/** Of all magnitudes, with many that are near a half of the last decimal. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc
    .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(9))
    .map(([n, places]) => n / 10 ** places / 2),
);

function fixedByIntegers(value: number, decimals: number): string {
  const digits = scaledInteger(value, decimals);
  const text = String(digits).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const sign = value < 0 && digits !== 0n ? '-' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${text.slice(-decimals)}`;
}

describe('printFixed', () => {
  it('rounds the exact value, whatever its size', () => {
    fc.assert(
      fc.property(numbers, fc.nat(MOST_DECIMALS), (value, decimals) => {
        expect(printFixed(value, decimals)).toBe(fixedByIntegers(value, decimals));
      }),
      SOME,
    );
  });

  it('rounds a half away from 0, where the binary value is one', () => {
    const texts = [0.5, -0.5, 1.5, 2.5].map((value) => printFixed(value, 0));
    expect(texts).toEqual(['1', '-1', '2', '3']);
    expect([0.125, 1.005].map((value) => printFixed(value, 2))).toEqual(['0.13', '1.00']);
  });

  it('has no exponent', () => {
    expect(printFixed(1e22, 2)).toBe('10000000000000000000000.00');
    expect(printFixed(-1e21, 0)).toBe('-1000000000000000000000');
    expect(printFixed(5e-324, 3)).toBe('0.000');
  });

  it('gives no sign to what is zero in decimals', () => {
    expect([-0, -0.001, -5e-324].map((value) => printFixed(value, 2))).toEqual(
      Array(3).fill('0.00'),
    );
    expect(printFixed(-0.4, 0)).toBe('0');
  });

  it('writes what is no number as ever', () => {
    const values = [Number.NaN, Infinity, -Infinity];
    expect(values.map((value) => printFixed(value, 3))).toEqual(['NaN', 'Infinity', '-Infinity']);
  });
});

/** Where the first digit stands: 10^place ≤ |value| < 10^(place + 1). */
function placeOf(value: number): number {
  return Number(Math.abs(value).toExponential(20).split('e')[1]);
}

describe('printSignificant', () => {
  it('rounds the exact value to so many digits', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: MOST_SIGNIFICANT }), (value, most) => {
        fc.pre(value !== 0);
        const text = printSignificant(value, most);
        const [mantissa, exponent = '0'] = text.replace(/^-/, '').split('e');
        const [whole, fraction = ''] = mantissa!.split('.');
        const places = most - 1 - placeOf(value);
        // The text as an integer of the same last place.
        const digits = BigInt(whole + fraction) * 10n ** 400n;
        const shift = Number(exponent) - fraction.length + places;
        const scaled = shift < 0 ? digits / 10n ** BigInt(-shift) : digits * 10n ** BigInt(shift);
        expect(scaled).toBe(scaledInteger(value, places) * 10n ** 400n);
        expect(text.startsWith('-')).toBe(value < 0);
      }),
      SOME,
    );
  });

  it('is laid out as JavaScript lays out numbers, without zeros at the end', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        fc.pre(Math.abs(value) > 1e-290 && Math.abs(value) < 1e308);
        // A decimal of at most 15 digits is the shortest one of its double.
        expect(printSignificant(value, 15)).toBe(String(Number(value.toPrecision(15))));
      }),
      SOME,
    );
    expect([123456, 0.1, 1e21, 1.25e-7, 99.96].map((value) => printSignificant(value, 3))).toEqual([
      '123000',
      '0.1',
      '1e+21',
      '1.25e-7',
      '100',
    ]);
    expect(printSignificant(0.1, 17)).toBe('0.10000000000000001');
  });

  it('is right beside powers of ten and at halves', () => {
    for (let power = -30; power < 30; power++) {
      for (const factor of [1, 0.5, 0.95, 0.9995, 1.0005, 9.5]) {
        const middle = factor * 10 ** power;
        for (const value of [middle, middle * (1 - 2 ** -53), middle * (1 + 2 ** -52)]) {
          for (const most of [1, 2, 3, 4, 15]) {
            const expected = String(Number((-value).toPrecision(most)));
            expect(printSignificant(-value, most)).toBe(expected);
          }
        }
      }
    }
  });

  it('writes integers of up to 21 digits without an exponent, though of fewer digits than they have', () => {
    const texts = [123456789, -1e20, 999999, 9.996e20, 1e21].map((value) =>
      printSignificant(value, 3),
    );
    expect(texts).toEqual(['123000000', '-100000000000000000000', '1000000', '1e+21', '1e+21']);
  });

  it('writes zeros and what is no number as ever', () => {
    const values = [0, -0, Number.NaN, -Infinity];
    expect(values.map((value) => printSignificant(value, 3))).toEqual([
      '0',
      '-0',
      'NaN',
      '-Infinity',
    ]);
  });
});
