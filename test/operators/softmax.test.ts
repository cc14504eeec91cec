import { type Data, type Field, Int64, makeData, Utf8, vectorFromArray } from 'apache-arrow';
import { describe, expect, it, vi } from 'vitest';
import type { NormalizeOptions } from '../../operators/core/rows/along-rows.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { softmax } from '../../operators/softmax.js';
import { columnAt } from '../../src/columns/batches.js';
import { CELLS_KEY } from '../../src/columns/text.js';
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
  type Width,
} from './support/tables.js';

const typesOf = (batch: { schema: { fields: Field[] } }) =>
  batch.schema.fields.map((field) => String(field.type));
const thrown = (make: () => unknown): Error => {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

const text = (cells: string[]): Data => vectorFromArray(cells, new Utf8()).data[0]!;

describe('softmax', () => {
  it('makes probabilities of the scalar columns of each row, in their places', () => {
    const batch = table({ id: floats([7]), a: floats([0]), b: floats([Math.log(3)]) });
    const result = run(softmax({ columns: ['a', 'b'] }), batch);
    expect(namesOf(result)).toEqual(['id', 'a', 'b']);
    expect(contents(result, 'id')).toEqual([7]);
    expect(contents(result, 'a')[0]).toBeCloseTo(0.25, 15);
    expect(contents(result, 'b')[0]).toBeCloseTo(0.75, 15);
  });

  it('makes probabilities within the cells of each list column by itself', () => {
    const batch = table({ p: lists([[0, 0], [5]]), q: lists([[], [1, 1, 1, 1]]) });
    const result = run(softmax({ columns: ['p', 'q'] }), batch);
    expect(contents(result, 'p')).toEqual([[0.5, 0.5], [1]]);
    expect(contents(result, 'q')).toEqual([[], [0.25, 0.25, 0.25, 0.25]]);
  });

  it('puts results after the last column with as, and in place of their sources with keep: false', () => {
    const batch = table({ x_a: floats([0]), id: floats([7]), x_b: floats([0]) });
    const kept = run(softmax({ columns: 'x_*', as: 'p_*' }), batch);
    expect(namesOf(kept)).toEqual(['x_a', 'id', 'x_b', 'p_a', 'p_b']);
    const dropped = run(softmax({ columns: 'x_*', as: 'p_*', keep: false }), batch);
    expect(namesOf(dropped)).toEqual(['p_a', 'id', 'p_b']);
    expect(contents(dropped, 'p_b')).toEqual([0.5]);
  });

  it('divides logits by the temperature', () => {
    const batch = table({ a: floats([0]), b: floats([2 * Math.log(3)]) });
    const result = run(softmax({ columns: /./, temperature: 2 }), batch);
    expect(contents(result, 'a')[0]).toBeCloseTo(0.25, 15);
  });

  it.each<[Width, Width, Width | undefined, string]>([
    [64, 64, undefined, 'Float64'],
    [32, 32, undefined, 'Float32'],
    [16, 16, undefined, 'Float32'],
    [16, 32, undefined, 'Float32'],
    [32, 64, undefined, 'Float64'],
    [16, 16, 16, 'Float16'],
    [64, 64, 32, 'Float32'],
    [32, 32, 64, 'Float64'],
  ])('of Float%i and Float%i columns with float %s is %s', (a, b, float, type) => {
    const batch = table({ a: floats([1], a), b: floats([2], b) });
    const result = run(softmax({ columns: ['a', 'b'], float }), batch);
    expect(typesOf(result)).toEqual([type, type]);
    expect(contents(result, 'b')[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 3);
  });

  it('of integers and of numerals in text is Float64', () => {
    const integers = makeData({ type: new Int64(), data: BigInt64Array.of(1n, 2n) });
    const batch = table(
      { a: integers, b: text(['1', '2']) },
      { b: { metadata: { [CELLS_KEY]: 'text' } } },
    );
    const result = run(softmax({ columns: ['a', 'b'] }), batch);
    expect(typesOf(result)).toEqual(['Float64', 'Float64']);
    expect(contents(result, 'a')).toEqual([0.5, 0.5]);
  });

  it('narrows a wider computation only at the end', () => {
    const logits = [0.1, 1e-9];
    const batch = table({ a: floats([logits[0]!]), b: floats([logits[1]!]) });
    const wide = run(softmax({ columns: ['a', 'b'] }), batch);
    const narrow = run(softmax({ columns: ['a', 'b'], float: 32 }), batch);
    expect(contents(narrow, 'a')).toEqual([Math.fround(contents(wide, 'a')[0] as number)]);
  });

  it.each(['List', 'LargeList', 'FixedSizeList'] as const)('keeps the layout of a %s', (layout) => {
    const batch = table({
      x: lists(
        [
          [0, 0],
          [1, 1],
        ],
        32,
        layout,
      ),
    });
    const result = run(softmax({ columns: 'x', as: 'p' }), batch);
    expect(String(result.schema.fields[1]!.type)).toBe(String(result.schema.fields[0]!.type));
    expect(contents(result, 'p')).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });

  it('works on slices of batches and of lists', () => {
    const batch = table({ x: lists([[9, 1, 4], [0, 0], [3], [1, 1]]), y: floats([1, 2, 3, 4]) });
    const [, middle] = cut(batch, [1, 2]);
    const result = run(softmax({ columns: 'x' }), middle!);
    expect(contents(result, 'x')).toEqual([[0.5, 0.5], [1]]);
    expect(contents(result, 'y')).toEqual([2, 3]);
  });

  it('gives a batch of zero rows the schema of the result', () => {
    const [empty] = cut(table({ a: floats([1]), b: floats([2], 32) }), [0]);
    const result = run(softmax({ columns: '*', as: 'p_*' }), empty!);
    expect(result.numRows).toBe(0);
    expect(namesOf(result)).toEqual(['a', 'b', 'p_a', 'p_b']);
    expect(typesOf(result).slice(2)).toEqual(['Float64', 'Float64']);
  });

  it('keeps the metadata of schema, fields and batch, and writes its provenance beside it', () => {
    const batch = table(
      { a: floats([1]), b: floats([2]) },
      { a: { metadata: { unit: 'nat' } }, b: { nullable: false } },
    );
    batch.metadata.set('batch', 'one');
    const result = run(softmax({ columns: ['a', 'b'], temperature: 2 }), batch);
    expect([...result.schema.metadata]).toEqual([['made', 'by hand']]);
    expect([...result.metadata]).toEqual([['batch', 'one']]);
    const made = { function: 'softmax', axis: 'row', temperature: 2, classes: 2, version: VERSION };
    const [a, b] = result.schema.fields as [Field, Field];
    expect(a.metadata.get('unit')).toBe('nat');
    expect(JSON.parse(a.metadata.get('logitflow') ?? '')).toEqual(made);
    expect(JSON.parse(b.metadata.get('logitflow') ?? '')).toEqual(made);
  });

  it('is nullable exactly where a null can come out', () => {
    const nullability = (options: Partial<NormalizeOptions>, nullable: boolean) => {
      const batch = table(
        { a: floats([1]), b: floats([2]) },
        { a: { nullable }, b: { nullable: false } },
      );
      return run(softmax({ columns: ['a', 'b'], ...options }), batch).schema.fields.map(
        (field: Field) => field.nullable,
      );
    };
    expect(nullability({}, false)).toEqual([false, false]);
    expect(nullability({ degenerate: 'null' }, false)).toEqual([true, true]);
    expect(nullability({}, true)).toEqual([true, true]);
  });

  it('changes no batch in place and shares no buffer between its results and their sources', () => {
    const before = { a: [1, null, 3], b: [4, 5, Number.NaN], x: [[1, 2], null, [null]] };
    const batch = table({ a: floats(before.a), b: floats(before.b), x: lists(before.x) });
    const wide = run(
      softmax({ columns: ['a', 'b'], as: (name) => `p_${name}`, nulls: 'mask' }),
      batch,
    );
    const result = run(softmax({ columns: 'x', as: 'p_x' }), wide);
    for (const name of ['a', 'b', 'x'] as const)
      expect(contents(result, name)).toEqual(before[name]);
    const seen = new Set<string>();
    const visit = (data: Data): void => {
      for (const buffer of [data.values, data.nullBitmap, data.valueOffsets]) {
        if (!(buffer?.byteLength > 0)) continue;
        const place = `${bufferId(buffer.buffer)}:${buffer.byteOffset}`;
        expect(seen).not.toContain(place);
        seen.add(place);
      }
      data.children.forEach(visit);
    };
    result.data.children.forEach(visit);
  });

  it('gives every batch buffers of its own, so that results can be kept', () => {
    const batch = table({ a: floats([0, 1]), b: floats([0, null]) });
    const results = runAll(softmax({ columns: ['a', 'b'], nulls: 'mask' }), [batch, batch]);
    const [one, two] = results.map((result) => columnAt(result, 0).values.buffer);
    expect(one).not.toBe(two);
    expect(contents(results[0]!, 'a')).toEqual([0.5, 1]);
  });

  it('writes 0 into null slots and canonical NaN', () => {
    const batch = table({ a: floats([1, Number.NaN]), b: floats([null, 2]) });
    const result = run(softmax({ columns: ['a', 'b'] }), batch);
    const { values } = columnAt(result, 0);
    expect(values[0]).toBe(0);
    expect(new BigUint64Array(values.buffer, values.byteOffset, 2)[1]).toBe(0x7ff8000000000000n);
  });
});

describe('softmax of list cells', () => {
  it.each(['propagate', 'mask'] as const)('writes 0 under null cells (nulls: %s)', (nulls) => {
    const x = lists([[0, 0], null, [1, 1]], 64, 'FixedSizeList');
    const result = run(softmax({ columns: 'x', nulls }), table({ x }));
    expect(contents(result, 'x')).toEqual([[0.5, 0.5], null, [0.5, 0.5]]);
    expect([...columnAt(result, 0).children[0]!.values]).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5]);
  });

  it('makes a cell null where an element of it is, and no element null', () => {
    const batch = table({ x: lists([[0, null], [3]]) });
    const result = run(softmax({ columns: 'x' }), batch);
    expect(contents(result, 'x')).toEqual([null, [1]]);
    expect(columnAt(result, 0).children[0]!.nullCount).toBe(0);
  });
});

