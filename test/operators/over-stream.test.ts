import {
  Bool,
  type Field,
  Float64,
  Int64,
  makeData,
  type RecordBatch,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SoftmaxOptions } from '../../operators/core/distributions/over-axis.js';
import type { Counts } from '../../operators/core/policies.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmin } from '../../operators/softmin.js';
import { columnAt } from '../../src/columns/batches.js';
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
  type Width,
} from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const over = 'stream';

const column = (cells: readonly Cell[], width: Width = 64) => table({ x: floats(cells, width) });
const resultOf = (cells: readonly Cell[], options: Partial<SoftmaxOptions> = {}) =>
  contents(run(softmax({ columns: 'x', over, ...options }), column(cells)), 'x');
const booleans = (cells: readonly (boolean | null)[]) =>
  vectorFromArray(cells, new Bool()).data[0]!;
const typesOf = ({ schema }: RecordBatch) => schema.fields.map((f: Field) => String(f.type));

describe('softmax over the stream', () => {
  it('makes each scalar column a distribution of its own, from the first row to the last', () => {
    const batch = table({
      a: floats([0, 0, 0, 0]),
      id: floats([7, 7, 7, 7]),
      b: floats([5, -INF, 5, -INF]),
    });
    const results = runAll(softmax({ columns: ['a', 'b'], over }), cut(batch, [1, 0, 2]));
    expect(results.map((result) => result.numRows)).toEqual([1, 0, 2, 1]);
    expect(results.flatMap((result) => contents(result, 'a'))).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(results.flatMap((result) => contents(result, 'b'))).toEqual([0.5, 0, 0.5, 0]);
    expect(results.flatMap((result) => contents(result, 'id'))).toEqual([7, 7, 7, 7]);
  });

  it('makes each position of a FixedSizeList a distribution of its own', () => {
    const x = lists(
      [
        [0, 1],
        [0, 1],
        [0, -INF],
        [0, -INF],
      ],
      32,
      'FixedSizeList',
    );
    const result = run(softmax({ columns: 'x', over, as: 'p' }), table({ x }));
    expect(contents(result, 'p')).toEqual([
      [0.25, 0.5],
      [0.25, 0.5],
      [0.25, 0],
      [0.25, 0],
    ]);
    expect(typesOf(result)[1]).toBe(typesOf(result)[0]);
  });

  it('takes scalar columns and lists together, since neither is a row', () => {
    const batch = table({ a: floats([0, 0]), b: lists([[3], [3]], 64, 'FixedSizeList') });
    const result = run(softmax({ columns: /./, over }), batch);
    expect(contents(result, 'a')).toEqual([0.5, 0.5]);
    expect(contents(result, 'b')).toEqual([[0.5], [0.5]]);
  });

  it('refuses lists of different lengths, which have no positions', () => {
    const error = failure(softmax({ columns: 'x', over }), [table({ x: lists([[1], [1, 2]]) })]);
    expect(error.name).toBe('SchemaError');
    expect(error.message).toBe(
      'softmax: cells of different lengths have no positions that run down the stream (got "List<Float64>", column "x"); expected a scalar column, or a FixedSizeList',
    );
  });

  it('places results as along the row', () => {
    const batch = table({ x_a: floats([0]), id: floats([7]), x_b: floats([0]) });
    const kept = run(softmax({ columns: 'x_*', over, as: 'p_*' }), batch);
    expect(namesOf(kept)).toEqual(['x_a', 'id', 'x_b', 'p_a', 'p_b']);
    const dropped = run(softmax({ columns: 'x_*', over, as: 'p_*', keep: false }), batch);
    expect(namesOf(dropped)).toEqual(['p_a', 'id', 'p_b']);
  });

  it.each<[Width, Width | undefined, string]>([
    [64, undefined, 'Float64'],
    [32, undefined, 'Float32'],
    [16, undefined, 'Float32'],
    [16, 16, 'Float16'],
    [64, 32, 'Float32'],
    [32, 64, 'Float64'],
  ])('of Float%i with float %s is %s', (width, float, type) => {
    const result = run(softmax({ columns: 'x', over, float }), column([1, 2], width));
    expect(typesOf(result)).toEqual([type]);
    expect(contents(result, 'x')[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 3);
  });

  it('of integers is Float64', () => {
    const x = makeData({ type: new Int64(), data: BigInt64Array.of(3n, 3n) });
    const result = run(softmax({ columns: 'x', over }), table({ x }));
    expect([typesOf(result), contents(result, 'x')]).toEqual([['Float64'], [0.5, 0.5]]);
  });

  it('divides by the temperature', () => {
    expect(resultOf([0, 2 * Math.log(3)], { temperature: 2 })[0]).toBeCloseTo(0.25, 15);
  });

  it('says in the metadata how the result was made', () => {
    const result = run(softmax({ columns: 'x', over, temperature: 2 }), column([1]));
    expect(JSON.parse(result.schema.fields[0]!.metadata.get('logitflow')!)).toEqual({
      ...{ function: 'softmax', axis: 'stream', temperature: 2, version: VERSION },
    });
  });

  it('warns of probabilities once, though it looks twice', () => {
    const warnings: string[] = [];
    const made = { metadata: { logitflow: '{"function":"softmax"}' } };
    const batch = table({ x: floats([1]) }, { x: made });
    runAll(softmax({ columns: 'x', over, warn: (message) => warnings.push(message) }), [
      batch,
      batch,
    ]);
    expect(warnings).toHaveLength(1);
  });

  it('changes no batch that it is given', () => {
    const batch = column([1, null, 2]);
    run(softmin({ columns: 'x', over }), batch);
    expect(contents(batch, 'x')).toEqual([1, null, 2]);
  });

  it('maps a stream without batches to one, and batches without rows to such', () => {
    expect(runAll(softmax({ columns: 'x', over }), [])).toEqual([]);
    const [none] = runAll(softmax({ columns: 'x', over, as: 'p' }), [column([])]);
    expect([none!.numRows, namesOf(none!)]).toEqual([0, ['x', 'p']]);
  });
});

describe('what is no number', () => {
  it.each<[string, Cell[], Cell[]]>([
    ['a value of 1000 beside others', [1000, 1000, -1000, 0], [0.5, 0.5, 0, 0]],
    ['values of −1000', [-1000, -1000], [0.5, 0.5]],
    ['values of 1e300', [1e300, 1e300, -1e300], [0.5, 0.5, 0]],
    ['equal values', [7, 7, 7, 7], [0.25, 0.25, 0.25, 0.25]],
    ['one value', [3], [1]],
    ['−∞', [-INF, 0], [0, 1]],
    ['nothing but −∞', [-INF, -INF], [NAN, NAN]],
    ['one +∞', [1, INF, 2], [NAN, NAN, NAN]],
    ['a NaN', [1, NAN, 2], [NAN, NAN, NAN]],
    ['a null, which does not count', [0, null, 0], [0.5, null, 0.5]],
    ['nothing but nulls', [null, null], [null, null]],
    ['a null and a NaN', [null, NAN, 0], [null, NAN, NAN]],
  ])('%s', (_, cells, results) => {
    expect(resultOf(cells)).toEqual(results);
  });

  it.each<[string, Cell[], Partial<SoftmaxOptions>, Cell[]]>([
    ['masked nulls get 0', [0, null, 0], { nulls: 'mask' }, [0.5, 0, 0.5]],
    ['masked NaN get 0', [0, NAN, 0], { nan: 'mask' }, [0.5, 0, 0.5]],
    ['a masked NaN does not hide a +∞', [INF, NAN], { nan: 'mask' }, [NAN, NAN]],
    [
      'nothing but masked NaN is degenerate',
      [NAN, NAN],
      { nan: 'mask', degenerate: 'zero' },
      [0, 0],
    ],
    ['degenerate: null', [-INF, -INF], { degenerate: 'null' }, [null, null]],
    ['degenerate: zero', [-INF, null], { degenerate: 'zero' }, [0, null]],
    [
      'uniform counts what has a result',
      [-INF, null, -INF],
      { degenerate: 'uniform' },
      [0.5, null, 0.5],
    ],
    ['and masked nulls have', [-INF, null], { nulls: 'mask', degenerate: 'uniform' }, [0.5, 0.5]],
    ['nulls alone are not degenerate', [null], { degenerate: 'error' }, [null]],
  ])('%s', (_, cells, options, results) => {
    expect(resultOf(cells, options)).toEqual(results);
  });

  it.each<[string, Cell[], Partial<SoftmaxOptions>, string]>([
    [
      'a null',
      [0, 1, null],
      { nulls: 'error' },
      'softmax: a null (column "x", batch 1, row 2); expected a number',
    ],
    [
      'a NaN',
      [0, 1, NAN],
      { nan: 'error' },
      'softmax: a NaN (column "x", batch 1, row 2); expected a number',
    ],
    [
      'a degenerate distribution',
      [-INF, -INF],
      { degenerate: 'error' },
      'softmax: no value of the distribution is left (column "x"); expected a number above -Infinity',
    ],
  ])('%s can be an error', (_, cells, options, message) => {
    const error = failure(softmax({ columns: 'x', over, ...options }), cut(column(cells), [2]));
    expect([error.name, error.message]).toEqual(['DataError', message]);
  });

  it('in list cells is looked at position by position', () => {
    const x = lists([[0, null], null, [0, NAN], [0, 1]], 64, 'FixedSizeList');
    const result = run(softmax({ columns: 'x', over }), table({ x }));
    expect(contents(result, 'x')).toEqual(
      [[1 / 3, null], null, [1 / 3, NAN], [1 / 3, NAN]].map(
        (cell) => cell?.map((p) => (p === 1 / 3 ? expect.closeTo(1 / 3, 15) : p)) ?? null,
      ),
    );
    const zeros = columnAt(result, 0).children[0]!.values as Float64Array;
    expect([zeros[1], zeros[2], zeros[3]]).toEqual([0, 0, 0]);
  });

  it('in list cells can make a position null', () => {
    const x = lists(
      [
        [0, -INF],
        [0, -INF],
      ],
      64,
      'FixedSizeList',
    );
    const result = run(softmax({ columns: 'x', over, degenerate: 'null' }), table({ x }));
    expect(contents(result, 'x')).toEqual([
      [0.5, null],
      [0.5, null],
    ]);
  });

  it('is reported once: values by kind, degenerate distributions, rows and batches', () => {
    const met: Counts[] = [];
    const batch = table({
      x: floats([null, NAN, INF, 1]),
      y: floats([-INF, -INF, -INF, -INF]),
      z: lists([null, [1, -INF], [null, -INF], [1, -INF]], 64, 'FixedSizeList'),
    });
    runAll(softmax({ columns: /./, over, report: (counts) => met.push(counts) }), cut(batch, [1]));
    expect(met).toEqual([{ rows: 4, batches: 2, nulls: 3, nans: 1, infinities: 1, degenerate: 2 }]);
  });
});

describe('where', () => {
  const batch = table({
    x: floats([0, INF, 0, 5]),
    shown: booleans([true, false, true, null]),
  });

  it('takes rows out: their results are null, and they are not judged', () => {
    const met: Counts[] = [];
    const options = {
      columns: 'x',
      over,
      where: 'shown',
      report: (c: Counts) => met.push(c),
    } as const;
    expect(contents(run(softmax(options), batch), 'x')).toEqual([0.5, null, 0.5, null]);
    expect(met[0]).toMatchObject({ nulls: 1, infinities: 0 });
  });

  it('takes out cells of lists', () => {
    const x = lists(
      [
        [0, 0],
        [9, 9],
        [0, 0],
      ],
      64,
      'FixedSizeList',
    );
    const masked = table({ x, shown: booleans([true, false, true]) });
    const result = run(softmax({ columns: 'x', over, where: 'shown' }), masked);
    expect(contents(result, 'x')).toEqual([[0.5, 0.5], null, [0.5, 0.5]]);
  });

  it('cannot hold lists', () => {
    const shown = vectorFromArray([[true], [true]]).data[0]!;
    const error = failure(softmax({ columns: 'x', over, where: 'shown' }), [
      table({ x: floats([1, 2]), shown }),
    ]);
    expect([error.name, error.message]).toEqual([
      'SchemaError',
      'softmax: a mask of lists takes out classes of a row, and here the row is none (column "shown"); expected booleans, which take out rows; or over: "row"',
    ]);
  });
});

describe('its relatives over the stream', () => {
  it('logSoftmax is the logarithm, −∞ for what has no part', () => {
    const result = run(logSoftmax({ columns: 'x', over }), column([0, -INF, null]));
    expect(contents(result, 'x')).toEqual([0, -INF, null]);
    const even = run(
      logSoftmax({ columns: 'x', over, degenerate: 'uniform' }),
      column([-INF, -INF]),
    );
    expect(contents(even, 'x')).toEqual([-Math.LN2, -Math.LN2]);
  });

  it('softmin has the bits of softmax of the negated values, and +∞ has no part', () => {
    const cells = [1.5, -2, 0.25, 7];
    const negated = run(softmax({ columns: 'x', over }), column(cells.map((x) => -x)));
    const result = run(softmin({ columns: 'x', over }), column(cells));
    expect(contents(result, 'x')).toEqual(contents(negated, 'x'));
    expect(contents(run(softmin({ columns: 'x', over }), column([INF, 1])), 'x')).toEqual([0, 1]);
    const error = failure(softmin({ columns: 'x', over, degenerate: 'error' }), [column([INF])]);
    expect(error.message).toContain('expected a number below Infinity');
  });

  it.each<[string, Cell[], Cell]>([
    ['equal values', [1, 1], 1 + Math.LN2],
    ['nothing but −∞', [-INF], -INF],
    ['a +∞', [1, INF], INF],
    ['a NaN', [1, NAN], NAN],
  ])('logSumExp of %s is the same on every row', (_, cells, value) => {
    const result = run(logSumExp({ columns: 'x', over, as: 'total' }), column(cells));
    expect(contents(result, 'total')).toEqual(cells.map(() => value));
  });

  it('logSumExp of several columns is one for each, by a pattern', () => {
    const batch = table({ x_a: floats([1, null]), x_b: floats([2, -INF]) });
    const result = run(logSumExp({ columns: 'x_*', over, as: 'total_*', keep: false }), batch);
    expect(namesOf(result)).toEqual(['total_a', 'total_b']);
    expect(contents(result, 'total_a')).toEqual([1, null]);
    expect(contents(result, 'total_b')).toEqual([2, 2]);
  });
});

describe('the bits over the stream', () => {
  const bitsOf = (batches: readonly RecordBatch[]) =>
    batches.flatMap((batch) =>
      Array.from(new BigUint64Array((columnAt(batch, 0).values as Float64Array).slice().buffer)),
    );
  const values = fc.array(
    fc.oneof(
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1000, -1000, 1e300, -INF),
    ),
    { minLength: 1, maxLength: 60 },
  );

  it('do not depend on the batches', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(9), { maxLength: 9 }), (cells, sizes) => {
        const operator = softmax({ columns: 'x', over });
        const whole = bitsOf(runAll(operator, [column(cells)]));
        expect(bitsOf(runAll(operator, cut(column(cells), sizes)))).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('do not depend on the order: shuffled and unshuffled back they are the same', () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.nat()), (cells, dice) => {
        const order = cells.map((_, i) => [dice.next().value as number, i] as const);
        const places = order.sort(([a], [b]) => a - b).map(([, i]) => i);
        const operator = softmax({ columns: 'x', over });
        const straight = bitsOf(runAll(operator, [column(cells)]));
        const shuffled = bitsOf(runAll(operator, [column(places.map((i) => cells[i]!))]));
        expect(shuffled).toEqual(places.map((i) => straight[i]));
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, 7, 1000, 65536])('of 70,000 rows are the same in batches of %i', (size) => {
    const data = Float64Array.from({ length: 70_000 }, (_, i) => Math.fround(Math.sin(i) * 20));
    const batch = table({ x: makeData({ type: new Float64(), data, nullCount: 0 }) });
    const operator = softmax({ columns: 'x', over });
    const rows = size === 1 ? 3000 : batch.numRows; // one by one, fewer
    const part = cut(batch, [rows])[0]!;
    const pieces = cut(part, new Array<number>(Math.floor(rows / size)).fill(size));
    expect(bitsOf(runAll(operator, pieces))).toEqual(bitsOf(runAll(operator, [part])));
  });
});

describe('text', () => {
  it('that holds numerals is read as numbers, in both passes', () => {
    const x = vectorFromArray(['1.0', '', '1'], new Utf8()).data[0]!;
    const batch = table({ x }, { x: { metadata: { 'logitflow.cells': 'text' } } });
    expect(contents(run(softmax({ columns: 'x', over }), batch), 'x')).toEqual([0.5, null, 0.5]);
  });
});
