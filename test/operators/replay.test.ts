import { makeData, type RecordBatch, Utf8 } from 'apache-arrow';
import {
  concat,
  concatMap,
  defer,
  from,
  groupBy,
  map,
  mergeMap,
  NEVER,
  type Observable,
  of,
  range,
  take,
  throwError,
  toArray,
  window,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SoftmaxOptions } from '../../operators/core/distributions/over-axis.js';
import { REPLAYS } from '../../operators/core/over.js';
import { softmax } from '../../operators/softmax.js';
import type { Spill, SpillStore } from '../../src/flow/spill-store.js';
import { weigh } from '../../src/flow/weigh.js';
import { itPassesTheListOfTwoPasses, marbles } from './support/rxjs-list.js';
import { contents, failure, floats, runAll, table } from './support/tables.js';

/** A store in memory that knows what is still there. */
class Store implements SpillStore {
  readonly places: { chunks: Uint8Array[]; deleted: number }[] = [];

  create(): Spill {
    const place = { chunks: [] as Uint8Array[], deleted: 0 };
    this.places.push(place);
    return {
      write: (bytes) => void place.chunks.push(bytes.slice()),
      read: () => place.chunks,
      delete: () => void place.deleted++,
    };
  }
}

const batch = (...cells: (number | null)[]) => table({ x: floats(cells) });
const options = { columns: 'x', over: 'stream' } as const;
const make = (replay: SoftmaxOptions['replay'], more: Partial<SoftmaxOptions> = {}) =>
  softmax({ ...options, replay, ...(replay === 'spill' && { spill: new Store() }), ...more });
const cells = (batches: readonly RecordBatch[]) => batches.flatMap((b) => contents(b, 'x'));

describe.each(REPLAYS)("replay: '%s'", (replay) => {
  const value = batch(0);
  itPassesTheListOfTwoPasses({
    make: () => make(replay),
    values: { a: value, b: value, c: value },
    say: (result) => contents(result, 'x')[0],
    result: (count) => 1 / count,
    subscriptions: replay === 'resubscribe' ? 2 : 1,
  });

  it('gives the same as the others', () => {
    const results = runAll(make(replay), [batch(1, 2), batch(), batch(null, 3)]);
    expect(cells(results)).toEqual(cells(runAll(make('memory'), [batch(1, 2, null, 3)])));
  });

  it('is synchronous where the source is', () => {
    const log: string[] = [];
    of(batch(1))
      .pipe(make(replay))
      .subscribe(() => log.push('a result'));
    expect(log).toEqual(['a result']);
  });

  it('works behind concatMap', () => {
    const results: unknown[] = [];
    range(1, 3)
      .pipe(
        concatMap((n) =>
          from(Array.from({ length: n }, () => batch(0))).pipe(
            make(replay),
            map((b) => contents(b, 'x')[0]),
          ),
        ),
      )
      .subscribe((p) => results.push(p));
    expect(results).toEqual([1, 0.5, 0.5, 1 / 3, 1 / 3, 1 / 3]);
  });
});

describe.each(['memory', 'spill'] as const)(
  "replay: '%s' of a source that comes once",
  (replay) => {
    const inner = (source: Observable<RecordBatch>) =>
      source.pipe(
        make(replay),
        map((b) => contents(b, 'x')[0]),
        toArray(),
      );

    it('works in window', () => {
      marbles(({ hot, cold, expectObservable }) => {
        const source = hot('-a-a-a-a-|', { a: batch(0) });
        const windows = source.pipe(
          window(cold('----w')),
          concatMap((w) => inner(w)),
        );
        expectObservable(windows).toBe('----p----(q|)', { p: [0.5, 0.5], q: [0.5, 0.5] });
      });
    });

    it('works in groupBy', () => {
      const got: unknown[] = [];
      from([batch(1), batch(2), batch(1)])
        .pipe(
          groupBy((b) => contents(b, 'x')[0]),
          mergeMap((group) => inner(group)),
        )
        .subscribe((results) => got.push(results));
      expect(got).toEqual([[0.5, 0.5], [1]]);
    });
  },
);

describe("replay: 'resubscribe'", () => {
  const operator = make('resubscribe');
  const changing = (...passes: RecordBatch[][]) => {
    const errors: Error[] = [];
    const got: RecordBatch[] = [];
    let pass = 0;
    defer(() => from(passes[pass++]!))
      .pipe(operator)
      .subscribe({ next: (b) => got.push(b), error: (error: Error) => errors.push(error) });
    return { got, error: errors[0] };
  };

  it('takes other batches of the same rows', () => {
    const { got, error } = changing([batch(1, 2, 3)], [batch(1), batch(2, 3)]);
    expect([got.length, error]).toEqual([2, undefined]);
  });

  it.each<[string, RecordBatch[], string]>([
    [
      'fewer rows',
      [batch(1, 2)],
      "softmax: the source gave other rows the second time (got 2); expected 3, as the first time; replay: 'memory' and 'spill' want it once",
    ],
    [
      'no rows, as in a window',
      [],
      "softmax: the source gave other rows the second time (got 0); expected 3, as the first time; replay: 'memory' and 'spill' want it once",
    ],
    [
      'more rows',
      [batch(1, 2, 3), batch(1)],
      "softmax: the source gave other rows the second time (got 4, batch 1); expected 3, as the first time; replay: 'memory' and 'spill' want it once",
    ],
    [
      'another order',
      [batch(1, 3, 2)],
      "softmax: the source gave other values the second time; expected the same; replay: 'memory' and 'spill' want it once",
    ],
    [
      'another value',
      [batch(1, 2.5, 3)],
      "softmax: the source gave other values the second time; expected the same; replay: 'memory' and 'spill' want it once",
    ],
    [
      'a null',
      [batch(1, null, 3)],
      "softmax: the source gave other values the second time; expected the same; replay: 'memory' and 'spill' want it once",
    ],
    [
      'a larger value',
      [batch(1, 2, 9)],
      'softmax: a value that the first pass has not met (got 9, column "x", batch 0, row 2); expected at most 3, the largest that was added',
    ],
  ])('fails where the second pass brings %s', (_, second, message) => {
    const { error } = changing([batch(1, 2, 3)], second);
    expect([error?.name, error?.message]).toEqual(['DataError', message]);
  });
});