const buffers: unknown[] = [];
function bufferId(buffer: unknown): number {
  if (!buffers.includes(buffer)) buffers.push(buffer);
  return buffers.indexOf(buffer);
}

describe('softmax warns', () => {
  const twice = (options: Partial<NormalizeOptions> = {}) => {
    const lines: string[] = [];
    const warn = (line: string) => void lines.push(line);
    const batch = run(softmax({ columns: '*' }), table({ a: floats([1]), b: floats([2]) }));
    runAll(softmax({ columns: '*', warn, ...options }), [batch, batch]);
    return lines;
  };

  it('once a subscription where its input says that it holds probabilities', () => {
    expect(twice()).toEqual([
      'softmax: the input holds probabilities already, not logits (got "softmax", column "a"); expected logits',
    ]);
  });

  it('of the results of sigmoid and of logSoftmax after softmax too, but not of logarithms', async () => {
    const { sigmoid } = await import('../../operators/elementwise.js');
    const lines: string[] = [];
    const warn = (line: string) => void lines.push(line);
    const batch = table({ a: floats([1]), b: floats([2]) });
    run(logSoftmax({ columns: '*', warn }), run(sigmoid({ columns: '*' }), batch));
    run(softmax({ columns: '*', warn }), run(logSoftmax({ columns: '*' }), batch));
    run(sigmoid({ columns: '*', warn }), run(softmax({ columns: '*' }), batch));
    expect(lines).toEqual([
      'logSoftmax: the input holds probabilities already, not logits (got "sigmoid", column "a"); expected logits',
      'sigmoid: the input holds probabilities already, not logits (got "softmax", column "a"); expected logits',
    ]);
  });
});

