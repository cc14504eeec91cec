import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fingerprint } from '../../src/distributions/fingerprint.js';

const printOf = (...pieces: readonly (Float64Array | Float32Array)[]) => {
  const print = new Fingerprint();
  for (const piece of pieces) print.add(piece);
  return print;
};
const values = fc.array(fc.float(), { maxLength: 40 });

describe('a fingerprint', () => {
  it('does not depend on the pieces', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(7)), (cells, sizes) => {
        const whole = Float32Array.from(cells);
        let from = 0;
        const pieces = sizes.map((size) => {
          from += size;
          return whole.subarray(from - size, from);
        });
        expect(printOf(...pieces, whole.subarray(from)).equals(printOf(whole))).toBe(true);
      }),
    );
  });

  it('depends on every value, on their order, and on how many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { minLength: 2, maxLength: 20 }),
        fc.nat(),
        (cells, dice) => {
          const whole = Float64Array.from(cells);
          const i = dice % (whole.length - 1);
          const changed = whole.slice();
          changed[i] = Object.is(whole[i], 0) ? -0 : 0;
          const swapped = whole.slice();
          [swapped[i], swapped[i + 1]] = [whole[i + 1]!, whole[i]!];
          const print = printOf(whole);
          expect(print.equals(printOf(changed))).toBe(false);
          expect(print.equals(printOf(swapped))).toBe(Object.is(whole[i], whole[i + 1]));
          expect(print.equals(printOf(whole, Float64Array.of(0)))).toBe(false);
        },
      ),
    );
  });
});
