import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printNumeral } from '../../src/numerals/print.js';

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

function float32(bits: number): number {
  BITS[0] = bits;
  return FLOAT[0]!;
}

/** Every positive finite float16, rising, as Arrow's specification decodes them. */
const HALFS = Float64Array.from({ length: 0x7c00 }, (_, bits) => {
  const exponent = bits >> 10;
  const fraction = bits & 0x3ff;
  return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
});

/** The float16 nearest to a double, by search; ties to the even one, which has the even index. */
function roundToHalf(value: number): number {
  let low = 0;
  let high = HALFS.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (HALFS[middle]! <= value) low = middle;
    else high = middle;
  }
  if (value >= HALFS[high]!) return value < 65520 ? HALFS[high]! : Infinity;
  const [down, up] = [value - HALFS[low]!, HALFS[high]! - value];
  return down < up || (down === up && low % 2 === 0) ? HALFS[low]! : HALFS[high]!;
}

/**
 * The shortest decimal that `round` takes to `value`, and of those the nearest, by trying: of each length the decimals
 * on both sides of `value`.
 */
function shortestByTrying(value: number, round: (x: number) => number): string {
  for (let digits = 1; ; digits++) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    const last = Number(exponent) - digits + 1;
    const middle = BigInt(mantissa!.replace('.', ''));
    const above = Number(`${middle}e${last}`) > value;
    const [a, b] = above ? [middle - 1n, middle] : [middle, middle + 1n];
    const found = [a, b].filter((n) => round(Number(`${n}e${last}`)) === value);
    if (found.length === 0) continue;
    const sum = Number(`${a + b}e${last}`);
    const nearer = sum > 2 * value || (sum === 2 * value && a % 2n === 0n) ? a : b;
    return String(Number(`${found.includes(nearer) ? nearer : found[0]}e${last}`));
  }
}

describe('printNumeral', () => {
  it.each([16, 32, 64] as const)('writes the special values of float%i', (float) => {
    const values = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5, 2048, 1e-7];
    const texts = ['0', '-0', 'NaN', 'Infinity', '-Infinity', '1', '-1', '0.5', '2048', '1e-7'];
    expect(values.slice(0, -1).map((value) => printNumeral(value, float))).toEqual(
      texts.slice(0, -1),
    );
  });

  it('writes a float64 as String does, but for the sign of zero', () => {
    for (const value of [0.1, 1e21, 5e-324, 123456789.123, -1e-7]) {
      expect(printNumeral(value, 64)).toBe(String(value));
    }
  });

  it.each([
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [16777216, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.1754943508222875e-38, '1.1754944e-38'],
    [1e-45, '1e-45'],
    [2 ** -148, '3e-45'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [9.5367431640625e-7, '9.536743e-7'],
    [33554432, '33554432'],
    [8589934592, '8589935000'],
    [-0.7, '-0.7'],
  ])('writes the float32 of %d as %s', (value, text) => {
    expect(printNumeral(value, 32)).toBe(text);
  }); // prettier-ignore

  it('writes every float16 in the shortest form that reads back', () => {
    for (const value of HALFS.subarray(1)) {
      const text = printNumeral(value, 16);
      if (text !== shortestByTrying(value, roundToHalf)) {
        expect({ value, text }).toEqual({ value, text: shortestByTrying(value, roundToHalf) });
      }
      if (printNumeral(-value, 16) !== `-${text}`)
        expect(printNumeral(-value, 16)).toBe(`-${text}`);
    }
  });

  it('writes powers of two, whose neighbours stand unevenly, and their neighbours in the shortest form', () => {
    for (let exponent = 1; exponent < 255; exponent++) {
      for (const step of [-1, 0, 1]) {
        const value = float32((exponent << 23) + step);
        expect(printNumeral(value, 32)).toBe(shortestByTrying(value, Math.fround));
      }
    }
  });

  it('writes subnormal float32 in the shortest form', () => {
    for (let bits = 1; bits < 1 << 23; bits = bits < 5000 ? bits + 1 : Math.ceil(bits * 1.01)) {
      const value = float32(bits);
      expect(printNumeral(value, 32)).toBe(shortestByTrying(value, Math.fround));
    }
  });

  it('writes integers up to 2³¹ and beyond, whose bounds are integers themselves, in the shortest form', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 << 24, max: 2 ** 31 }),
        fc.integer({ min: 0, max: 8 }),
        (n, shift) => {
          const value = Math.fround(n * 2 ** shift);
          expect(printNumeral(value, 32)).toBe(shortestByTrying(value, Math.fround));
        },
      ),
      { seed: 4, numRuns: 20_000 },
    );
  });

  it('writes any float32 in the shortest form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7f7f_ffff }), (bits) => {
        const value = float32(bits);
        expect(printNumeral(value, 32)).toBe(shortestByTrying(value, Math.fround));
      }),
      { seed: 5, numRuns: 50_000 },
    );
  });

  it('reads back a million float32 of every magnitude', () => {
    let state = 12345;
    let lost = 0;
    for (let i = 0; i < 1_000_000; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = float32(state);
      if (!Object.is(Math.fround(Number(printNumeral(value, 32))), value)) lost++;
    }
    expect(lost).toBe(0);
  });
});
