import { Field, Float64, makeData, type RecordBatch, Schema } from 'apache-arrow';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Renaming, rename } from '../../operators/rename.js';
import { recordBatch } from '../../src/columns/batches.js';
import { SelectionError } from '../../src/errors.js';
import { itPassesTheList } from './support/rxjs-list.js';

function batchOf(names: readonly string[], start = 0): RecordBatch {
  const fields = names.map((name) => new Field(name, new Float64(), true, new Map([['of', name]])));
  const columns = names.map((_, i) =>
    makeData({ type: new Float64(), data: Float64Array.of(start + i) }),
  );
  const schema = new Schema(fields, new Map([['about', 'scores']]));
  return recordBatch(schema, columns, 1, new Map([['part', `${start}`]]));
}

const say = (result: RecordBatch) =>
  result.schema.fields.map(({ name }, i) => `${name}=${result.data.children[i]!.values[0]}`);

function run(renaming: Renaming, source: RecordBatch): RecordBatch {
  let seen: RecordBatch | undefined;
  let failure: unknown;
  of(source)
    .pipe(rename(renaming))
    .subscribe({
      next: (result) => {
        seen = result;
      },
      error: (error: unknown) => {
        failure = error;
      },
    });
  if (seen === undefined) throw failure;
  return seen;
}

const names = (renaming: Renaming, ...of: string[]) => say(run(renaming, batchOf(of)));

describe('rename as an operator of rxjs', () => {
  itPassesTheList({
    make: () => rename({ a: 'x' }),
    values: { a: batchOf(['a', 'b']), b: batchOf(['a', 'b'], 10), c: batchOf(['a', 'b'], 20) },
    say,
    results: { a: ['x=0', 'b=1'], b: ['x=10', 'b=11'], c: ['x=20', 'b=21'] },
  });

  it('sends what a function throws down the error channel', () => {
    const failure = new Error('mine');
    const renaming = () => {
      throw failure;
    };
    expect(() => run(renaming, batchOf(['a']))).toThrow(failure);
  });
});

describe('rename', () => {
  it('takes a map from old names to new ones', () => {
    expect(names({ a: 'x', c: 'y' }, 'a', 'b', 'c')).toEqual(['x=0', 'b=1', 'y=2']);
    expect(names({}, 'a')).toEqual(['a=0']);
  });

  it('takes a function of the name', () => {
    expect(names((name) => name.toUpperCase(), 'a', 'b')).toEqual(['A=0', 'B=1']);
  });

  it('may swap names', () => {
    expect(names({ a: 'b', b: 'a' }, 'a', 'b')).toEqual(['b=0', 'a=1']);
  });

  it('knows no special names', () => {
    const renaming = JSON.parse('{"__proto__":"p","toString":"t"}');
    expect(names(renaming, '__proto__', 'toString', 'constructor')).toEqual([
      'p=0',
      't=1',
      'constructor=2',
    ]);
    expect(names({ a: '__proto__', '': 'empty', 'b*': 'star' }, 'a', '', 'b*', 'bc')).toEqual([
      '__proto__=0',
      'empty=1',
      'star=2',
      'bc=3',
    ]);
  });

  it('keeps columns by reference, and all metadata', () => {
    const source = batchOf(['a', 'b']);
    const result = run({ a: 'x' }, source);
    expect(result.data.children[0]).toBe(source.data.children[0]);
    expect([...result.schema.metadata]).toEqual([['about', 'scores']]);
    expect([...result.metadata]).toEqual([['part', '0']]);
    const [x, b] = result.schema.fields;
    expect([x!.nullable, ...x!.metadata]).toEqual([true, ['of', 'a']]);
    expect(b).toBe(source.schema.fields[1]);
  });

  it('leaves names that repeat in the input to the input', () => {
    expect(names({ b: 'c' }, 'a', 'a', 'b')).toEqual(['a=0', 'a=1', 'c=2']);
  });

  it('fails where two columns would bear one name, and names both', () => {
    const run = () => names({ a: 'b' }, 'a', 'b');
    expect(run).toThrow(SelectionError);
    expect(run).toThrow(
      'rename: "a" and "b" would bear the same name (column "b"); expected different names',
    );
    expect(() => names(() => 'x', 'p', 'q')).toThrow(
      'rename: "p" and "q" would bear the same name (column "x")',
    );
    expect(() => names({ c: 'a' }, 'a', 'a', 'c')).toThrow('"a" and "c" would bear the same name');
  });

  it('fails where an old name is missing, or stands for several columns', () => {
    expect(() => names({ lgoit: 'x' }, 'logit')).toThrow(
      'rename: there is no such column (column "lgoit"); expected one of "logit"; did you mean "logit"?',
    );
    expect(() => names({ a: 'x' }, 'a', 'a')).toThrow(
      'rename: several columns bear this name, at 0, 1 (column "a")',
    );
  });

  it.each([
    [
      7,
      'rename: columns cannot be renamed by this (got 7); expected an object from old names to new ones, or a function from a name to a name',
    ],
    [
      ['a'],
      'rename: columns cannot be renamed by this (got ["a"]); expected an object from old names to new ones, or a function from a name to a name',
    ],
    [{ a: 1 }, 'rename: the new name is no string (got 1, column "a"); expected a string'],
  ])('refuses %o when it is made', (renaming, message) => {
    expect(() => rename(renaming as never)).toThrow(new TypeError(message));
  });

  it('refuses what a function gives that is no name', () => {
    expect(() => names(() => undefined as never, 'a')).toThrow(
      'rename: the new name is no string (got undefined, column "a"); expected a string',
    );
  });
});
