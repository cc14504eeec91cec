import { describe, expect, it } from 'vitest';
import { lastOffset } from '../../../src/formats/arrow-ipc/bodies/buffer-checks.js';

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
