import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useEngine } from '../../src/simd/engine.js';
import { logSoftmaxRows, softmaxRows } from '../../src/softmax/rows.js';
import { bitsOf } from './bits.js';

const row = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 1,
  maxLength: 9,
});

// The thresholds at which quotients are taken in another way lie at 2^130 and 2^±900.
const power = fc.oneof(
  fc.integer({ min: -900, max: 1000 }),
  fc.integer({ min: 885, max: 905 }),
  fc.integer({ min: 125, max: 135 }),
);

it.each(['simd', 'portable'] as const)(
  'a power of two on the logits and on the temperature changes no bit, at any magnitude (%s)',
  (engine) => {
    useEngine(engine);
    fc.assert(
      fc.property(row, power, (logits, power) => {
        // What lies under 2⁻¹⁰⁰ might become subnormal on the way down.
        const x = logits.map((value) => (Math.abs(value) < 2 ** -100 ? 0 : value));
        const scale = 2 ** power;
        for (const kernel of [softmaxRows, logSoftmaxRows]) {
          const plain = results(kernel, x, 1.5);
          const scaled = results(
            kernel,
            x.map((value) => value * scale),
            1.5 * scale,
          );
          expect(scaled).toBe(plain);
        }
      }),
      { seed: 7, numRuns: 2000 },
    );
    useEngine();
  },
);

function results(kernel: typeof softmaxRows, logits: readonly number[], temperature: number) {
  const values = new Float64Array(logits);
  kernel(values, values, { length: 1, width: logits.length }, temperature);
  return bitsOf(values);
}

it('a difference beyond the range of doubles is no infinity where its quotient is within it', () => {
  const values = new Float64Array([1e308, -1e308]);
  logSoftmaxRows(values, values, { length: 1, width: 2 }, 3);
  expect(values[0]).toBe(0);
  expect(Math.abs(values[1]! / (-2 / 3e-308) - 1)).toBeLessThan(2 ** -51);
});
