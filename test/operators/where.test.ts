import {
  Bool,
  type Data,
  Field,
  FixedSizeList,
  LargeList,
  List,
  makeData,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counts } from '../../operators/core/policies.js';
import type { NormalizeOptions } from '../../operators/core/rows/along-rows.js';
import { gumbelSoftmax } from '../../operators/gumbel-softmax.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmin } from '../../operators/softmin.js';
import { sparsemax } from '../../operators/sparsemax.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { Validity } from '../../src/columns/validity.js';
import {
  contents,
  cut,
  failure,
  floats,
  type Layout,
  lists,
  namesOf,
  rowsOf,
  run,
  runAll,
  table,
  wideTable,
} from './support/tables.js';

type Truth = boolean | null;
const INF = Number.POSITIVE_INFINITY;

/** A column of booleans; null slots hold true. */
function booleans(cells: readonly Truth[]): Data {
  const data = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, i) => {
    if (cell !== false) data[i >> 3]! |= 1 << (i & 7);
  });
  return makeData({ type: new Bool(), length: cells.length, data, ...bitmapOf(cells) });
}

function booleanLists(cells: readonly (readonly Truth[] | null)[], layout: Layout = 'List'): Data {
  const size = cells.find((cell) => cell !== null)?.length ?? 0;
  const filled = cells.map(
    (cell) => cell ?? (layout === 'FixedSizeList' ? new Array<Truth>(size).fill(false) : []),
  );
  const child = booleans(filled.flat());
  const item: Field = new Field('item', child.type, true);
  const common = { length: cells.length, child, ...bitmapOf(cells) };
  if (layout === 'FixedSizeList')
    return makeData({ type: new FixedSizeList(size, item), ...common });
  const offsets = [0];
  for (const cell of filled) offsets.push(offsets.at(-1)! + cell.length);
  return layout === 'List'
    ? makeData({ type: new List(item), valueOffsets: Int32Array.from(offsets), ...common })
    : makeData({
        type: new LargeList(item),
        valueOffsets: BigInt64Array.from(offsets, BigInt),
        ...common,
      });
}

function bitmapOf(cells: readonly unknown[]) {
  const validity = Validity.of(cells.length, (i) => cells[i] !== null);
  return validity
    ? { nullCount: validity.nullCount, nullBitmap: validity.toBitmap() }
    : { nullCount: 0 };
}

const counting = () => {
  const counts: Counts[] = [];
  return { counts, report: (count: Counts) => void counts.push(count) };
};