describe('softmax fails', () => {
  const a = floats([1, 2]);

  it('for a single scalar column, whose results would all be 1', () => {
    const error = failure(softmax({ columns: 'a' }), [table({ a })]);
    expect(error.name).toBe('SelectionError');
    expect(error.message).toBe(
      'softmax: one scalar column is a distribution of one class, and every result would be 1 (column "a"); expected several scalar columns (a class each) or a list column',
    );
  });

  it('for scalar and list columns together', () => {
    const error = failure(softmax({ columns: '*' }), [table({ a, x: lists([[1], [2]]) })]);
    expect(error.name).toBe('SelectionError');
    expect(error.message).toBe(
      'softmax: columns choose scalar and list columns together, but a list column is a row of classes itself (column "x"); expected scalar columns alone or list columns alone',
    );
  });

  it('where no column matches', () => {
    const error = failure(softmax({ columns: 'logit_*' }), [table({ a })]);
    expect(error.name).toBe('SelectionError');
    expect(error.message).toBe('softmax: no column matches (got "logit_*"); expected one of "a"');
  });

  it('where the schema changes midway', () => {
    const batches = [table({ a, b: a }), table({ a, b: floats([1, 2], 32) })];
    const error = failure(softmax({ columns: '*' }), batches);
    expect(error.name).toBe('SchemaError');
    expect(error.message).toContain('softmax: the schema changes midway (got "b: Float32');
    expect(error.message).toContain('batch 1');
  });

  it.each([
    [{ nulls: 'error' }, 'softmax: a null (column "b", batch 1, row 3); expected a number'],
    [{ nan: 'error' }, 'softmax: a NaN (column "a", batch 1, row 4); expected a number'],
    [
      { degenerate: 'error' },
      'softmax: no class is left in the row (batch 1, row 5); expected a number above -Infinity',
    ],
  ] as const)('by a DataError that names column, batch and row: %o', (policy, message) => {
    const batch = table({
      a: floats([1, 2, 3, 4, Number.NaN, -Infinity]),
      b: floats([1, 2, 3, null, 5, -Infinity]),
    });
    const error = failure(softmax({ columns: '*', ...policy }), cut(batch, [2]));
    expect(error.name).toBe('DataError');
    expect(error.message).toBe(message);
  });

  it.each([
    [
      { nulls: 'error' },
      [[1], null],
      'softmax: a null cell (column "x", batch 0, row 1); expected a list',
    ],
    [
      { nulls: 'error' },
      [[1], [2, null]],
      'softmax: a null (column "x", batch 0, row 1); expected a number',
    ],
    [
      { degenerate: 'error' },
      [[1], []],
      'softmax: an empty cell has no distribution (column "x", batch 0, row 1); expected at least one number',
    ],
    [
      { degenerate: 'error' },
      [[-Infinity]],
      'softmax: no class is left in the row (column "x", batch 0, row 0); expected a number above -Infinity',
    ],
  ] as const)('of list cells by a DataError: %o %j', (policy, cells, message) => {
    const error = failure(softmax({ columns: 'x', ...policy }), [table({ x: lists(cells) })]);
    expect(error.name).toBe('DataError');
    expect(error.message).toBe(message);
  });
});

