import type { Field } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { bilinear } from '../../operators/bilinear.js';
import type { GatedOptions } from '../../operators/core/elements/gate-pairs.js';
import type { Counts } from '../../operators/core/policies.js';
import { geglu } from '../../operators/geglu.js';
import { glu } from '../../operators/glu.js';
import { prelu } from '../../operators/prelu.js';
import { reglu } from '../../operators/reglu.js';
import { swiglu } from '../../operators/swiglu.js';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import { VERSION } from '../../src/version.js';
import {
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
const X = [-3, -0.5, 0, 0.25, 2, 40];
const Y = [1.5, -2, 3, 1e-3, -7, 0.1];

function applied(row: Activation, xs: readonly number[]): Float64Array {
  const ys = new Float64Array(xs.length);
  row.float64(Float64Array.from(xs), ys, xs.length, { slope: 1, beta: 1 });
  return ys;
}

describe.each([
  ['glu', glu, ACTIVATIONS.sigmoid, 'second'],
  ['swiglu', swiglu, ACTIVATIONS.silu, 'first'],
  ['geglu', geglu, ACTIVATIONS.gelu, 'first'],
  ['reglu', reglu, ACTIVATIONS.relu, 'first'],
  ['bilinear', bilinear, ACTIVATIONS.linear, 'first'],
] as const)('%s', (name, operator, row, gate) => {
  const both = table({ x: floats(X), y: floats(Y) });
  const opened = applied(row as Activation, gate === 'first' ? X : Y);
  const wanted = (gate === 'first' ? Y : X).map((value, i) => value * opened[i]!);

  it('is the product of one column and the function of the other', () => {
    const result = run(operator({ columns: ['x', 'y'], as: 'g' }), both);
    expect(namesOf(result)).toEqual(['x', 'y', 'g']);
    expect(contents(result, 'g')).toEqual(wanted);
    const turned = operator({
      columns: ['y', 'x'],
      as: 'g',
      gate: gate === 'first' ? 'second' : 'first',
    });
    expect(contents(run(turned, both), 'g')).toEqual(wanted);
  });

  it.each(['List', 'LargeList', 'FixedSizeList'] as const)('takes the halves of a %s', (layout) => {
    const x = lists([[...X, ...Y], null, [...Y, ...X]], 64, layout);
    const result = run(operator({ columns: 'x', as: 'g' }), table({ x }));
    const cells = contents(result, 'g') as (number[] | null)[];
    expect(cells[0]).toEqual(wanted);
    expect(cells[1]).toBeNull();
    expect(cells[2]).toHaveLength(X.length);
    const type = String((result.schema.fields[1] as Field).type);
    expect(type).toBe(
      layout === 'FixedSizeList' ? 'FixedSizeList[6]<Float64>' : `${layout}<Float64>`,
    );
    const pieces = runAll(operator({ columns: 'x', as: 'g' }), cut(table({ x }), [1, 0, 1]));
    expect(pieces.flatMap((piece) => contents(piece, 'g'))).toEqual(cells);
  });

  it.each(['List', 'FixedSizeList'] as const)('takes two columns of %ss', (layout) => {
    const batch = table({ x: lists([X, null, X], 64, layout), y: lists([Y, Y, null], 64, layout) });
    const result = run(operator({ columns: ['x', 'y'], as: 'g', keep: false }), batch);
    expect(namesOf(result)).toEqual(['g']);
    expect(contents(result, 'g')).toEqual([wanted, null, null]);
  });

  it('is rounded once to narrow columns', () => {
    const batch = table({ x: floats(X, 32), y: floats(Y.map(Math.fround), 32) });
    const result = run(operator({ columns: ['x', 'y'], as: 'g' }), batch);
    const exact = run(operator({ columns: ['x', 'y'], as: 'g', float: 64 }), batch);
    expect(contents(result, 'g')).toEqual((contents(exact, 'g') as number[]).map(Math.fround));
  });

  it('says in the metadata what it was', () => {
    const result = run(operator({ columns: ['x', 'y'], as: 'g' }), both);
    const said = JSON.parse((result.schema.fields[2] as Field).metadata.get('logitflow') ?? '');
    expect(said).toMatchObject({ function: name, gate, gateFunction: row.name, version: VERSION });
  });
});

describe('a gated operator', () => {
  const x = [1, null, NAN, 4];
  const y = [2, 3, 4, Infinity];

  it.each([
    ['propagate', 'propagate', [2, null, NAN, Infinity]],
    ['mask', 'propagate', [2, 0, NAN, Infinity]],
    ['propagate', 'mask', [2, null, 0, Infinity]],
  ] as const)(
    'under nulls: %s and nan: %s does as it says, and counts pairs',
    (nulls, nan, wanted) => {
      const counts: Counts[] = [];
      const options = {
        as: 'g',
        nulls,
        nan,
        report: (count: Counts) => counts.push(count),
      } as const;
      const wide = table({ x: floats(x), y: floats(y) });
      expect(contents(run(bilinear({ columns: ['x', 'y'], ...options }), wide), 'g')).toEqual(
        wanted,
      );
      const cells = table({ x: lists([[...x, ...y]]) });
      expect(contents(run(bilinear({ columns: 'x', ...options }), cells), 'g')).toEqual([wanted]);
      const met = { batches: 1, nulls: 1, nans: 1, infinities: 1, degenerate: 0 };
      expect(counts).toEqual([
        { rows: 4, ...met },
        { rows: 1, ...met },
      ]);
    },
  );

  it('names the column and the row of what it refuses', () => {
    const batch = table({ x: floats([1, null, NAN]), y: floats([1, 2, 3]) });
    const options = { columns: ['x', 'y'], as: 'g' };
    expect(failure(glu({ ...options, nulls: 'error' }), [batch]).message).toBe(
      'glu: a null (column "x", batch 0, row 1); expected a number',
    );
    expect(failure(glu({ ...options, nan: 'error' }), [batch]).message).toBe(
      'glu: a NaN (column "x", batch 0, row 2); expected a number',
    );
    const odd = table({
      x: lists([
        [1, 2],
        [1, 2, 3],
      ]),
    });
    expect(failure(glu({ columns: 'x', as: 'g' }), [odd]).message).toBe(
      'glu: the cell has no two halves (got 3, column "x", batch 0, row 1); expected an even number of elements',
    );
    const fixed = table({ x: lists([[1, 2, 3]], 64, 'FixedSizeList') });
    expect(failure(glu({ columns: 'x', as: 'g' }), [fixed]).message).toBe(
      'glu: a cell of FixedSizeList[3]<Float64> has no two halves (column "x"); expected an even number of elements',
    );
    const unlike = table({ x: lists([[1, 2]]), y: lists([[1]]) });
    expect(failure(glu(options), [unlike]).message).toBe(
      'glu: the cells of the two columns differ in length (got 2, column "x", batch 0, row 0); expected 1 elements, as in the other column',
    );
  });

  it.each([
    ['one scalar column', ['a']],
    ['three columns', ['a', 'b', 'c']],
    ['a scalar beside a list', ['a', 'x']],
  ])('refuses %s', (_, columns) => {
    const batch = table({ a: floats([1]), b: floats([1]), c: floats([1]), x: lists([[1, 2]]) });
    const error = failure(glu({ columns, as: 'g' }), [batch]);
    expect(error.message).toBe(
      `glu: the columns are no two halves (got ${columns.length}); expected one list column, or two columns that are both scalar or both lists`,
    );
  });

  it.each<[GatedOptions, string]>([
    [
      { columns: 'x', as: 'g', gate: 'left' } as never,
      'glu: gate is no half (got "left"); expected "first" or "second"',
    ],
    [{ columns: 'x' } as never, 'glu: as must name the one result'],
    [{ columns: 'x', as: 'g', beta: 1 } as never, 'glu: unknown option (got "beta")'],
  ])('refuses %j when it is made', (options, message) => {
    expect(() => glu(options)).toThrow(message);
  });
});

describe('prelu', () => {
  const batch = table({ a: floats([-1, 2]), b: lists([[-1, 4], [-2]], 32) });

  it('has a slope for each column, said in its metadata, or one for all', () => {
    const result = run(prelu({ columns: ['a', 'b'], slopes: [0.5, 0.25] }), batch);
    expect(contents(result, 'a')).toEqual([-0.5, 2]);
    expect(contents(result, 'b')).toEqual([[-0.25, 4], [-0.5]]);
    const said = result.schema.fields.map((field: Field) =>
      JSON.parse(field.metadata.get('logitflow') ?? ''),
    );
    expect(said).toEqual(
      [0.5, 0.25].map((slope) => ({ function: 'prelu', parameters: { slope }, version: VERSION })),
    );
    expect(contents(run(prelu({ columns: '*', slopes: [0] }), batch), 'b')).toEqual([
      [-0, 4],
      [-0],
    ]);
  });

  it('refuses another number of slopes, and slopes that are no numbers', () => {
    const error = failure(prelu({ columns: '*', slopes: [1, 2, 3] }), [batch]);
    expect([error.name, error.message]).toEqual([
      'SelectionError',
      'prelu: not as many slopes as columns (got 3); expected 2, one for each column, or a single one',
    ]);
    expect(() => prelu({ columns: '*', slopes: 0.2 } as never)).toThrow(
      'prelu: slopes are no array of numbers (got 0.2); expected an array of finite numbers',
    );
  });
});
