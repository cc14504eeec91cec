import { type RecordBatch, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { concat, map, NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SoftmaxOptions } from '../../operators/core/distributions/over-axis.js';
import type { Counts } from '../../operators/core/policies.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { itPassesTheListOfTwoPasses, marbles } from './support/rxjs-list.js';
import {
  type Cell,
  contents,
  cut,
  failure,
  floats,
  lists,
  runAll,
  table,
} from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const text = (cells: readonly (string | null)[]) => vectorFromArray(cells, new Utf8()).data[0]!;
const scored = (keys: readonly (string | null)[], cells: readonly Cell[]) =>
  table({ q: text(keys), x: floats(cells) });
const sorted = { columns: 'x', over: { by: 'q', sorted: true } } as const;
const make = (more: Partial<SoftmaxOptions> = {}) => softmax({ ...sorted, ...more });
const column = (batches: readonly RecordBatch[], name = 'x') =>
  batches.flatMap((b) => contents(b, name));

describe('softmax of sorted groups', () => {
  itPassesTheListOfTwoPasses({
    make: () => make(),
    values: { a: scored(['k'], [0]), b: scored(['k'], [0]), c: scored(['k'], [0]) },
    say: (result) => contents(result, 'x')[0],
    result: (count) => 1 / count,
    subscriptions: 1,
  });

  it('gives a batch out when its last group is known to have ended', () => {
    const given = {
      a: scored(['k', 'k'], [0, 0]),
      b: scored(['k', 'l'], [0, 5]),
      c: scored(['m'], [1]),
    };
    const results = { a: [1 / 3, 1 / 3], b: [1 / 3, 1], c: [1] };
    const close = (cells: number[]) => cells.map((p) => expect.closeTo(p, 15));
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-c-|', given);
      const said = source.pipe(
        make(),
        map((b) => contents(b, 'x')),
      );
      expectObservable(said).toBe('---a-b-(c|)', {
        a: close(results.a),
        b: close(results.b),
        c: close(results.c),
      });
    });
  });

  it('gives groups that have ended of a source that never does', () => {
    const got: unknown[] = [];
    concat(of(scored(['a'], [0]), scored(['b'], [0])), NEVER)
      .pipe(make())
      .subscribe((batch) => got.push(contents(batch, 'q')));
    expect(got).toEqual([['a']]);
  });

  it('fails for a key that comes back', () => {
    const error = failure(make(), [scored(['a', 'b'], [0, 0]), scored(['b', 'a'], [0, 0])]);
    expect(`${error.name}: ${error.message}`).toBe(
      'DataError: softmax: a key comes back, though its rows should follow one another (got "a", column "q", batch 1, row 3); expected rows sorted by key, or grouping without sorted',
    );
  });

  it('names several keys', () => {
    const batch = table({
      q: text(['a', 'a', 'a']),
      r: text(['x', 'y', 'x']),
      x: floats([0, 0, 0]),
    });
    const error = failure(softmax({ columns: 'x', over: { by: ['q', 'r'], sorted: true } }), [
      batch,
    ]);
    expect(error.message).toContain('(got ["a","x"], column "q, r", batch 0, row 2)');
  });

  const keysAndCells = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 1, 2, 3)), {
      minLength: 1,
      maxLength: 12,
    })
    .chain((runs) => {
      const keys = runs.flatMap(([length], i) => new Array<string>(length).fill(`k${i}`));
      const cell = fc.oneof(
        { weight: 6, arbitrary: fc.double({ min: -40, max: 40, noNaN: true }) },
        fc.constantFrom<Cell>(null, -INF, -INF, INF, NAN, 1e300),
      );
      return fc.tuple(
        fc.constant(keys),
        fc.array(cell, { minLength: keys.length, maxLength: keys.length }),
      );
    });

  it('has the bits and the counts of groups that are not known to be sorted', () => {
    fc.assert(
      fc.property(
        keysAndCells,
        fc.array(fc.nat(6), { maxLength: 9 }),
        fc.constantFrom<Partial<SoftmaxOptions>>(
          {},
          { nan: 'mask', degenerate: 'uniform' },
          { nulls: 'mask', degenerate: 'null' },
        ),
        ([keys, cells], sizes, more) => {
          const batches = cut(scored(keys, cells), sizes);
          const met: Counts[] = [];
          const report = (counts: Counts) => void met.push(counts);
          const one = runAll(make({ ...more, report }), batches);
          const two = runAll(
            softmax({ columns: 'x', over: { by: 'q' }, ...more, report }),
            batches,
          );
          expect(one.map((b) => b.numRows)).toEqual(batches.map((b) => b.numRows));
          expect(column(one)).toEqual(column(two));
          expect(met[0]).toEqual(met[1]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes lists, dropped keys, and the sum on every row', () => {
    const y = lists(
      [
        [0, 1],
        [0, 1],
        [5, 5],
        [0, -INF],
      ],
      64,
      'FixedSizeList',
    );
    const batch = table({ q: text(['a', 'a', null, 'b']), y });
    const over = { by: 'q', sorted: true, nulls: 'drop' } as const;
    const pieces = cut(batch, [1, 1, 1]);
    expect(column(runAll(softmax({ columns: 'y', over }), pieces), 'y')).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
      null,
      [1, NAN],
    ]);
    const total = runAll(logSumExp({ columns: 'y', over, as: 't' }), pieces);
    expect(column(total, 't')).toEqual([
      [Math.LN2, 1 + Math.LN2],
      [Math.LN2, 1 + Math.LN2],
      null,
      [0, -INF],
    ]);
  });

  it('refuses a replay, and sorted that is none', () => {
    expect(() => make({ replay: 'memory' })).toThrow(
      'softmax: replay has no use over sorted groups: one pass is enough (got "memory"); expected over: \'stream\' or { by: … }',
    );
    expect(() =>
      softmax({ columns: 'x', over: { by: 'q', sorted: 'yes' as unknown as true } }),
    ).toThrow('softmax: sorted is no boolean (got "yes"); expected true or false');
  });
});
