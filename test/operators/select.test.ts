import { Field, Float64, makeData, type RecordBatch, Schema } from 'apache-arrow';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { select } from '../../operators/select.js';
import { recordBatch } from '../../src/columns/batches.js';
import type { Columns } from '../../src/columns/selection/select.js';
import { SelectionError } from '../../src/errors.js';
import { itPassesTheList } from './support/rxjs-list.js';

const NAMES = ['id', 'prob_b', '__proto__', 'prob_a'];
const schema = new Schema(
  NAMES.map((name) => new Field(name, new Float64(), false, new Map([['of', name]]))),
  new Map([['about', 'scores']]),
);

function batch(start: number): RecordBatch {
  const columns = NAMES.map((_, i) =>
    makeData({ type: new Float64(), data: Float64Array.of(start + i) }),
  );
  return recordBatch(schema, columns, 1, new Map([['part', `${start}`]]));
}

const say = (result: RecordBatch) =>
  result.schema.fields.map(({ name }, i) => `${name}=${result.data.children[i]!.values[0]}`);

function run(columns: Columns, source = batch(0)): { result?: RecordBatch; error?: unknown } {
  const seen: { result?: RecordBatch; error?: unknown } = {};
  of(source)
    .pipe(select(columns))
    .subscribe({
      next: (result) => {
        seen.result = result;
      },
      error: (error: unknown) => {
        seen.error = error;
      },
    });
  return seen;
}

describe('select as an operator of rxjs', () => {
  itPassesTheList({
    make: () => select('prob_*'),
    values: { a: batch(0), b: batch(10), c: batch(20) },
    say,
    results: {
      a: ['prob_b=1', 'prob_a=3'],
      b: ['prob_b=11', 'prob_a=13'],
      c: ['prob_b=21', 'prob_a=23'],
    },
  });

  it('sends what a function throws down the error channel', () => {
    const failure = new Error('mine');
    const seen = run(() => {
      throw failure;
    });
    expect(seen.error).toBe(failure);
  });
});

describe('select', () => {
  it('keeps columns in schema order, those of an array in its order', () => {
    expect(say(run(/prob|id/).result!)).toEqual(['id=0', 'prob_b=1', 'prob_a=3']);
    expect(say(run(['prob_a', '__proto__', 'id']).result!)).toEqual([
      'prob_a=3',
      '__proto__=2',
      'id=0',
    ]);
    expect(say(run((_, index) => index === 2).result!)).toEqual(['__proto__=2']);
  });

  it('passes columns on by reference, with all metadata', () => {
    const source = batch(0);
    const { result } = run('id', source);
    expect(result!.data.children[0]).toBe(source.data.children[0]);
    expect(result!.schema.fields[0]).toBe(schema.fields[0]);
    expect([...result!.schema.metadata]).toEqual([['about', 'scores']]);
    expect([...result!.metadata]).toEqual([['part', '0']]);
  });

  it('fails where a column is not there', () => {
    const { error } = run('prob');
    expect(error).toBeInstanceOf(SelectionError);
    expect((error as Error).message).toBe(
      'select: there is no such column (column "prob"); expected one of "id", "prob_b", "__proto__", "prob_a"',
    );
  });

  it('refuses what chooses no columns when it is made', () => {
    expect(() => select(7 as never)).toThrow(TypeError);
    expect(() => select([])).toThrow('select: columns cannot be chosen by this (got [])');
  });
});
