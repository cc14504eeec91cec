import type { RecordBatch } from 'apache-arrow';
import { from, lastValueFrom, map, Observable, take, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeArrow } from '../../../src/formats/arrow-ipc/decoder.js';
import { encodeArrow } from '../../../src/formats/arrow-ipc/encoder.js';
import { batchOf, column, KINDS, valuesOf } from './batches.js';
import { concat, encode, said } from './support.js';

const batch = (at: number) => batchOf({ x: column(KINDS.Float32, 5 + at, false) });
const rows = map((b: RecordBatch) => b.numRows);
const hasBytes = map((chunk: Uint8Array) => chunk.length > 0);
const whole = encode([batch(0), batch(1)]);
const cuts = [encode([batch(0)].map(withoutRows)), encode([batch(0)]), whole].map(
  (w) => w.length - 8,
);
const [head, a, b, end] = [0, ...cuts].map((cut, i) => whole.slice(cut, cuts[i] ?? whole.length));

/** Its encoding is the schema and the end marker. */
function withoutRows(): RecordBatch {
  return batchOf({ x: column(KINDS.Float32, 0, false) });
}

let scheduler: TestScheduler;
beforeEach(() => {
  scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
});

describe('decodeArrow', () => {
  const chunks = { h: head!, a: a!, b: b!, e: end! };
  const values = { a: 5, b: 6 };

  it.each([
    ['never emits for a source that never emits', '-', '-', '^'],
    [
      'emits each batch with its last byte and ends with its source',
      '-h-a-b-e-|',
      '---a-b---|',
      '^--------!',
    ],
    ['goes on while its source does', '-h-a-', '---a-', '^'],
    ['passes an error of its source', '-h-a-#', '---a-#', '^----!'],
  ])('%s', (_contract, input, output, subscription) => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(input, chunks);
      expectObservable(source.pipe(decodeArrow(), rows)).toBe(output, values);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it.each([
    ['an empty source', '|', '#', '(^!)'],
    ['a source that ends too early', '-h-a-|', '---a-#', '^----!'],
  ])('fails for %s', (_what, input, output, subscription) => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(input, chunks);
      const result = source.pipe(decodeArrow(), rows);
      expectObservable(result).toBe(
        output,
        values,
        expect.objectContaining({ name: 'FormatError' }),
      );
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('unsubscribes its source when the subscriber leaves early', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-h-a-b-e-|', chunks);
      expectObservable(source.pipe(decodeArrow(), rows), '----!').toBe('---a-', values);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('pulls from a synchronous source no more chunks than take(1) needs', async () => {
    const { source, pulled } = firehose([head!, a!, b!, end!]);
    await lastValueFrom(source.pipe(decodeArrow(), take(1)));
    expect(pulled()).toBe(2);
  });

  it('starts anew with each subscription', async () => {
    const source = from([concat([head!, a!, b!, end!])]).pipe(decodeArrow(), rows, toArray());
    expect(await lastValueFrom(source)).toEqual([5, 6]);
    expect(await lastValueFrom(source)).toEqual([5, 6]);
  });
});

describe('encodeArrow', () => {
  const batches = { a: batch(0), b: batch(1) };

  it.each([
    ['never emits for a source that never emits', '-', '-', '^'],
    [
      'emits a chunk for a small batch, and the end with its source',
      '-a-b-|',
      '-t-t-(t|)',
      '^----!',
    ],
    ['passes an error of its source', '-a-#', '-t-#', '^--!'],
  ])('%s', (_contract, input, output, subscription) => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(input, batches);
      expectObservable(source.pipe(encodeArrow(), hasBytes)).toBe(output, { t: true });
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('fails for an empty source, which has no schema', async () => {
    await expect(lastValueFrom(from([]).pipe(encodeArrow()))).rejects.toEqual(
      said(
        'SchemaError',
        'encodeArrow: no batch has come, so there is no schema to write; expected at least one batch, which may hold no rows',
      ),
    );
  });

  it('unsubscribes its source when the subscriber leaves early', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-a-|', batches);
      expectObservable(source.pipe(encodeArrow(), hasBytes), '----!').toBe('-t-t-', { t: true });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('pulls three batches of a synchronous source for take(3)', async () => {
    const { source, pulled } = firehose(Array.from({ length: 1000 }, () => batch(0)));
    await lastValueFrom(source.pipe(encodeArrow(), take(3)));
    expect(pulled()).toBe(3);
  });

  it('and decodeArrow undo each other', async () => {
    const chain = from([batch(0), batch(1)]).pipe(encodeArrow(), decodeArrow(), toArray());
    expect((await lastValueFrom(chain)).map(valuesOf)).toEqual([batch(0), batch(1)].map(valuesOf));
  });
});

/** A synchronous source that looks at `closed` only, as rxjs's own do, and tells how many values it gave. */
function firehose<T>(values: readonly T[]) {
  let count = 0;
  const source = new Observable<T>((subscriber) => {
    for (const value of values) {
      if (subscriber.closed) return;
      count++;
      subscriber.next(value);
    }
    subscriber.complete();
  });
  return { source, pulled: () => count };
}