describe('softmax refuses, when it is made,', () => {
  const refused = (options: object) =>
    thrown(() => softmax({ columns: '*', ...options } as NormalizeOptions));

  it.each([
    [
      { temprature: 2 },
      'TypeError',
      'softmax: unknown option (got "temprature"); expected one of columns, over, temperature, where, as, keep, float, replay, replayLimit, spill, groupMemory, nulls, nan, degenerate, report, warn, firstRow, reuseResults, sumToOne; did you mean "temperature"?',
    ],
    [
      { temperature: 0 },
      'RangeError',
      'softmax: temperature is out of range (got 0); expected a finite number above 0',
    ],
    [
      { temperature: Number.NaN },
      'RangeError',
      'softmax: temperature is out of range (got NaN); expected a finite number above 0',
    ],
    [
      { temperature: '2' },
      'TypeError',
      'softmax: temperature is no number (got "2"); expected a finite number above 0',
    ],
    [
      { over: 'axis' },
      'RangeError',
      'softmax: over is no axis that there is (got "axis"); expected "row" or "stream" or { by: … }',
    ],
    [
      { nulls: 'drop' },
      'RangeError',
      'softmax: unknown policy for nulls (got "drop"); expected "propagate", "mask", "error"',
    ],
    [
      { degenerate: 1 },
      'RangeError',
      'softmax: unknown policy for degenerate (got 1); expected "nan", "null", "zero", "uniform", "error"',
    ],
    [
      { report: true },
      'TypeError',
      'softmax: report is no function (got true); expected a function',
    ],
    [
      { keep: true },
      'TypeError',
      'softmax: keep needs as (got true); expected as: a name for the result, so that its source can stay',
    ],
    [
      { columns: 3 },
      'TypeError',
      "softmax: columns cannot be chosen by this (got 3); expected a column name, a glob such as 'logit_*', a RegExp, an array of names or a function",
    ],
    [
      { float: 8 },
      'RangeError',
      'softmax: float is no width of a floating-point type (got 8); expected 16, 32 or 64',
    ],
  ])('%o', (options, name, message) => {
    const error = refused(options);
    expect([error.name, error.message]).toEqual([name, message]);
  });

  it('no options at all', () => {
    // @ts-expect-error: options are required
    expect(thrown(() => softmax()).message).toBe(
      'softmax: no options (got undefined); expected an object',
    );
  });
});

describe('logSoftmax', () => {
  it('gives a uniform row the bits of one of equal logits, without Math.log', () => {
    const cells = [1, 2, 3, 10, 1000].map((n) => new Array<number>(n).fill(0));
    const masked = cells.map((cell) => cell.map(() => -Infinity));
    const log = vi.spyOn(Math, 'log').mockReturnValue(Number.NaN);
    const batch = table({ equal: lists(cells), masked: lists(masked) });
    const result = run(logSoftmax({ columns: '*', degenerate: 'uniform' }), batch);
    log.mockRestore();
    expect(contents(result, 'masked')).toEqual(contents(result, 'equal'));
    expect(contents(result, 'masked')[1]).toEqual([-Math.LN2, -Math.LN2]);
  });
});
