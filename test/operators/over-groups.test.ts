import { Int64, makeData, type RecordBatch, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { accumulate } from '../../operators/accumulate.js';
import { applyState } from '../../operators/apply-state.js';
import type { SoftmaxOptions } from '../../operators/core/distributions/over-axis.js';
import type { Over } from '../../operators/core/over.js';
import type { Counts } from '../../operators/core/policies.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { columnAt } from '../../src/columns/batches.js';
import type { SoftmaxState } from '../../src/distributions/softmax-state.js';
import type { Spill, SpillStore } from '../../src/flow/spill-store.js';
import { VERSION } from '../../src/version.js';
import {
  type Cell,
  contents,
  cut,
  failure,
  floats,
  lists,
  namesOf,
  run,
  runAll,
  table,
} from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

/** A store in memory that gives back pieces of `size` bytes; of its second place, all but the last `lost`. */
class Store implements SpillStore {
  readonly places: { bytes: number[]; deleted: number }[] = [];

  constructor(
    private readonly size: number,
    private readonly lost = 0,
  ) {}

  create(): Spill {
    const place = { bytes: [] as number[], deleted: 0 };
    const lost = this.places.push(place) === 2 ? this.lost : 0;
    return {
      write: (bytes) => void place.bytes.push(...bytes),
      read: () => piecesOf(place.bytes.slice(0, place.bytes.length - lost), this.size),
      delete: () => void place.deleted++,
    };
  }
}

function piecesOf(bytes: readonly number[], size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) =>
    Uint8Array.from(bytes.slice(size * i, size * (i + 1))),
  );
}

const over = { by: 'q' } as const;

const text = (cells: readonly (string | null)[]) => vectorFromArray(cells, new Utf8()).data[0]!;
const integers = (cells: readonly number[]) =>
  makeData({ type: new Int64(), data: BigInt64Array.from(cells, BigInt) });
const scored = (keys: readonly (string | null)[], cells: readonly Cell[]) =>
  table({ q: text(keys), x: floats(cells) });

const options = { columns: 'x', over } as const;
const resultOf = (
  keys: readonly (string | null)[],
  cells: readonly Cell[],
  more: Partial<SoftmaxOptions> = {},
) => contents(run(softmax({ ...options, ...more }), scored(keys, cells)), 'x');

