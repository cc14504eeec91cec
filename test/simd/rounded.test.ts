import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printFixed } from '../../src/numerals/rounded.js';
import { beyondPrecision, MOST_PRECISION, PRINT_ROOM, textEngine } from '../../src/simd/text.js';

const engine = textEngine(() => Number.NaN)!;
engine.memory.grow(1);
const at = engine.staticEnd();
const bytes = Buffer.from(engine.memory.buffer);

function printed(value: number, decimals: number, put = engine.putDouble): string {
  bytes.fill(0xaa, at, at + 2 * PRINT_ROOM);
  engine.setPrecision(decimals);
  const end = put(at, value);
  engine.setPrecision(-1);
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

  it('are the shortest where nothing is set', () => {
    expect([printed(0.1, -1), printed(Math.fround(0.1), -1, engine.putSingle)]).toEqual([
      '0.1',
      '0.1',
    ]);
  });
});