describe("replay: 'memory'", () => {
  it('fails beyond its limit, and names the choices', () => {
    const error = failure(make('memory', { replayLimit: 1000 }), [
      batch(1),
      batch(...new Array<number>(200).fill(0)),
    ]);
    expect([error.name, error.message]).toEqual([
      'LimitError',
      "softmax: the stream is too large to be held in memory for its second pass (got 2120, batch 1, row 1); expected at most 1000 bytes: a larger replayLimit, or replay: 'spill' or 'resubscribe'",
    ]);
  });
});

describe('replayLimit', () => {
  /** A batch that weighs so much, most of it in text that nobody reads, so that it takes no memory. */
  function weighing(bytes: number): RecordBatch {
    const held = (size: number) => {
      const [type, valueOffsets] = [new Utf8(), Int32Array.of(0, size)];
      const data = new Uint8Array(size);
      return table({ x: floats([1]), text: makeData({ type, length: 1, valueOffsets, data }) });
    };
    return held(bytes - weigh(held(0)));
  }

  it.each([
    [5000, { replayLimit: 5000 }],
    [2 ** 28, {}],
  ])('holds %i bytes, and not one more, under %j', (limit, options) => {
    const run = (bytes: number) => runAll(make('memory', options), [weighing(bytes)]);
    expect(cells(run(limit))).toEqual([1]);
    expect(() => run(limit + 1)).toThrow(
      `softmax: the stream is too large to be held in memory for its second pass (got ${limit + 1}, batch 0, row 0); expected at most ${limit} bytes: a larger replayLimit, or replay: 'spill' or 'resubscribe'`,
    );
  });
});

describe("replay: 'spill'", () => {
  const outcomes: [string, (source: ReturnType<typeof make>) => void][] = [
    ['completes', (operator) => of(batch(1)).pipe(operator).subscribe()],
    ['is left by take', (operator) => of(batch(1), batch(1)).pipe(operator, take(1)).subscribe()],
    [
      'is left in the first pass',
      (operator) =>
        concat(of(batch(1)), NEVER)
          .pipe(operator)
          .subscribe()
          .unsubscribe(),
    ],
    [
      'fails at its source',
      (operator) =>
        concat(
          of(batch(1)),
          throwError(() => new Error('no')),
        )
          .pipe(operator)
          .subscribe({ error: () => {} }),
    ],
    [
      'fails itself',
      (operator) =>
        of(batch(1), table({ y: floats([1]) }))
          .pipe(operator)
          .subscribe({ error: () => {} }),
    ],
    [
      'has a consumer that throws',
      (operator) =>
        of(batch(1))
          .pipe(
            operator,
            map(() => {
              throw new Error('no');
            }),
          )
          .subscribe({ error: () => {} }),
    ],
  ];

  it.each(outcomes)('gives its place back when the stream %s', (_, play) => {
    const store = new Store();
    play(make('spill', { spill: store }));
    expect(store.places.map(({ deleted }) => deleted)).toEqual([1]);
  });

  it('fails with what the store fails with', () => {
    const full: SpillStore = {
      create: () => ({
        write: () => {
          throw new Error('the disk is full');
        },
        read: () => [],
        delete: () => {},
      }),
    };
    expect(failure(make('spill', { spill: full }), [batch(1)]).message).toBe('the disk is full');
  });
});

describe('the options of a replay', () => {
  it.each<[object, string, string]>([
    [
      { replay: 'disk' },
      'RangeError',
      'softmax: unknown replay (got "disk"); expected one of memory, spill, resubscribe',
    ],
    [
      { replay: 'spill' },
      'TypeError',
      "softmax: replay: 'spill' has no store (got undefined); expected spill: fileSpill() of logitflow/node, or a store of yours",
    ],
    [
      { replayLimit: 0 },
      'RangeError',
      'softmax: replayLimit is no number of bytes (got 0); expected a number above 0',
    ],
    [
      { over: 'row', replay: 'memory' },
      'TypeError',
      'softmax: replay has no use along the row: one pass is enough (got "memory"); expected over: \'stream\' or { by: … }',
    ],
    [
      { over: 'steam' },
      'RangeError',
      'softmax: over is no axis that there is (got "steam"); expected "row" or "stream" or { by: … }; did you mean "stream"?',
    ],
  ])('%o are refused', (given, name, message) => {
    let error: Error | undefined;
    try {
      softmax({ ...options, ...(given as Partial<SoftmaxOptions>) });
    } catch (thrown) {
      error = thrown as Error;
    }
    expect([error?.name, error?.message]).toEqual([name, message]);
  });
});
