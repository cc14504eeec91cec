import type { Field, RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { NormalizeOptions } from '../../operators/core/rows/along-rows.js';
import { entmax15 } from '../../operators/entmax15.js';
import { type GumbelSoftmaxOptions, gumbelSoftmax } from '../../operators/gumbel-softmax.js';
import { hardmax } from '../../operators/hardmax.js';
import { type LogSumExpOptions, logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmax1 } from '../../operators/softmax1.js';
import { softmin } from '../../operators/softmin.js';
import { sparsemax } from '../../operators/sparsemax.js';
import { VERSION } from '../../src/version.js';
import {
  contents,
  cut,
  failure,
  floats,
  lists,
  namesOf,
  rowsOf,
  run,
  runAll,
  table,
  type Width,
  wideTable,
} from './support/tables.js';

const gumbel = (options: NormalizeOptions) => gumbelSoftmax({ ...options, seed: 7 });
const FAMILY: readonly (readonly [string, (options: NormalizeOptions) => BatchOperator])[] = [
  ['softmin', softmin],
  ['softmax1', softmax1],
  ['sparsemax', sparsemax],
  ['entmax15', entmax15],
  ['hardmax', hardmax],
  ['gumbelSoftmax', gumbel],
];
const INF = Number.POSITIVE_INFINITY;

const typesOf = ({ schema }: RecordBatch) => schema.fields.map(({ type }: Field) => String(type));
const madeOf = ({ schema }: RecordBatch, index: number): unknown =>
  JSON.parse((schema.fields[index] as Field).metadata.get('logitflow') ?? 'null');
const warnings = () => {
  const lines: string[] = [];
  return { lines, warn: (line: string) => void lines.push(line) };
};
const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
};

describe.each(FAMILY)('%s', (name, operator) => {
  it('says how its results were made', () => {
    const batch = table({ a: floats([1]), b: floats([2]) });
    const made = { function: name, axis: 'row', classes: 2, version: VERSION };
    expect(madeOf(run(operator({ columns: '*' }), batch), 0)).toMatchObject(made);
  });

  it('makes probabilities, of which the next function is told', () => {
    const batch = run(operator({ columns: '*' }), table({ a: floats([1]), b: floats([2]) }));
    const { lines, warn } = warnings();
    run(softmax({ columns: '*', warn }), batch);
    expect(lines).toEqual([
      `softmax: the input holds probabilities already, not logits (got "${name}", column "a"); expected logits`,
    ]);
  });

  it('warns of probabilities, but for hardmax, to which only their order counts', () => {
    const batch = run(softmax({ columns: '*' }), table({ a: floats([1]), b: floats([2]) }));
    const { lines, warn } = warnings();
    run(operator({ columns: '*', warn }), batch);
    expect(lines.length).toBe(name === 'hardmax' ? 0 : 1);
  });

  it.each<[Width, Width | undefined, string]>([
    [64, undefined, 'Float64'],
    [32, undefined, 'Float32'],
    [16, undefined, 'Float32'],
    [32, 64, 'Float64'],
    [64, 16, 'Float16'],
  ])('of Float%i columns with float %s is %s', (width, float, type) => {
    const batch = table({ a: floats([1], width), b: floats([2], width) });
    expect(typesOf(run(operator({ columns: '*', float }), batch))).toEqual([type, type]);
  });

  it('lists its options where it refuses one', () => {
    const options = { columns: '*', sed: 1 } as NormalizeOptions;
    const temperature = name === 'hardmax' ? '' : 'temperature, ';
    const own = name === 'gumbelSoftmax' ? 'seed, hard, ' : '';
    const hint = name === 'gumbelSoftmax' ? '; did you mean "seed"?' : '';
    const sum = name === 'softmax1' || name === 'hardmax' ? '' : ', sumToOne';
    const replay = name === 'softmin' ? 'replay, replayLimit, spill, groupMemory, ' : '';
    expect(messageOf(() => operator(options))).toBe(
      `TypeError: ${name}: unknown option (got "sed"); expected one of columns, over, ${temperature}where, ${own}as, keep, float, ${replay}nulls, nan, degenerate, report, warn, firstRow, reuseResults${sum}${hint}`,
    );
  });
});

