import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../src/simd/engine.js';
import type { Floats } from '../../src/simd/floats.js';
import { createRoom } from '../../src/simd/room.js';
import { topKRows } from '../../src/softmax/ranking.js';
import { topKColumns, topKOfRows } from '../../src/softmax/top-columns.js';

afterEach(() => {
  useEngine();
});

/** Few, so that many are equal. */
const VALUES = [-1, -0, 0, 0.5, 3, 1e30];
const ODD = [Number.NaN, -Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const tables = fc.record({
  width: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(40, 150)),
  length: fc.oneof(fc.integer({ min: 0, max: 21 }), fc.constantFrom(1023, 2001)),
  k: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(31, 32, 33)),
  odd: fc.constantFrom(0, 0.01, 0.5, 1),
  many: fc.boolean(),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each([Float32Array, Float64Array])('the k largest classes of %o', (Values) => {
  const place = createRoom(2 ** 20 * 8);
  const space: Floats = Values === Float32Array ? place.float32(2 ** 20) : place.float64(2 ** 20);

  /** Columns in a room, each so many elements behind the one before. */
  const inRoom = (columns: readonly Floats[], step: number) =>
    columns.map((column, c) => {
      const there = space.subarray(c * step, c * step + column.length);
      there.set(column);
      return there;
    });

  it('by SIMD are those of topKRows, as columns and as rows, wherever they lie', () => {
    let [taken, finite] = [0, 0];
    const property = fc.property(tables, ({ width, length, k, odd, many, seed }) => {
      const next = dice(seed);
      const count = width > 12 ? Math.min(length, 300) : length;
      const rows = new Values(width * count).map(() => {
        const pool = next() < odd / width ? ODD : VALUES;
        return many && pool === VALUES ? next() - 0.5 : pool[Math.floor(next() * pool.length)]!;
      });
      const columns = Array.from({ length: width }, (_, c) =>
        new Values(count).map((_, r) => rows[r * width + c]!),
      );
      const most = Math.min(k, width);
      const wanted = topKRows(rows, { length: count, width }, most);
      const ints = (size: number) => new Int32Array(size).fill(-7);
      const found = [topKOfRows(rows, { length: count, width }, most)];
      for (const step of [undefined, count, count + 5]) {
        const src = step === undefined ? columns : inRoom(columns, step);
        const leaders = topKColumns(src, count, most, ints);
        if (leaders !== undefined) found.push(leaders);
      }
      for (const { indices, counts, ...told } of found) {
        expect(indices.join() === wanted.indices.join()).toBe(true);
        expect(counts.join() === wanted.counts.join()).toBe(true);
        if (told.isFinite) expect(wanted.counts.includes(0)).toBe(false);
        if (told.isFinite && count > 0) finite++;
      }
      taken += found.length - 1;
    });
    fc.assert(property, { seed: 6, numRuns: 80 });
    expect(taken).toBeGreaterThan(100);
    expect(finite).toBeGreaterThan(20);
  });

  it('of a row with +∞ are not called finite, and what is odd in one row changes no other', () => {
    const width = 5;
    const rows = new Values(width * 9).map((_, i) => (i * 7) % 11);
    rows[2 * width + 1] = Number.POSITIVE_INFINITY;
    rows[4 * width + 3] = Number.NaN;
    rows.fill(Number.NEGATIVE_INFINITY, 6 * width, 7 * width - 1);
    const { indices, counts, ...told } = topKOfRows(rows, { length: 9, width }, 3);
    expect({ indices, counts }).toEqual(topKRows(rows, { length: 9, width }, 3));
    expect(told.isFinite).toBe(false);
    expect([...counts]).toEqual([3, 3, 3, 3, 0, 3, 3, 3, 3]);
  });

  it('have no SIMD in the portable engine', () => {
    useEngine('portable');
    const columns = [Values.of(1, 2), Values.of(2, 1)];
    expect(topKColumns(columns, 2, 1, (size) => new Int32Array(size))).toBeUndefined();
    const { indices } = topKOfRows(Values.of(1, 2, 2, 1), { length: 2, width: 2 }, 1);
    expect([...indices]).toEqual([1, 0]);
  });
});
