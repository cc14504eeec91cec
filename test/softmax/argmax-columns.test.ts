import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../src/simd/engine.js';
import type { Floats } from '../../src/simd/floats.js';
import { createRoom } from '../../src/simd/room.js';
import { argmaxColumns } from '../../src/softmax/argmax-columns.js';
import { argmaxRows } from '../../src/softmax/ranking.js';

afterEach(() => {
  useEngine();
});

/** Few, so that many are equal. */
const VALUES = [-1, -0, 0, 0.5, 3, 1e30, Number.NEGATIVE_INFINITY];
const ODD = [Number.NaN, -Number.NaN, Number.POSITIVE_INFINITY];

const tables = fc.record({
  width: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(100, 1500)),
  length: fc.oneof(fc.integer({ min: 0, max: 21 }), fc.constantFrom(1023, 1026, 9001)),
  odd: fc.constantFrom(0, 0.01, 0.5),
  seed: fc.integer(),
});

/** Columns, and the same end to end. */
function tableOf(
  Values: typeof Float32Array | typeof Float64Array,
  width: number,
  length: number,
  next: () => number,
  odd: number,
) {
  const rows = new Values(width * length);
  for (let i = 0; i < rows.length; i++) {
    const pool = next() < odd / width ? ODD : VALUES;
    rows[i] = pool[Math.floor(next() * pool.length)]!;
  }
  const columns = Array.from({ length: width }, (_, c) =>
    new Values(length).map((_, r) => rows[r * width + c]!),
  );
  return { rows, columns };
}

function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each([Float32Array, Float64Array])('argmaxColumns of %o', (Values) => {
  const place = createRoom(2 ** 21 * 8);
  const space: Floats = Values === Float32Array ? place.float32(2 ** 21) : place.float64(2 ** 20);

  /** Columns in a room, each so many elements behind the one before. */
  const inRoom = (columns: readonly Floats[], step: number) =>
    columns.map((column, c) => {
      const there = space.subarray(c * step, c * step + column.length);
      there.set(column);
      return there;
    });

  it('is argmaxRows of the rows, wherever they lie, in both engines', () => {
    fc.assert(
      fc.property(tables, ({ width, length, odd, seed }) => {
        const size = width > 12 ? Math.min(length, 200) : length;
        const { rows, columns } = tableOf(Values, width, size, dice(seed), odd);
        const wanted = new Int32Array(size);
        argmaxRows(rows, { length: size, width }, wanted);
        const most = wanted.map((c, r) => (c === -1 ? 1 : Number(columns[c]![r] === Infinity)));
        for (const engine of ['simd', 'portable'] as const) {
          useEngine(engine);
          for (const step of [undefined, size, size + 5]) {
            const src = step === undefined ? columns : inRoom(columns, step);
            const got = new Int32Array(size + 1).fill(-7);
            const isOdd = argmaxColumns(src, size, got);
            expect([...got]).toEqual([...wanted, -7]);
            if (most.includes(1)) expect(isOdd).toBe(true);
          }
        }
      }),
      { seed: 6, numRuns: 120 },
    );
  });

  it('says that every row has a class, and a finite number for it', () => {
    const columns = [new Values(4096).fill(1), new Values(4096).fill(2)];
    expect(argmaxColumns(columns, 4096, new Int32Array(4096))).toBe(false);
    columns[1]![4095] = Number.POSITIVE_INFINITY;
    expect(argmaxColumns(columns, 4096, new Int32Array(4096))).toBe(true);
    expect(argmaxColumns(columns, 4092, new Int32Array(4096))).toBe(false);
  });
});
