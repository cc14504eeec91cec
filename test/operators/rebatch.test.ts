import {
  Field,
  Int32,
  makeData,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { from, map, type Observable, Subject, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { rebatch } from '../../operators/rebatch.js';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { LimitError, SchemaError } from '../../src/errors.js';
import { cellsOf, EVERY_TYPE } from '../columns/every-type.js';
import { itPassesTheList, marbles } from './support/rxjs-list.js';

const schema = new Schema([new Field('x', new Int32(), false)]);

function batch(...values: number[]): RecordBatch {
  const column = makeData({ type: new Int32(), data: Int32Array.from(values) });
  return recordBatch(schema, [column], values.length);
}

const cells = (result: RecordBatch) => cellsOf(result.data.children[0]!);

/** Everything that a synchronous observable gives, or the error. */
function all<T>(source: Observable<T>): T[] {
  const got: T[] = [];
  let failure: unknown;
  source.subscribe({
    next: (value) => got.push(value),
    error: (error) => {
      failure = error;
    },
  });
  if (failure !== undefined) throw failure;
  return got;
}

const rebatched = (rows: number, ...batches: RecordBatch[]) =>
  all(from(batches).pipe(rebatch({ rows })));

describe('rebatch as an operator of rxjs', () => {
  itPassesTheList({
    make: () => rebatch({ rows: 2 }),
    values: { a: batch(1, 2), b: batch(3, 4), c: batch(5, 6) },
    say: cells,
    results: { a: [1, 2], b: [3, 4], c: [5, 6] },
  });

  it('gives a batch as soon as its rows are there, and the rest at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-c-|', { a: batch(1), b: batch(2, 3), c: batch(4, 5) });
      const shown = { x: [1, 2], y: [3, 4], z: [5] };
      expectObservable(source.pipe(rebatch({ rows: 2 }), map(cells))).toBe('---x-y-(z|)', shown);
    });
  });

  it('gives nothing of an unfinished batch where the source fails', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-#', { a: batch(1) });
      expectObservable(source.pipe(rebatch({ rows: 2 }), map(cells))).toBe('---#');
    });
  });

  it('pulls one batch of a synchronous source where that holds all that take wants', () => {
    let pulled = 0;
    function* source() {
      while (pulled < 1000) {
        pulled += 1;
        yield batch(0, 1, 2, 3, 4, 5, 6);
      }
    }
    expect(all(from(source()).pipe(rebatch({ rows: 2 }), take(3), map(cells)))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(pulled).toBe(1);
  });
});

