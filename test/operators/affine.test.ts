import type { Field } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type AffineOptions, affine } from '../../operators/affine.js';
import type { Counts } from '../../operators/core/policies.js';
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

const NAN = Number.NaN;
const options: AffineOptions = { columns: ['a', 'b'], weights: [2, -1], bias: 0.5, as: 'z' };
const wide = (a: readonly Cell[], b: readonly Cell[]) => table({ a: floats(a), b: floats(b) });
const inCells = (a: readonly Cell[], b: readonly Cell[]) =>
  table({ x: lists(a.map((cell, i) => [cell, b[i]!])) });

describe('affine', () => {
  it('is the weighted sum of the inputs plus the bias, behind the last column', () => {
    const result = run(affine(options), wide([1, 2, 0], [3, -4, 0]));
    expect(namesOf(result)).toEqual(['a', 'b', 'z']);
    expect(contents(result, 'z')).toEqual([-0.5, 8.5, 0.5]);
  });

  it('takes weights in the order of the names, and stands in the place of the first with keep: false', () => {
    const batch = wide([1], [10]);
    const swapped = run(affine({ ...options, columns: ['b', 'a'], keep: false }), batch);
    expect(namesOf(swapped)).toEqual(['z']);
    expect(contents(swapped, 'z')).toEqual([19.5]);
  });

  it('takes one column, and the inputs of one list cell', () => {
    const one = run(affine({ columns: 'a', weights: [3], as: 'z' }), wide([2], [0]));
    expect(contents(one, 'z')).toEqual([6]);
    for (const layout of ['List', 'LargeList', 'FixedSizeList'] as const) {
      const x = lists([[1, 3], null, [2, -4]], 64, layout);
      const cells = run(affine({ ...options, columns: 'x' }), table({ x }));
      expect(contents(cells, 'z')).toEqual([-0.5, null, 8.5]);
    }
  });

  it.each([
    [16, 'Float16'],
    [32, 'Float32'],
    [64, 'Float64'],
  ] as const)('has the width of the widest input: %i', (width, type) => {
    const batch = table({ a: floats([0.1], 16), b: floats([0.2], width) });
    const result = run(affine(options), batch);
    expect(String((result.schema.fields.at(-1) as Field).type)).toBe(type);
    const asked = run(affine({ ...options, float: 32 }), batch);
    expect(String((asked.schema.fields.at(-1) as Field).type)).toBe('Float32');
  });

  it('is rounded once, from a sum in twice the precision', () => {
    const batch = wide([1e16, 1], [1e16, 2 ** -60]);
    const result = run(affine({ ...options, weights: [1, -1], bias: 1 }), batch);
    expect(contents(result, 'z')).toEqual([1, 2]);
  });

  it('says in the metadata what it was', () => {
    const result = run(affine(options), wide([1], [2]));
    const field = result.schema.fields[2] as Field;
    expect(JSON.parse(field.metadata.get('logitflow') ?? '')).toEqual({
      function: 'affine',
      axis: 'row',
      weights: [2, -1],
      bias: 0.5,
      version: VERSION,
    });
  });

  const A: readonly Cell[] = [1, null, NAN, Infinity, null];
  const B: readonly Cell[] = [1, 1, 1, 1, NAN];

  it.each([
    ['propagate', 'propagate', [1.5, null, NAN, Infinity, null]],
    ['mask', 'propagate', [1.5, -0.5, NAN, Infinity, NAN]],
    ['propagate', 'mask', [1.5, null, -0.5, Infinity, null]],
    ['mask', 'mask', [1.5, -0.5, -0.5, Infinity, 0.5]],
  ] as const)('under nulls: %s and nan: %s does as it says', (nulls, nan, wanted) => {
    const counts: Counts[] = [];
    const report = (count: Counts) => counts.push(count);
    const all = { ...options, nulls, nan, report };
    expect(contents(run(affine(all), wide(A, B)), 'z')).toEqual(wanted);
    expect(contents(run(affine({ ...all, columns: 'x' }), inCells(A, B)), 'z')).toEqual(wanted);
    const met = { rows: 5, batches: 1, nulls: 2, nans: 2, infinities: 1, degenerate: 0 };
    expect(counts).toEqual([met, met]);
  });

  it('names the column and the row of what it refuses', () => {
    const batches = cut(wide([1, 1, null], [1, NAN, 1]), [1]);
    expect(failure(affine({ ...options, nan: 'error' }), batches).message).toBe(
      'affine: a NaN (column "b", batch 1, row 1); expected a number',
    );
    const [, last] = cut(wide([1, 1, null], [1, 1, 1]), [1]);
    expect(failure(affine({ ...options, nulls: 'error' }), [last!]).message).toBe(
      'affine: a null (column "a", batch 0, row 1); expected a number',
    );
    const x = lists([[1, 2], [1]]);
    expect(failure(affine({ ...options, columns: 'x' }), [table({ x })]).message).toBe(
      'affine: a list cell has not as many inputs as there are weights (got 1, column "x", batch 0, row 1); expected 2',
    );
  });

  it('gives the same bits for every split, side by side and in cells', () => {
    const a = Array.from({ length: 50 }, (_, i) => Math.sin(i) * 10 ** (i % 9));
    const b = a.map((value, i) => value * (1 + i * 1e-16));
    const whole = contents(run(affine(options), wide(a, b)), 'z');
    const pieces = runAll(affine(options), cut(wide(a, b), [7, 0, 20]));
    expect(pieces.flatMap((piece) => contents(piece, 'z'))).toEqual(whole);
    const cells = run(affine({ ...options, columns: 'x' }), inCells(a, b));
    expect(contents(cells, 'z')).toEqual(whole);
  });

  it.each<[AffineOptions, string]>([
    [
      { ...options, weights: [] },
      'affine: weights are no array of numbers (got []); expected an array of finite numbers',
    ],
    [
      { ...options, weights: [1, NAN] },
      'affine: weights[1] is no finite number (got NaN); expected an array of finite numbers',
    ],
    [
      { ...options, bias: Infinity },
      'affine: bias is no finite number (got Infinity); expected a finite number',
    ],
    [
      { ...options, as: 'z_*' },
      'affine: as must name the one result (got "z_*"); expected a column name without *',
    ],
    [{ ...options, wieghts: [1] } as never, 'did you mean "weights"?'],
  ])('refuses %j when it is made', (bad, message) => {
    expect(() => affine(bad)).toThrow(message);
  });

  it.each<[AffineOptions, string]>([
    [
      { ...options, weights: [1] },
      'affine: not as many columns as weights (got 2); expected 1, one for each weight',
    ],
    [
      { ...options, columns: ['a', 'x'] },
      'affine: several columns with lists among them (got 2); expected scalar columns alone (an input each), or one list column',
    ],
  ])('refuses columns that do not go with it: %j', (bad, message) => {
    const batch = table({ a: floats([1]), b: floats([1]), x: lists([[1, 2]]) });
    const error = failure(affine(bad), [batch]);
    expect([error.name, error.message]).toEqual(['SelectionError', message]);
  });
});
