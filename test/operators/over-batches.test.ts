import { concat, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Counts } from '../../operators/core/policies.js';
import { relu } from '../../operators/elementwise.js';
import { softmax } from '../../operators/softmax.js';
import { failure, floats, runAll, table } from './support/tables.js';

const batch = table({ a: floats([1, null]), b: floats([Infinity, 2]) });
const columns = ['a', 'b'];

describe('report', () => {
  it('is called once, when the stream completes, with what all batches held', () => {
    const counts: Counts[] = [];
    const report = (count: Counts) => void counts.push(count);
    runAll(softmax({ columns, report }), [batch, batch]);
    expect(counts).toEqual([
      { rows: 4, batches: 2, nulls: 2, nans: 0, infinities: 2, degenerate: 0 },
    ]);
  });

  it('is called once for a stream without batches', () => {
    const counts: Counts[] = [];
    runAll(relu({ columns, report: (count) => counts.push(count) }), []);
    expect(counts).toEqual([
      { rows: 0, batches: 0, nulls: 0, nans: 0, infinities: 0, degenerate: 0 },
    ]);
  });

  it('is called once when the source fails, before the error arrives', () => {
    const log: unknown[] = [];
    const operator = softmax({ columns, report: ({ rows }) => log.push(rows) });
    concat(
      of(batch),
      throwError(() => 'the source fails'),
    )
      .pipe(operator)
      .subscribe({ error: (error) => log.push(error) });
    expect(log).toEqual([2, 'the source fails']);
  });

  it('is called once when the operator itself fails, without the batch that failed', () => {
    const rows: number[] = [];
    const operator = softmax({ columns, nulls: 'error', report: (count) => rows.push(count.rows) });
    failure(operator, [table({ a: floats([1]), b: floats([2]) }), batch]);
    expect(rows).toEqual([1]);
  });

  it('is not called when the stream is unsubscribed', () => {
    let called = 0;
    const operator = softmax({ columns, report: () => called++ });
    concat(of(batch), NEVER).pipe(operator).subscribe().unsubscribe();
    expect(called).toBe(0);
  });

  it('goes down the error channel with what it throws, and is not called again', () => {
    let called = 0;
    const operator = softmax({
      columns,
      report: () => {
        called++;
        throw new Error('the report throws');
      },
    });
    expect(failure(operator, [batch]).message).toBe('the report throws');
    expect(called).toBe(1);
  });

  it('does not hide the error that ended the stream by one of its own', () => {
    const report = () => {
      throw new Error('the report throws');
    };
    expect(failure(softmax({ columns, nulls: 'error', report }), [batch]).name).toBe('DataError');
  });

  it('counts anew for every subscription', () => {
    const rows: number[] = [];
    const operator = softmax({ columns, report: (count) => rows.push(count.rows) });
    const stream = of(batch).pipe(operator);
    stream.subscribe();
    stream.subscribe();
    expect(rows).toEqual([2, 2]);
  });
});

describe('the schema', () => {
  it('may come as another object with the same fields', () => {
    const same = table({ a: floats([1]), b: floats([2]) });
    expect(runAll(softmax({ columns }), [batch, same])).toHaveLength(2);
  });

  it('of all results is one object, so that the next operator has nothing to compare', () => {
    const same = table({ a: floats([1]), b: floats([2]) });
    const [one, two] = runAll(softmax({ columns }), [batch, same]);
    expect(one!.schema).toBe(two!.schema);
  });

  it('that changes midway is a SchemaError', () => {
    const other = table({ a: floats([1]), c: floats([2]) });
    const error = failure(relu({ columns }), [batch, other]);
    expect(error.name).toBe('SchemaError');
    expect(error.message).toContain('relu: the schema changes midway (got "c: Float64?", batch 1)');
  });
});