describe('a mask of rows', () => {
  const a = floats([0, Number.NaN, null, INF, -Infinity, 0]);
  const b = floats([0, 1, 1, 1, -Infinity, 0]);
  const batch = table({ a, b, keep: booleans([true, false, false, false, false, true]) });
  const options = { columns: ['a', 'b'], where: 'keep' };

  it('makes the results of a row null, and what is wrong in it counts for nothing', () => {
    const { counts, report } = counting();
    const strict = { nulls: 'error', nan: 'error', degenerate: 'error', report } as const;
    const result = run(softmax({ ...options, ...strict }), batch);
    expect(contents(result, 'a')).toEqual([0.5, null, null, null, null, 0.5]);
    expect(contents(result, 'b')).toEqual([0.5, null, null, null, null, 0.5]);
    expect(contents(result, 'keep')).toEqual([true, false, false, false, false, true]);
    expect(counts).toEqual([
      { rows: 6, batches: 1, nulls: 0, nans: 0, infinities: 0, degenerate: 0 },
    ]);
  });

  it('masks the cells of lists too, and the one result of logSumExp', () => {
    const x = lists([[1, 1], [], null, [Number.NaN]]);
    const cells = table({ x, keep: booleans([true, false, false, false]) });
    const strict = { nulls: 'error', nan: 'error', degenerate: 'error' } as const;
    expect(contents(run(softmax({ columns: 'x', where: 'keep', ...strict }), cells), 'x')).toEqual([
      [0.5, 0.5],
      null,
      null,
      null,
    ]);
    const total = run(logSumExp({ columns: 'x', where: 'keep', as: 't', ...strict }), cells);
    expect(contents(total, 't')).toEqual([1 + Math.LN2, null, null, null]);
  });

  it('that is null does what nulls says of a null in the row', () => {
    const half = table({
      a: floats([0, 0, null]),
      b: floats([0, 0, 0]),
      keep: booleans([true, null, null]),
    });
    for (const nulls of ['propagate', 'mask'] as const) {
      const { counts, report } = counting();
      const result = run(softmax({ ...options, nulls, report }), half);
      expect(contents(result, 'a')).toEqual([0.5, null, null]);
      expect(counts[0]?.nulls).toBe(2);
    }
    const error = failure(softmax({ ...options, nulls: 'error' }), [half]);
    expect([error.name, error.message]).toEqual([
      'DataError',
      'softmax: a null (column "keep", batch 0, row 1); expected true or false',
    ]);
  });

  it('may be text of a CSV: true and false in any case, in quotes or not', () => {
    const text = vectorFromArray(['true', 'FALSE', '"True"', ''], new Utf8()).data[0]!;
    const columns = { a: floats([0, 0, 0, 0]), b: floats([0, 0, 0, 0]), keep: text };
    const marked = (cells: string) =>
      table(columns, { keep: { metadata: { [CELLS_KEY]: cells } } });
    expect(contents(run(softmax(options), marked('csv')), 'a')).toEqual([0.5, null, 0.5, null]);
    const error = failure(softmax(options), [marked('text')]);
    expect(error.message).toBe(
      'softmax: the cell holds no boolean (got ""True"", column "keep", batch 0, row 2); expected true, false or an empty cell',
    );
  });

  it('keeps the noise of gumbelSoftmax in its places', () => {
    const rows = Array.from({ length: 9 }, () => [0, 0, 0]);
    const all = wideTable(rows);
    const noise = (where?: string) => gumbelSoftmax({ columns: /^x/, seed: 1, where });
    const shown = rows.map((_, r) => r % 3 === 1);
    const columns = Object.fromEntries(
      ['x0', 'x1', 'x2'].map((name) => [name, floats(rows.map(() => 0))]),
    );
    const masked = table({ ...columns, keep: booleans(shown) });
    const names = ['x0', 'x1', 'x2'];
    const whole = rowsOf(run(noise(), all), names);
    expect(rowsOf(run(noise('keep'), masked), names)).toEqual(
      whole.map((row, r) => (shown[r] ? row : [null, null, null])),
    );
  });
});