describe('softmax by group', () => {
  it('makes the rows of each key a distribution, in the order of the source', () => {
    const batch = scored(['b', 'a', 'b', 'c', 'a', 'b', 'b'], [0, 5, 0, -9, 5, 0, 0]);
    const results = runAll(softmax({ ...options, as: 'p' }), cut(batch, [2, 0, 3]));
    expect(results.map((result) => result.numRows)).toEqual([2, 0, 3, 2]);
    expect(results.flatMap((result) => contents(result, 'p'))).toEqual([
      0.25, 0.5, 0.25, 1, 0.5, 0.25, 0.25,
    ]);
    expect(namesOf(results[0]!)).toEqual(['q', 'x', 'p']);
  });

  it('takes several columns, positions of lists, and several keys', () => {
    const batch = table({
      q: text(['a', 'a', 'a', 'b']),
      n: integers([1, 1, 2, 2]),
      x: floats([0, 0, 0, 0]),
      y: lists(
        [
          [0, 1],
          [0, -INF],
          [0, 1],
          [0, 1],
        ],
        32,
        'FixedSizeList',
      ),
    });
    const result = run(softmax({ columns: ['x', 'y'], over: { by: ['q', 'n'] } }), batch);
    expect(contents(result, 'x')).toEqual([0.5, 0.5, 1, 1]);
    expect(contents(result, 'y')).toEqual([
      [0.5, 1],
      [0.5, 0],
      [1, 1],
      [1, 1],
    ]);
  });

  it('says in the metadata how the result was made', () => {
    const [, field] = run(softmax(options), scored(['a'], [1])).schema.fields;
    expect(JSON.parse(field!.metadata.get('logitflow')!)).toEqual({
      ...{ function: 'softmax', axis: 'group', by: ['q'], temperature: 1, version: VERSION },
    });
  });

  it.each<[string, (string | null)[], Cell[], Partial<SoftmaxOptions>, Cell[]]>([
    ['a null is a key like others', ['a', null, null], [0, 0, 0], {}, [1, 0.5, 0.5]],
    [
      'null keys can be dropped',
      ['a', null, 'a'],
      [0, INF, 0],
      { over: { by: 'q', nulls: 'drop' } },
      [0.5, null, 0.5],
    ],
    ['a null does not count', ['a', 'a', 'b'], [0, null, null], {}, [1, null, null]],
    ['masked nulls get 0', ['a', 'a'], [0, null], { nulls: 'mask' }, [1, 0]],
    ['a NaN spoils its group alone', ['a', 'b', 'a'], [NAN, 0, 1], {}, [NAN, 1, NAN]],
    ['a +∞ spoils its group alone', ['a', 'b', 'a'], [INF, 0, 1], {}, [NAN, 1, NAN]],
    ['a degenerate group is NaN', ['a', 'b', 'a'], [-INF, 0, -INF], {}, [NAN, 1, NAN]],
    [
      'degenerate: uniform',
      ['a', 'b', 'a'],
      [-INF, 0, -INF],
      { degenerate: 'uniform' },
      [0.5, 1, 0.5],
    ],
    ['degenerate: null', ['a', 'b', 'a'], [-INF, 0, -INF], { degenerate: 'null' }, [null, 1, null]],
    [
      'masked NaN and −∞',
      ['a', 'b', 'a'],
      [-INF, NAN, NAN],
      { nan: 'mask', degenerate: 'zero' },
      [0, 0, 0],
    ],
  ])('%s', (_, keys, cells, more, results) => {
    expect(resultOf(keys, cells, more)).toEqual(results);
  });

  it('reports degenerate groups, and fails for one where that is asked', () => {
    const met: Counts[] = [];
    const batch = scored(['a', 'b', 'c', 'c', null], [-INF, NAN, null, 1, 2]);
    run(softmax({ ...options, report: (counts) => met.push(counts) }), batch);
    expect(met).toEqual([{ rows: 5, batches: 1, nulls: 1, nans: 1, infinities: 0, degenerate: 1 }]);
    expect(failure(softmax({ ...options, degenerate: 'error' }), [batch]).name).toBe('DataError');
    expect(failure(softmax({ ...options, nan: 'error' }), [batch]).message).toBe(
      'softmax: a NaN (column "x", batch 0, row 1); expected a number',
    );
  });

  it('logSumExp is the same on every row of a group, and logSoftmax what it leaves', () => {
    const batch = scored(['a', 'b', 'a', 'c'], [0, 3, 0, -INF]);
    const total = run(logSumExp({ ...options, as: 'total' }), batch);
    expect(contents(total, 'total')).toEqual([Math.LN2, 3, Math.LN2, -INF]);
    expect(contents(run(logSoftmax(options), batch), 'x')).toEqual([-Math.LN2, 0, -Math.LN2, NAN]);
  });

  it.each<[object, string]>([
    [
      { by: [] },
      'TypeError: softmax: by names no key columns (got []); expected a column name, or different ones',
    ],
    [
      { by: ['q', 'q'] },
      'TypeError: softmax: by names no key columns (got ["q","q"]); expected a column name, or different ones',
    ],
    [
      { by: 'q', nulls: 'skip' },
      'RangeError: softmax: unknown policy for null keys (got "skip"); expected "group", "drop"',
    ],
    [
      { by: 'q', null: 'drop' },
      'TypeError: softmax: over holds an unknown key (got "null"); expected one of by, sorted, nulls; did you mean "nulls"?',
    ],
  ])('refuses %j', (axis, message) => {
    let error: Error | undefined;
    try {
      softmax({ columns: 'x', over: axis as { by: string } });
    } catch (thrown) {
      error = thrown as Error;
    }
    expect(`${error?.name}: ${error?.message}`).toBe(message);
  });

  it('fails where there is no such key column, and where its type is no key', () => {
    expect(
      failure(softmax({ columns: 'x', over: { by: 'p' } }), [scored(['a'], [1])]).message,
    ).toBe(
      'softmax: there is no such column (column "p"); expected one of "q", "x"; did you mean "q"?',
    );
    const error = failure(softmax({ columns: 'x', over: { by: 'x' } }), [scored(['a'], [1])]);
    expect(error.name).toBe('SchemaError');
  });
});

