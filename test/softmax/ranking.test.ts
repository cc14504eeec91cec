import fc from 'fast-check';
import { expect, it } from 'vitest';
import { argmaxRows, topKRows } from '../../src/softmax/ranking.js';

const value = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, 0.5),
);
const ragged = fc.array(fc.array(value, { maxLength: 12 }), { maxLength: 12 });

function laid(rows: readonly (readonly number[])[]) {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    offsets[r + 1] = offsets[r]! + row.length;
  });
  return { src: new Float64Array(rows.flat()), rows: { length: rows.length, offsets } };
}

function ranked(row: readonly number[]): number[] {
  return row
    .map((_, c) => c)
    .sort((a, b) => (row[a] === row[b] ? a - b : row[b]! > row[a]! ? 1 : -1));
}

it('topK gives the indices of a stable falling sort, cut to k', () => {
  fc.assert(
    fc.property(ragged, fc.integer({ min: 1, max: 14 }), (table, k) => {
      const { src, rows } = laid(table);
      const { indices, counts } = topKRows(src, rows, k);
      table.forEach((row, r) => {
        const wanted = ranked(row).slice(0, k);
        expect(counts[r]).toBe(wanted.length);
        expect([...indices.subarray(r * k, (r + 1) * k)]).toEqual([
          ...wanted,
          ...new Array(k - wanted.length).fill(-1),
        ]);
      });
    }),
    { seed: 4, numRuns: 500 },
  );
});

it('argmax is the first of topK, and −1 for a row that is empty or nothing but −∞', () => {
  fc.assert(
    fc.property(ragged, (table) => {
      const { src, rows } = laid(table);
      const first = new Int32Array(table.length);
      argmaxRows(src, rows, first);
      table.forEach((row, r) => {
        const empty = row.every((x) => x === Number.NEGATIVE_INFINITY);
        expect(first[r]).toBe(empty ? -1 : ranked(row)[0]);
      });
    }),
    { seed: 5, numRuns: 500 },
  );
});

it('a row that holds NaN has argmax −1 and no top k, wherever the NaN stands', () => {
  const src = new Float32Array([Number.NaN, 1, 2, 1, Number.NaN, 2, 1, 2, Number.NaN, 3, 1, 2]);
  const best = new Int32Array(4);
  argmaxRows(src, { length: 4, width: 3 }, best);
  expect([...best]).toEqual([-1, -1, -1, 0]);
  const { indices, counts } = topKRows(src, { length: 4, width: 3 }, 2);
  expect([...counts]).toEqual([0, 0, 0, 2]);
  expect([...indices]).toEqual([-1, -1, -1, -1, -1, -1, 0, 2]);
});

it('ties go to the lower index, and −0 ties with 0', () => {
  const src = new Float64Array([-0, 0, 5, 5, 5, 0]);
  expect([...topKRows(src, { length: 1, width: 6 }, 5).indices]).toEqual([2, 3, 4, 0, 1]);
  const best = new Int32Array(1);
  argmaxRows(src, { length: 1, width: 2 }, best);
  expect(best[0]).toBe(0);
});

it('a bad k, too few places and rows beyond the array are refused', () => {
  const src = new Float64Array(4);
  const rows = { length: 2, width: 2 };
  for (const k of [0, -1, 1.5, Number.NaN]) {
    expect(() => topKRows(src, rows, k)).toThrow(
      new RangeError(`topKRows: bad k (got ${k}); expected an integer of at least 1`),
    );
  }
  expect(() => argmaxRows(src, rows, new Int32Array(1))).toThrow(
    new RangeError('argmaxRows: too few places in dst (got 1); expected at least 2'),
  );
  expect(() => argmaxRows(src, { length: 3, width: 2 }, new Int32Array(3))).toThrow(
    new RangeError(
      'argmaxRows: the rows reach beyond an array (got 4); expected at least 6 elements',
    ),
  );
});