it('each of the family gives its own distribution', () => {
  const x = [3, 1, 0.5];
  const batch = table({ x: lists([x]) });
  const of = (operator: BatchOperator) => contents(run(operator, batch), 'x')[0] as number[];
  const near = (got: number[], wanted: number[]) => {
    wanted.forEach((p, i) => {
      expect(got[i]).toBeCloseTo(p, 14);
    });
  };
  const sum = (values: number[]) => values.reduce((a, b) => a + b);
  const costs = x.map((v) => Math.exp(-v));
  const weights = x.map(Math.exp);
  const columns = 'x';
  near(
    of(softmin({ columns })),
    costs.map((e) => e / sum(costs)),
  );
  near(
    of(softmax1({ columns })),
    weights.map((e) => e / (1 + sum(weights))),
  );
  near(of(sparsemax({ columns, temperature: 4 })), [17 / 24, 5 / 24, 2 / 24]);
  near(of(entmax15({ columns, temperature: 0.5 })), [1, 0, 0]);
  expect(of(sparsemax({ columns }))).toEqual([1, 0, 0]);
  expect(of(hardmax({ columns }))).toEqual([1, 0, 0]);
});

it('softmin is without a class where all are +∞, and its error says so', () => {
  const batch = table({ a: floats([INF]), b: floats([INF]) });
  expect(failure(softmin({ columns: '*', degenerate: 'error' }), [batch]).message).toBe(
    'softmin: no class is left in the row (batch 0, row 0); expected a number below Infinity',
  );
});

it('hardmax counts rows in which +∞ wins', () => {
  const counts: number[] = [];
  const report = ({ infinities }: { infinities: number }) => void counts.push(infinities);
  const batch = table({ a: floats([INF, 1, INF]), b: floats([0, 2, INF]) });
  const result = run(hardmax({ columns: '*', report }), batch);
  expect(rowsOf(result, ['a', 'b'])).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(counts).toEqual([2]);
});

describe('gumbelSoftmax', () => {
  const rows = Array.from({ length: 40 }, (_, r) => [r / 10, 1, -1]);
  const batch = wideTable(rows);

  it('gives rows their noise by their index in the stream, not in the batch', () => {
    const whole = rowsOf(run(gumbelSoftmax({ columns: '*', seed: 5 }), batch), namesOf(batch));
    const pieces = runAll(gumbelSoftmax({ columns: '*', seed: 5 }), cut(batch, [1, 0, 7, 30]));
    expect(pieces.flatMap((piece) => rowsOf(piece, namesOf(piece)))).toEqual(whole);
    const other = rowsOf(run(gumbelSoftmax({ columns: '*', seed: 6 }), batch), namesOf(batch));
    expect(other).not.toEqual(whole);
  });

  it('gives the sampled class as a one-hot with hard, whatever the temperature', () => {
    const soft = run(gumbelSoftmax({ columns: '*', seed: 5 }), batch);
    const hard = run(gumbelSoftmax({ columns: '*', seed: 5, hard: true, temperature: 9 }), batch);
    const best = run(hardmax({ columns: '*' }), soft);
    expect(rowsOf(hard, namesOf(hard))).toEqual(rowsOf(best, namesOf(best)));
  });

  it('samples a part of a stream as the whole does, where it is told of its first row', () => {
    const whole = rowsOf(run(gumbelSoftmax({ columns: '*', seed: 5 }), batch), namesOf(batch));
    const [, later] = cut(batch, [9, batch.numRows - 9]);
    const part = run(gumbelSoftmax({ columns: '*', seed: 5, firstRow: 9 }), later!);
    expect(rowsOf(part, namesOf(batch))).toEqual(whole.slice(9));
  });

  it.each([
    [-1, 'RangeError'],
    [0.5, 'RangeError'],
    ['1', 'TypeError'],
  ])('refuses %s as the first row', (firstRow, kind) => {
    const make = () => gumbelSoftmax({ columns: '*', seed: 1, firstRow } as never);
    expect(messageOf(make)).toMatch(new RegExp(`^${kind}: gumbelSoftmax: firstRow is no row`));
  });

  it('writes its seed into the provenance', () => {
    const result = run(gumbelSoftmax({ columns: '*', seed: 5 }), batch);
    expect(madeOf(result, 0)).toEqual({
      function: 'gumbelSoftmax',
      axis: 'row',
      temperature: 1,
      classes: 3,
      parameters: { seed: 5, hard: false },
      version: VERSION,
    });
  });

  it.each([
    [{}, 'TypeError: gumbelSoftmax: seed is no number (got undefined)'],
    [{ seed: '1' }, 'TypeError: gumbelSoftmax: seed is no number (got "1")'],
    [{ seed: -1 }, 'RangeError: gumbelSoftmax: seed is out of range (got -1)'],
    [{ seed: 0.5 }, 'RangeError: gumbelSoftmax: seed is out of range (got 0.5)'],
  ])('refuses %o', (options, message) => {
    const make = () => gumbelSoftmax({ columns: '*', ...options } as GumbelSoftmaxOptions);
    expect(messageOf(make)).toBe(`${message}; expected an integer of 0 to 2⁵³ − 1`);
  });

  it('refuses a hard that is no boolean, and no options at all', () => {
    const make = () => gumbelSoftmax({ columns: '*', seed: 1, hard: 1 } as never);
    expect(messageOf(make)).toBe(
      'TypeError: gumbelSoftmax: hard is no boolean (got 1); expected true or false',
    );
    // @ts-expect-error: options are required
    expect(messageOf(() => gumbelSoftmax())).toBe(
      'TypeError: gumbelSoftmax: no options (got undefined); expected an object',
    );
  });
});

