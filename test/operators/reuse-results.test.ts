import { Float32, makeData, type RecordBatch } from 'apache-arrow';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { softmax } from '../../operators/softmax.js';
import { columnAt } from '../../src/columns/batches.js';
import { createArrowEncoder } from '../../src/formats/arrow-ipc/encoder.js';
import type { Step } from '../../src/recipes/recipe.js';
import { toOperator } from '../../src/recipes/to-operator.js';
import { worksByBatch } from '../../src/recipes/works-by-batch.js';
import { createRoom, roomOf } from '../../src/simd/room.js';
import { type Cell, floats, type ListCell, lists, runAll, table } from './support/tables.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Full of what has to be written over: the next batch's results are computed where these are. */
const DIRTY: readonly Cell[] = [nan, 5, -inf, 3, inf, null, 0.5, 7];
/** A column over an array as it is. */
const float32Data = (data: Float32Array) => makeData({ type: new Float32(), data, nullCount: 0 });
const batchOf = (a: readonly Cell[], b: readonly Cell[], cells: readonly ListCell[]) =>
  table({ a: floats(a, 32), b: floats(b, 32), c: lists(cells, 32), d: lists(cells, 64) });
const batches: readonly RecordBatch[] = [
  batchOf(DIRTY, [...DIRTY].reverse(), [
    [1, nan],
    null,
    [],
    [2, 3],
    [inf, 1, 2],
    [-inf],
    [4],
    [null, 1],
  ]),
  batchOf([1, null, -inf], [2, 3, -inf], [null, [1, 2, 3], []]),
  batchOf([], [], []),
  batchOf([1, 2, 3, 4], [0, 0, nan, 0], [[5], [-inf, -inf], [1, 1], [null]]),
];

/** What comes out of a batch, encoded before the next one goes in. */
function encodedOneByOne(steps: readonly Step[], reuseResults: boolean): Buffer[] {
  const source = new Subject<RecordBatch>();
  const encoder = createArrowEncoder();
  const seen: Buffer[] = [];
  toOperator(
    { steps },
    { reuseResults, warn: () => {} },
  )(source).subscribe((batch) => {
    seen.push(Buffer.concat([...encoder.push(batch)]));
  });
  for (const batch of batches) source.next(batch);
  return seen;
}

const STEPS: readonly (readonly Step[])[] = [
  ...(
    ['softmax', 'logSoftmax', 'softmin', 'sparsemax', 'entmax15', 'hardmax', 'softmax1'] as const
  ).flatMap((op): Step[][] => [
    [{ op, columns: ['a', 'b'] }],
    [{ op, columns: ['c', 'd'], degenerate: 'zero', nulls: 'mask', nan: 'mask' }],
  ]),
  ...(['sigmoid', 'relu', 'gelu'] as const).flatMap((op): Step[][] => [
    [{ op, columns: ['a', 'b'] }],
    [{ op, columns: ['c', 'd'], nulls: 'mask', nan: 'mask', float: 32 }],
  ]),
  ...(['propagate', 'mask'] as const).flatMap((nulls): Step[][] => [
    [{ op: 'argmax', columns: ['a', 'b'], as: 'best', score: 'score', nulls, nan: nulls }],
    [{ op: 'argmax', columns: ['a', 'b'], as: 'best', labels: ['A', 'B'], nulls }],
    [{ op: 'argmax', columns: ['c'], as: 'best', score: 'score', nulls }],
    [{ op: 'topK', columns: ['a', 'b'], as: 'best', k: 1, nulls }],
  ]),
  [
    { op: 'softmax', columns: ['a', 'b'] },
    { op: 'argmax', columns: ['a', 'b'], as: 'best', score: 'score' },
    { op: 'sigmoid', columns: ['c'], float: 16 },
    { op: 'logSoftmax', columns: ['a', 'b'] },
    { op: 'select', columns: ['b', 'best', 'a', 'c'] },
  ],
];

describe('reuseResults', () => {
  it.each(STEPS.map((steps) => [JSON.stringify(steps), steps] as const))(
    'gives the same bits from %s',
    (_, steps) => {
      expect(worksByBatch({ steps })).toBe(true);
      expect(encodedOneByOne(steps, true)).toEqual(encodedOneByOne(steps, false));
    },
  );

  it('writes the results of a batch where those of the one before were, and only if asked to', () => {
    const two = [
      table({ a: floats([1]), b: floats([2]) }),
      table({ a: floats([9]), b: floats([2]) }),
    ];
    const memory = (reuseResults?: boolean) => {
      const options = reuseResults === undefined ? {} : { reuseResults };
      const results = runAll(softmax({ columns: ['a', 'b'], ...options }), two);
      return new Set(results.map((batch) => columnAt(batch, 0).values.buffer)).size;
    };
    expect([memory(true), memory(false), memory()]).toEqual([1, 2, 2]);
  });

  it('puts results beside batches that lie in a room, as long as it has place', () => {
    const room = createRoom(60_000);
    const [a, b] = [room.float32(2000), room.float32(2000)];
    const batch = table({ a: float32Data(a.fill(1)), b: float32Data(b.fill(2)) });
    const small = table({ a: float32Data(a.subarray(0, 5)), b: float32Data(b.subarray(0, 5)) });
    const columns = ['a', 'b'];
    const places = runAll(softmax({ columns, reuseResults: true }), [batch, small, batch]).map(
      (result) => [columnAt(result, 0).values, columnAt(result, 1).values],
    );
    for (const values of places.flat()) expect(roomOf(values)).toBe(room);
    expect(new Set(places.flat().map(({ byteOffset }) => byteOffset)).size).toBe(2);
    room.float32(Math.floor(room.free / 4));
    const [full] = runAll(softmax({ columns, reuseResults: true }), [batch]);
    expect(roomOf(columnAt(full!, 0).values)).toBeUndefined();
  });

  it('is true or false', () => {
    expect(() => softmax({ columns: 'a', reuseResults: 1 as never })).toThrow(
      'softmax: reuseResults is no boolean (got 1); expected true or false',
    );
  });
});

describe('worksByBatch', () => {
  it('says no where a step keeps batches', () => {
    const step = { op: 'softmax', columns: 'x' } as const;
    expect(worksByBatch({ steps: [] })).toBe(true);
    expect(worksByBatch({ steps: [{ ...step, over: 'row' }] })).toBe(true);
    expect(worksByBatch({ steps: [step, { op: 'rebatch', rows: 5 }] })).toBe(false);
    expect(worksByBatch({ steps: [{ ...step, over: 'stream' }] })).toBe(false);
    expect(worksByBatch({ steps: [{ ...step, over: { by: 'k' } }] })).toBe(false);
    expect(worksByBatch({ steps: [{ op: 'diagnose', columns: 'x' }] })).toBe(false);
    expect(worksByBatch({ steps: [{ op: 'partial', columns: 'x', over: { by: 'k' } }] })).toBe(
      false,
    );
    expect(worksByBatch({ steps: [{ op: 'topK', columns: 'x', k: 1, by: 'k' }] })).toBe(false);
  });
});
