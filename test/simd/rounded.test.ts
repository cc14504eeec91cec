import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SIGNIFICANT, printFixed, printSignificant } from '../../src/numerals/rounded.js';
import { beyondPrecision, MOST_PRECISION, PRINT_ROOM, textEngine } from '../../src/simd/text.js';

const engine = textEngine(() => Number.NaN)!;
engine.memory.grow(1);
const at = engine.staticEnd();
const bytes = Buffer.from(engine.memory.buffer);

function printed(value: number, decimals: number, put = engine.putDouble, digits = 0): string {
  bytes.fill(0xaa, at, at + 2 * PRINT_ROOM);
  engine.setRounding(decimals, digits);
  const end = put(at, value);
  engine.setRounding(-1, 0);
  expect(bytes.subarray(at + PRINT_ROOM, at + 2 * PRINT_ROOM).every((byte) => byte === 0xaa)).toBe(
    true,
  );
  return bytes.toString('latin1', at, end);
}

const numbers = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  // A half of the last decimal, or next to one.
  fc.tuple(fc.maxSafeInteger(), fc.nat(17)).map(([n, places]) => n / 10 ** places / 2),
  fc.tuple(fc.nat(1 << 20), fc.nat(30)).map(([n, places]) => (2 * n + 1) / 2 ** places),
  fc.constantFrom(0, -0, 1, 0.5, 5e-324, 2 ** 53, -Infinity, 9.999999999999999e17),
);

describe('numbers with decimals in WebAssembly', () => {
  it('are those of the twin', () => {
    fc.assert(
      fc.property(numbers, fc.nat(MOST_PRECISION), (value, decimals) => {
        const within = Math.abs(value) < beyondPrecision(decimals) || !Number.isFinite(value);
        const near = within ? value : value / 2 ** (Math.log2(Math.abs(value)) + 1);
        expect(printed(near, decimals)).toBe(printFixed(near, decimals));
      }),
      { numRuns: 10_000, seed: 3 },
    );
  });

  it('are those of the twin at the border of what is written', () => {
    for (let decimals = 0; decimals <= MOST_PRECISION; decimals++) {
      const border = beyondPrecision(decimals);
      const last = border - 2 ** (Math.floor(Math.log2(border)) - 52);
      for (const value of [last, -last, border / 3, Number.NaN]) {
        expect(printed(value, decimals)).toBe(printFixed(value, decimals));
      }
    }
  });

  it('of float32 are those of the exact value', () => {
    fc.assert(
      fc.property(fc.float({ min: -999, max: 999, noNaN: true }), fc.nat(15), (value, decimals) => {
        expect(printed(value, decimals, engine.putSingle)).toBe(printFixed(value, decimals));
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('of significant digits are those of the twin, of float32 too', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: MOST_SIGNIFICANT }), (value, digits) => {
        expect(printed(value, -1, engine.putDouble, digits)).toBe(printSignificant(value, digits));
        const single = Math.fround(value);
        expect(printed(single, -1, engine.putSingle, digits)).toBe(
          printSignificant(single, digits),
        );
      }),
      { numRuns: 10_000, seed: 3 },
    );
  });

  it('of significant digits are right beside powers of ten and at halves', () => {
    for (let power = -323; power <= 308; power++) {
      for (const factor of ['1', '5', '9.5', '2.5', '1.5', '9.9999999999999995']) {
        const near = Number(`${factor}e${power}`);
        for (const value of [near, near * (1 - 2 ** -53), -near * (1 + 2 ** -52)]) {
          for (const digits of [1, 2, 15, 16, 17]) {
            const text = printed(value, -1, engine.putDouble, digits);
            if (text !== printSignificant(value, digits)) expect([value, digits]).toBe(text);
          }
        }
      }
    }
  });

  it('are the shortest where nothing is set', () => {
    expect([printed(0.1, -1), printed(Math.fround(0.1), -1, engine.putSingle)]).toEqual([
      '0.1',
      '0.1',
    ]);
  });
});