describe('rebatch', () => {
  it('gives batches of exactly so many rows, the last one shorter, and loses no row', () => {
    const lengths = fc.array(fc.nat({ max: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 15 }), (lengths, rows) => {
        let next = 0;
        const batches = lengths.map((n) => batch(...Array.from({ length: n }, () => next++)));
        const results = rebatched(rows, ...batches);
        expect(results.flatMap(cells)).toEqual(Array.from({ length: next }, (_, i) => i));
        const sizes = results.map((result) => result.numRows);
        expect(sizes.slice(0, -1).every((size) => size === rows)).toBe(true);
        if (next > 0) expect(sizes.at(-1)).toBe(next % rows || rows);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it.each(EVERY_TYPE)('gives a column of $name back, however it was cut', ({ make }) => {
    const column = make(0, 29);
    const field = new Schema([new Field('c', column.type, true)]);
    const whole = recordBatch(field, [column], 29);
    const ends = [0, 5, 6, 6, 17, 29];
    const parts = ends.slice(1).map((end, i) => sliceBatch(whole, ends[i]!, end));
    const results = rebatched(4, ...parts);
    expect(results.map((result) => result.numRows)).toEqual([4, 4, 4, 4, 4, 4, 4, 1]);
    expect(results.flatMap(cells)).toEqual(cellsOf(column));
  });

  it('copies nothing where one batch holds all rows of a result', () => {
    const source = batch(0, 1, 2, 3, 4);
    const [a, b, c] = rebatched(2, source);
    for (const result of [a!, b!, c!]) {
      expect(result.data.children[0]!.values.buffer).toBe(source.data.children[0]!.values.buffer);
    }
    expect(rebatched(5, source)[0]).toBe(source);
  });

  it('keeps the schema, and the metadata of the batch that a result begins in', () => {
    const about = new Schema(schema.fields, new Map([['about', 'scores']]));
    const [a, b] = ['1', '2'].map((part) =>
      recordBatch(about, batch(1, 2, 3).data.children, 3, new Map([['part', part]])),
    );
    const results = rebatched(2, a!, b!);
    expect(results.map((result) => result.schema)).toEqual([about, about, about]);
    expect(results.map((result) => result.metadata.get('part'))).toEqual(['1', '1', '2']);
  });

  it('gives one batch without rows where there are only such, so that the schema survives', () => {
    expect(rebatched(3, batch(), batch()).map((result) => result.numRows)).toEqual([0]);
    expect(rebatched(3, batch(), batch(1)).map(cells)).toEqual([[1]]);
    expect(rebatched(1, batch(1), batch()).map(cells)).toEqual([[1]]);
    expect(rebatched(3)).toEqual([]);
  });

  it('fails where the schema changes midway, also in a batch without rows', () => {
    const other = vectorFromArray(['a'], new Utf8()).data[0]!;
    const changed = new Schema([new Field('x', new Utf8(), false)]);
    const run = () => rebatched(2, batch(1), recordBatch(changed, [other], 1));
    expect(run).toThrow(SchemaError);
    expect(run).toThrow(
      'rebatch: the schema changes midway (got "x: Utf8", batch 1); expected x: Int32, as in the batches before',
    );
    expect(() => rebatched(2, batch(1), recordBatch(changed, [other.slice(0, 0)], 0))).toThrow(
      'the schema changes midway',
    );
  });

  it('fails rather than to write offsets that do not fit', () => {
    // Two cells that say to be 1.5 GB each, of which no byte is there.
    const type = new Utf8();
    const valueOffsets = Int32Array.of(0, 1.5e9);
    const huge = makeData({ type, length: 1, valueOffsets, data: new Uint8Array(0) });
    const text = new Schema([new Field('x', type, false)]);
    const run = () => rebatched(2, recordBatch(text, [huge], 1), recordBatch(text, [huge], 1));
    expect(run).toThrow(LimitError);
    expect(run).toThrow(
      'rebatch: the cells of one batch are too large together (got 3000000000, column "x"); expected at most 2³¹ − 1 bytes or list elements: fewer rows',
    );
  });

  it('copies rows that come from several batches, so that they keep none of them alive', () => {
    const source = new Subject<RecordBatch>();
    let latest: RecordBatch | undefined;
    source.pipe(rebatch({ rows: 2 })).subscribe((result) => {
      latest = result;
    });
    const first = batch(1, 2, 3);
    source.next(first);
    expect(latest!.data.children[0]!.values.buffer).toBe(first.data.children[0]!.values.buffer);
    source.next(batch(4));
    // Joined of two batches: a copy, so that neither is needed any more.
    expect(cells(latest!)).toEqual([3, 4]);
    expect(latest!.data.children[0]!.values.buffer.byteLength).toBe(8);
  });

  it.each([
    [0, 'RangeError: rebatch: rows is no number of rows (got 0); expected an integer from 1'],
    [1.5, 'RangeError: rebatch: rows is no number of rows (got 1.5); expected an integer from 1'],
    ['2', 'TypeError: rebatch: rows is no number (got "2"); expected an integer from 1'],
  ])('refuses %o rows', (rows, message) => {
    try {
      rebatch({ rows: rows as number });
    } catch (error) {
      expect(`${(error as Error).name}: ${(error as Error).message}`).toBe(message);
      return;
    }
    throw new Error('nothing was thrown');
  });

  it('refuses options that there are not', () => {
    const made = (options: unknown) => () => rebatch(options as { rows: number });
    expect(made({ rows: 2, row: 3 })).toThrow(
      new TypeError(
        'rebatch: unknown option (got "row"); expected one of rows; did you mean "rows"?',
      ),
    );
    expect(made(undefined)).toThrow(
      new TypeError('rebatch: no options (got undefined); expected an object'),
    );
  });
});
