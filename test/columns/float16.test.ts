import { Float16, makeData, Vector } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHalfs, encodeHalfs, fromHalf, toHalf } from '../../src/columns/float16.js';

const ALL = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
const isNaNHalf = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;

/** The finite halfs without sign, rising, and 65536 as what infinity stands for when rounding. */
const LADDER = [...ALL.subarray(0, 0x7c00)].map(fromHalf).concat(65536);

/** Nearest half by comparing exact distances in the ladder; the even one of two that are equally near. */
function nearestHalf(value: number): number {
  const size = Math.abs(value);
  let low = 0;
  let high = LADDER.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (LADDER[middle]! <= size) low = middle;
    else high = middle - 1;
  }
  const above = Math.min(low + 1, LADDER.length - 1);
  // Midpoints of neighbouring halfs have 12 bits: exact in a double.
  const middle = (LADDER[low]! + LADDER[above]!) / 2;
  const bits = size > middle || (size === middle && low % 2 === 1) ? above : low;
  return bits | (value < 0 || Object.is(value, -0) ? 0x8000 : 0);
}

describe('float16', () => {
  it('encodes what it decodes: all 65536 halfs, every NaN as 0x7e00', () => {
    const wrong = ALL.filter(
      (bits) => toHalf(fromHalf(bits)) !== (isNaNHalf(bits) ? 0x7e00 : bits),
    );
    expect([...wrong]).toEqual([]);
  });

  it('decodes every half as apache-arrow does', () => {
    const vector = new Vector([makeData({ type: new Float16(), data: ALL })]);
    const wrong = ALL.filter((bits) => !Object.is(vector.get(bits), fromHalf(bits)));
    expect([...wrong]).toEqual([]);
  });

  it('takes a value midway between two halfs to the even one, and one a hair beside it to the nearer', () => {
    const wrong: number[] = [];
    for (let i = 0; i + 1 < LADDER.length; i++) {
      const middle = (LADDER[i]! + LADDER[i + 1]!) / 2;
      const even = i % 2 === 0 ? i : i + 1;
      if (toHalf(middle) !== even) wrong.push(middle);
      // Rounded to single first, these two would become the midpoint, and the wrong half.
      if (toHalf(middle * (1 - 2 ** -52)) !== i) wrong.push(middle);
      if (toHalf(middle * (1 + 2 ** -52)) !== i + 1) wrong.push(middle);
      if (toHalf(-middle) !== (even | 0x8000)) wrong.push(-middle);
    }
    expect(wrong).toEqual([]);
  });

  it('takes any double to the nearest half', () => {
    const near = fc.double({ min: -70000, max: 70000 });
    const tiny = fc.double({ min: -(2 ** -13), max: 2 ** -13 });
    fc.assert(
      fc.property(fc.oneof(near, tiny, fc.double()), (value) => {
        const wanted = Number.isNaN(value) ? 0x7e00 : nearestHalf(value);
        expect(toHalf(value)).toBe(wanted);
      }),
      { seed: 16, numRuns: 10_000 },
    );
  });

  it.each([
    [65504, 0x7bff],
    [65519.99999999999, 0x7bff],
    [65520, 0x7c00],
    [70000, 0x7c00],
    [-Infinity, 0xfc00],
    [0, 0],
    [-0, 0x8000],
    [2 ** -25, 0],
    [2 ** -25 + 2 ** -77, 1],
    [-5e-324, 0x8000],
    [Number.NaN, 0x7e00],
  ])('%d becomes %d', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('encodes and decodes arrays as it does single values', () => {
    const singles = new Float32Array(0x10000);
    decodeHalfs(ALL, singles, ALL.length);
    expect(singles.every((value, bits) => Object.is(value, fromHalf(bits)))).toBe(true);
    const halfs = new Uint16Array(0x10000);
    encodeHalfs(singles, halfs, ALL.length);
    expect(halfs.every((half, bits) => half === (isNaNHalf(bits) ? 0x7e00 : bits))).toBe(true);
  });
});