describe.each(['List', 'LargeList', 'FixedSizeList'] as const)(
  'a mask of classes in a %s',
  (layout) => {
    const rows = [
      [1, 2, 1],
      [Number.NaN, 0, 0],
      [0, null, 0],
      [INF, 5, 5],
      [1, 1, 1],
    ];
    const shown = [
      [true, false, true],
      [false, true, true],
      [true, false, true],
      [false, true, true],
      [false, false, false],
    ];
    const half = [0.5, 0, 0.5];
    const tail = [0, 0.5, 0.5];
    const cells = table({ x: lists(rows, 64, layout), show: booleanLists(shown, layout) });
    const scalars = table({
      x0: floats(rows.map((row) => row[0]!)),
      x1: floats(rows.map((row) => row[1]!)),
      x2: floats(rows.map((row) => row[2]!)),
      show: booleanLists(shown, layout),
    });

    it('gives a class nothing, whatever stands in it, and lets the rest sum to one', () => {
      const { counts, report } = counting();
      const options = {
        columns: /^x/,
        where: 'show',
        nulls: 'error',
        nan: 'error',
        report,
      } as const;
      const wanted = [half, tail, half, tail, [0, 0, 0]];
      const result = run(softmax({ ...options, degenerate: 'zero' }), cells);
      expect(contents(result, 'x')).toEqual(wanted);
      const wide = run(softmax({ ...options, degenerate: 'zero' }), scalars);
      expect(rowsOf(wide, ['x0', 'x1', 'x2'])).toEqual(wanted);
      const count = { rows: 5, batches: 1, nulls: 0, nans: 0, infinities: 0, degenerate: 1 };
      expect(counts).toEqual([count, count]);
    });

    it('is of the whole family: −∞ in logarithms, nothing in sums and in costs', () => {
      const options = { columns: 'x', where: 'show', degenerate: 'null' } as const;
      expect(contents(run(logSoftmax(options), cells), 'x')[0]).toEqual([
        -Math.LN2,
        -INF,
        -Math.LN2,
      ]);
      expect(contents(run(softmin(options), cells), 'x')).toEqual([half, tail, half, tail, null]);
      expect(contents(run(sparsemax(options), cells), 'x')).toEqual([half, tail, half, tail, null]);
      const total = run(logSumExp({ ...options, as: 't' }), cells);
      expect(contents(total, 't')).toEqual([1 + Math.LN2, Math.LN2, Math.LN2, 5 + Math.LN2, null]);
      expect(
        contents(run(logSumExp({ columns: 'x', where: 'show', as: 't' }), cells), 't')[4],
      ).toBe(-INF);
    });

    it('that holds a null does what nulls says of a null in that place', () => {
      const mask = booleanLists(
        [[true, true, null], null, [false, true, true], [true, true, true], [true, null, true]],
        layout,
      );
      const batch = table({
        x: lists([[0, 0, 0], [0, 0, 0], [null, 0, 0], [0, 0, null], null], 64, layout),
        show: mask,
      });
      const at = (nulls: 'propagate' | 'mask' | 'error', report?: (c: Counts) => void) =>
        softmax({ columns: 'x', where: 'show', nulls, report });
      const propagated = counting();
      expect(contents(run(at('propagate', propagated.report), batch), 'x')).toEqual([
        null,
        null,
        [0, 0.5, 0.5],
        null,
        null,
      ]);
      expect(propagated.counts[0]?.nulls).toBe(4);
      const masked = counting();
      expect(contents(run(at('mask', masked.report), batch), 'x')).toEqual([
        [0.5, 0.5, 0],
        null,
        [0, 0.5, 0.5],
        [0.5, 0.5, 0],
        null,
      ]);
      expect(masked.counts[0]?.nulls).toBe(4);
      expect(failure(at('error'), [batch]).message).toBe(
        'softmax: a null (column "show", batch 0, row 1); expected true or false',
      );
    });

    it('has the bits of −∞ in place of what it masks, in every split of the stream', () => {
      const value = fc.double({ min: -50, max: 50, noNaN: true });
      const row = fc.tuple(
        fc.array(value, { minLength: 4, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      );
      const cuts = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });
      fc.assert(
        fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), cuts, (pairs, sizes) => {
          const values = pairs.map(([x]) => x);
          const masks = pairs.map(([, show]) => show);
          const removed = values.map((x, r) => x.map((v, c) => (masks[r]![c] ? v : -INF)));
          const wanted = contents(
            run(softmax({ columns: 'x' }), table({ x: lists(removed) })),
            'x',
          );
          const batch = table({ x: lists(values, 64, layout), show: booleanLists(masks, layout) });
          const results = runAll(softmax({ columns: 'x', where: 'show' }), cut(batch, sizes));
          expect(results.flatMap((result) => contents(result, 'x'))).toEqual(wanted);
        }),
        { seed: 21, numRuns: 60 },
      );
    });
  },
);

describe('where', () => {
  const batch = table(
    { a: floats([0]), b: floats([0]), keep: booleans([true]) },
    { keep: { nullable: false }, a: { nullable: false }, b: { nullable: false } },
  );

  it('is part of the provenance, makes results nullable, and leaves its column alone', () => {
    const result = run(softmax({ columns: ['a', 'b'], where: 'keep' }), batch);
    expect(namesOf(result)).toEqual(['a', 'b', 'keep']);
    expect(JSON.parse(result.schema.fields[0]!.metadata.get('logitflow') ?? '')).toMatchObject({
      function: 'softmax',
      where: 'keep',
    });
    expect(result.schema.fields.map((field: Field) => field.nullable)).toEqual([true, true, false]);
  });

  it.each([
    [
      'nowhere',
      'SelectionError',
      'softmax: there is no such column (column "nowhere"); expected one of "a", "b", "keep"',
    ],
    [
      'a',
      'SchemaError',
      'softmax: the column holds no booleans but Float64 (column "a"); expected Bool, or a List, LargeList or FixedSizeList of it',
    ],
  ])('that is %s fails', (where, name, message) => {
    const error = failure(softmax({ columns: ['a', 'b'], where }), [batch]);
    expect([error.name, error.message]).toEqual([name, message]);
  });

  it.each([3, '', {}])('of %j is refused when the operator is made', (where) => {
    const make = () => softmax({ columns: 'x', where } as unknown as NormalizeOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow('softmax: where names no column (got');
  });

  it('fails where a row of the mask has another number of classes', () => {
    const x = lists([[1, 2], null, [1, 2]]);
    const show = booleanLists([[true, false], [true], [true]]);
    const error = failure(softmax({ columns: 'x', where: 'show' }), [table({ x, show })]);
    expect([error.name, error.message]).toEqual([
      'DataError',
      'softmax: the mask has another number of classes than its row (got 1, column "show", batch 0, row 2); expected 2, one for each class',
    ]);
  });
});