describe('logSumExp', () => {
  it('is one number a row, after the last column, or with keep: false in the place of the first', () => {
    const batch = table({ x_a: floats([0, 1000]), id: floats([7, 8]), x_b: floats([0, 1000]) });
    const kept = run(logSumExp({ columns: 'x_*', as: 'total' }), batch);
    expect(namesOf(kept)).toEqual(['x_a', 'id', 'x_b', 'total']);
    expect(contents(kept, 'total')).toEqual([Math.LN2, 1000.6931471805599]);
    const dropped = run(logSumExp({ columns: 'x_*', as: 'total', keep: false }), batch);
    expect(namesOf(dropped)).toEqual(['total', 'id']);
  });

  it('has the same bits over lists and scalars, and takes a temperature', () => {
    const rows = [
      [1.25, 3, -7],
      [0.1, 0.2, 0.3],
    ];
    const options = { columns: /^x/, as: 'total', temperature: 1.5 };
    const wide = contents(run(logSumExp(options), wideTable(rows)), 'total');
    for (const layout of ['List', 'LargeList', 'FixedSizeList'] as const) {
      const batch = table({ x: lists(rows, 64, layout) });
      expect(contents(run(logSumExp(options), batch), 'total')).toEqual(wide);
    }
  });

  it('is no probability, and warns where its input is', () => {
    const batch = table({ a: floats([1]), b: floats([2]) });
    const { lines, warn } = warnings();
    const total = run(logSumExp({ columns: '*', as: 'c', warn }), batch);
    run(softmax({ columns: ['a', 'c'], warn }), total);
    expect(lines).toEqual([]);
    run(logSumExp({ columns: '*', as: 'c', warn }), run(softmax({ columns: '*' }), batch));
    expect(lines).toHaveLength(1);
    expect(madeOf(total, 2)).toEqual({
      function: 'logSumExp',
      axis: 'row',
      temperature: 1,
      classes: 2,
      version: VERSION,
    });
  });

  it.each<[Width, Width | undefined, string]>([
    [64, undefined, 'Float64'],
    [16, undefined, 'Float32'],
    [32, 16, 'Float16'],
    [32, 64, 'Float64'],
  ])('of Float%i columns with float %s is %s', (width, float, type) => {
    const batch = table({ a: floats([1], width), b: floats([2], width) });
    const result = run(logSumExp({ columns: '*', as: 'c', float, keep: false }), batch);
    expect(typesOf(result)).toEqual([type]);
  });

  it('fails for several list columns, which are a row each', () => {
    const batch = table({ x: lists([[1]]), y: lists([[2]]) });
    expect(failure(logSumExp({ columns: '*', as: 'c' }), [batch]).message).toBe(
      'logSumExp: several list columns are a row of classes each, and there is one result (got 2); expected one list column or several scalar columns',
    );
  });

  it.each([
    [
      {},
      'TypeError: logSumExp: as must name the one result (got undefined); expected a column name without *',
    ],
    [
      { as: 'c', degenerate: 'uniform' },
      'RangeError: logSumExp: unknown policy for degenerate (got "uniform"); expected "zero", "nan", "null", "error"',
    ],
    [
      { as: 'c', temperature: 0 },
      'RangeError: logSumExp: temperature is out of range (got 0); expected a finite number above 0',
    ],
  ])('refuses %o', (options, message) => {
    expect(messageOf(() => logSumExp({ columns: '*', ...options } as LogSumExpOptions))).toBe(
      message,
    );
  });
});