describe('the bits by group', () => {
  const bitsOf = (batches: readonly RecordBatch[]) =>
    batches.flatMap((batch) =>
      Array.from(new BigUint64Array((columnAt(batch, 1).values as Float64Array).slice().buffer)),
    );
  const rows = fc.array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', null),
      fc.oneof(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.constantFrom(1000, -1000, 1e300, -INF),
      ),
    ),
    { minLength: 1, maxLength: 60 },
  );
  const batchOf = (some: readonly (readonly [string | null, number])[]) =>
    scored(
      some.map(([key]) => key),
      some.map(([, x]) => x),
    );

  it('are those of softmax over the stream of the group alone, in any batches and order', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(9), { maxLength: 9 }), (some, sizes) => {
        const got = bitsOf(runAll(softmax(options), cut(batchOf(some), sizes)));
        for (const key of new Set(some.map(([k]) => k))) {
          const group = some.flatMap((row, i) => (row[0] === key ? [{ row, i }] : []));
          const alone = softmax({ columns: 'x', over: 'stream' });
          const expected = bitsOf(runAll(alone, [batchOf(group.map(({ row }) => row))]));
          expect(group.map(({ i }) => got[i])).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the numbers of groups between two passes', () => {
  const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', null), fc.integer()), {
    maxLength: 40,
  });

  it('are kept beside the batches, or found again: results are the same', () => {
    const sizes = fc.array(fc.nat(9), { maxLength: 9 });
    fc.assert(
      fc.property(
        rows,
        sizes,
        fc.constantFrom('group', 'drop'),
        fc.integer({ min: 1, max: 9 }),
        (some, sizes, nulls, size) => {
          const batches = cut(
            scored(
              some.map(([key]) => key),
              some.map(([, x]) => x % 9),
            ),
            sizes,
          );
          const axis = { columns: 'x', over: { by: 'q', nulls } } as const;
          const cells = (more: Partial<SoftmaxOptions>) =>
            runAll(softmax({ ...axis, ...more }), batches).flatMap((batch) => contents(batch, 'x'));
          const expected = cells({ replay: 'resubscribe' });
          expect(cells({ replay: 'memory' })).toEqual(expected);
          expect(cells({ replay: 'spill', spill: new Store(size) })).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are four bytes a row of what memory may hold', () => {
    const batch = scored(new Array<string>(100).fill('a'), new Array<number>(100).fill(0));
    const held = (axis: Over) => {
      const { message } = failure(softmax({ columns: 'x', over: axis, replayLimit: 1 }), [batch]);
      return Number(/got (\d+),/.exec(message)?.[1]);
    };
    expect(held(over) - held('stream')).toBe(400);
  });

  it('have a place of their own in a store, and both are given back', () => {
    const store = new Store(3);
    const operator = softmax({ ...options, replay: 'spill', spill: store });
    runAll(operator, [scored(['b', 'a', 'b'], [0, 0, 0]), scored([], []), scored(['c'], [0])]);
    expect(store.places.map(({ deleted }) => deleted)).toEqual([1, 1]);
    const [, numbers] = store.places;
    expect([...new Uint32Array(Uint8Array.from(numbers!.bytes).buffer)]).toEqual([0, 1, 0, 2]);
  });

  it('fail where the store does not give them back', () => {
    const operator = softmax({ ...options, replay: 'spill', spill: new Store(8, 1) });
    expect(failure(operator, [scored(['a', 'b'], [0, 0])]).message).toBe(
      'spill: a spill ends within a block; expected all bytes that were written',
    );
  });

  it('need no store for a stream without rows', () => {
    const store = new Store(8);
    runAll(softmax({ ...options, replay: 'spill', spill: store }), [scored([], [])]);
    expect(store.places.length).toBe(1);
  });
});

describe('accumulate and applyState by group', () => {
  const batch = scored(['a', 'b', 'a', null], [0, 1, 0, 2]);
  const stateOf = (nulls: 'group' | 'drop' = 'group') => {
    const states: SoftmaxState[] = [];
    from([batch])
      .pipe(accumulate({ columns: 'x', over: { by: 'q', nulls } }))
      .subscribe((state) => states.push(state));
    return states[0]!;
  };

  it('are what softmax by group is composed of', () => {
    const state = stateOf();
    expect(state.groups).toMatchObject({ by: ['q'], nulls: 'group' });
    expect(state.groups!.keys.size).toBe(3);
    expect(contents(run(applyState({ state, as: 'p' }), batch), 'p')).toEqual([0.5, 1, 0.5, 1]);
    const dropped = applyState({ state: stateOf('drop'), as: 'p' });
    expect(contents(run(dropped, batch), 'p')).toEqual([0.5, 1, 0.5, null]);
  });

  it.each(['group', 'drop'] as const)(
    'fail for a key that the state does not know, nulls: %s',
    (nulls) => {
      const error = failure(applyState({ state: stateOf(nulls) }), [
        batch,
        scored([null, 'z'], [0, 0]),
      ]);
      expect(`${error.name}: ${error.message}`).toBe(
        'DataError: applyState: a key that the first pass has not met (got "z", column "q", batch 1, row 5); expected one of its keys',
      );
    },
  );
});
