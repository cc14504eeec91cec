import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastOffset } from '../../../src/simd/last-offset.js';
import { createRoom } from '../../../src/simd/room.js';

/** Columns of more than 2 GiB are more than a test should hold: their offsets are not. */
describe('offsets of 64 bits', () => {
  const LARGE = 2 ** 33;

  it('are read beyond 31 and 32 bits', () => {
    const offsets = BigInt64Array.of(
      0n,
      5n,
      2n ** 31n - 1n,
      2n ** 31n,
      2n ** 32n - 1n,
      2n ** 32n + 7n,
    );
    expect(lastOffset(offsets, LARGE)).toBe(2 ** 32 + 7);
    expect(lastOffset(offsets.subarray(0, 4), LARGE)).toBe(2 ** 31);
    expect(lastOffset(offsets, 2 ** 32 + 7)).toBe(2 ** 32 + 7);
    expect(lastOffset(offsets, 2 ** 32 + 6)).toBeUndefined();
  });

  it.each([
    [-1n],
    [0n, -1n],
    [0n, 2n ** 32n, 2n ** 32n - 1n],
    [0n, 2n ** 31n, 2n ** 31n - 1n],
    [0n, -(2n ** 63n)],
    [0n, 2n ** 63n - 1n],
  ])('are refused where they fall, are negative or beyond the values: %s %s %s', (...offsets) => {
    expect(lastOffset(BigInt64Array.from(offsets as bigint[]), LARGE)).toBeUndefined();
  });
});

describe('offsets in a room', () => {
  const MOST = 4000;
  const room = createRoom(8 * 2 ** 13);
  const { buffer, byteOffset } = room.float64(MOST);

  const cases = fc.record({
    steps: fc.array(fc.nat(9), { minLength: 60, maxLength: 300 }),
    first: fc.nat(5),
    at: fc.nat(),
    change: fc.constantFrom(0, 0, 1, -1, -7, -(2 ** 31), 2 ** 31 - 1),
    beyond: fc.constantFrom(-1, 0, 3),
    skipped: fc.nat(3),
  });

  it.each([Int32Array, BigInt64Array] as const)('are judged as those anywhere: %o', (Offsets) => {
    const refused = { yes: 0, no: 0 };
    const property = fc.property(cases, ({ steps, first, at, change, beyond, skipped }) => {
      const values = [first];
      for (const step of steps) values.push(values.at(-1)! + step);
      const limit = values.at(-1)! + beyond;
      const changed = at % values.length;
      values[changed] = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, values[changed]! + change));
      const to = byteOffset + skipped * Offsets.BYTES_PER_ELEMENT;
      const inside = new Offsets(buffer, to, values.length);
      const outside = new Offsets(values.length);
      for (const [i, value] of values.entries()) {
        const offset = Offsets === BigInt64Array ? BigInt(value) : value;
        inside[i] = offset;
        outside[i] = offset;
      }
      const wanted = lastOffset(outside, limit);
      refused[wanted === undefined ? 'yes' : 'no']++;
      expect(lastOffset(inside, limit)).toBe(wanted);
    });
    fc.assert(property, { seed: 7, numRuns: 400 });
    expect(Math.min(refused.yes, refused.no)).toBeGreaterThan(50);
  });
});
