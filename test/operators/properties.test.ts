import type { RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activate } from '../../operators/activate.js';
import { argmax } from '../../operators/argmax.js';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { NormalizeOptions } from '../../operators/core/rows/along-rows.js';
import { entmax15 } from '../../operators/entmax15.js';
import { gumbelSoftmax } from '../../operators/gumbel-softmax.js';
import { hardmax } from '../../operators/hardmax.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmax1 } from '../../operators/softmax1.js';
import { softmin } from '../../operators/softmin.js';
import { sparsemax } from '../../operators/sparsemax.js';
import { topK } from '../../operators/top-k.js';
import {
  type Cell,
  contents,
  cut,
  lists,
  namesOf,
  rowsOf,
  run,
  runAll,
  table,
  type Width,
  wideTable,
} from './support/tables.js';

const RUN = { seed: 20261123, numRuns: 60 };

const logit = fc.double({ min: -800, max: 800, noNaN: true });
const special = fc.constantFrom<Cell>(null, Number.NaN, Infinity, -Infinity, -0);
const cell = fc.oneof({ weight: 12, arbitrary: logit }, { weight: 1, arbitrary: special });

function rowsOfCells(arbitrary: fc.Arbitrary<Cell>): fc.Arbitrary<Cell[][]> {
  return fc.integer({ min: 2, max: 17 }).chain((classes) =>
    fc.array(fc.array(arbitrary, { minLength: classes, maxLength: classes }), {
      minLength: 1,
      maxLength: 12,
    }),
  );
}

const widths = fc.constantFrom<Width>(16, 32, 64);
const cuts = fc.array(fc.nat({ max: 5 }), { maxLength: 5 });

/** Every result of a run, row by row; Object.is tells −0 from 0 in what `toEqual` compares. */
function resultsOf(batches: readonly RecordBatch[]): unknown[][] {
  return batches.flatMap((batch) => rowsOf(batch, namesOf(batch)));
}

const OPERATORS: readonly (readonly [string, () => BatchOperator])[] = [
  ['softmax', () => softmax({ columns: '*' })],
  ['softmax that masks', () => softmax({ columns: '*', nulls: 'mask', nan: 'mask' })],
  ['softmax to halfs', () => softmax({ columns: '*', as: 'p_*', float: 16, temperature: 3 })],
  ['logSoftmax', () => logSoftmax({ columns: '*', degenerate: 'uniform' })],
  ['softmin', () => softmin({ columns: '*', temperature: 2 })],
  ['softmax1', () => softmax1({ columns: '*' })],
  ['sparsemax that masks', () => sparsemax({ columns: '*', nulls: 'mask', temperature: 200 })],
  ['entmax15', () => entmax15({ columns: '*', temperature: 200, nan: 'mask' })],
  ['hardmax', () => hardmax({ columns: '*' })],
  ['gumbelSoftmax', () => gumbelSoftmax({ columns: '*', seed: 3, temperature: 50 })],
  ['gumbelSoftmax, hard', () => gumbelSoftmax({ columns: '*', seed: 4, hard: true })],
  ['logSumExp', () => logSumExp({ columns: '*', as: 'total', nan: 'mask' })],
  ['argmax', () => argmax({ columns: '*', as: 'best' })],
  ['topK that masks', () => topK({ columns: '*', as: 'top', k: 3, nulls: 'mask', nan: 'mask' })],
  ['tanh', () => activate('tanh', { columns: '*', nan: 'mask' })],
  ['sigmoid', () => activate('sigmoid', { columns: '*' })],
];

describe.each(OPERATORS)('%s', (_, make) => {
  it('gives the same bits for every split of the stream into batches', () => {
    const sameBits = (rows: Cell[][], width: Width, sizes: number[]) => {
      for (const batch of [wideTable(rows, width), table({ x: lists(rows, width) })]) {
        const whole = resultsOf([run(make(), batch)]);
        expect(resultsOf(runAll(make(), cut(batch, sizes)))).toEqual(whole);
      }
    };
    fc.assert(fc.property(rowsOfCells(cell), widths, cuts, sameBits), RUN);
  });
});

describe.each([
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
  ['softmin', softmin],
  ['softmax1', softmax1],
  ['sparsemax', sparsemax],
  ['entmax15', entmax15],
  ['hardmax', hardmax],
  ['gumbelSoftmax', (options: NormalizeOptions) => gumbelSoftmax({ ...options, seed: 2 ** 40 })],
] as const)('%s', (_, operator) => {
  it('gives the same bits for scalar columns and for every layout of list', () => {
    const sameBits = (rows: Cell[][], width: Width) => {
      const options = { columns: /^x/, nulls: 'mask', nan: 'mask' } as const;
      const wide = run(operator(options), wideTable(rows, width));
      for (const layout of ['List', 'LargeList', 'FixedSizeList'] as const) {
        const batch = table({ x: lists(rows, width, layout) });
        const cells = contents(run(operator(options), batch), 'x');
        expect(cells).toEqual(rowsOf(wide, namesOf(wide)));
      }
    };
    fc.assert(fc.property(rowsOfCells(cell), widths, sameBits), RUN);
  });
});

describe.each([
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
  ['softmax1', softmax1],
  ['sparsemax', sparsemax],
  ['entmax15', entmax15],
] as const)('%s', (name, operator) => {
  it('keeps the order of the classes', () => {
    const keepsOrder = (rows: Cell[][]) => {
      const batch = wideTable(rows);
      const results = resultsOf([run(operator({ columns: '*' }), batch)]) as number[][];
      results.forEach((row, r) => {
        const byLogit = row
          .map((p, c) => ({ p, x: rows[r]![c] as number }))
          .sort((a, b) => a.x - b.x);
        for (let i = 1; i < byLogit.length; i++) {
          const [low, high] = [byLogit[i - 1]!, byLogit[i]!];
          expect(low.x === high.x ? low.p === high.p : low.p <= high.p).toBe(true);
        }
      });
    };
    fc.assert(fc.property(rowsOfCells(logit), keepsOrder), RUN);
  });

  if (name === 'softmax1') return; // its implicit class is not shifted
  it('is the same, to 4 ulp, when all logits are shifted by what shifts them exactly', () => {
    const short = fc.integer({ min: -(2 ** 24), max: 2 ** 24 }).map((x) => x / 2 ** 20);
    const shift = fc.integer({ min: -(2 ** 20), max: 2 ** 20 });
    const isShiftInvariant = (rows: Cell[][], by: number) => {
      const shifted = rows.map((row) => row.map((x) => (x as number) + by));
      const [one, other] = [rows, shifted].map(
        (r) => resultsOf([run(operator({ columns: '*' }), wideTable(r))]).flat() as number[],
      );
      one!.forEach((p, i) => {
        expect(Math.abs(other![i]! - p)).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(p));
      });
    };
    fc.assert(fc.property(rowsOfCells(short), shift, isShiftInvariant), RUN);
  });
});

it.each([
  ['softmax', softmax],
  ['softmin', softmin],
  ['sparsemax', sparsemax],
  ['entmax15', entmax15],
  ['hardmax', hardmax],
] as const)('the probabilities of a row sum to one: %s', (_, operator) => {
  const sumsToOne = (rows: Cell[][]) => {
    const results = resultsOf([run(operator({ columns: '*' }), wideTable(rows))]) as number[][];
    for (const row of results) {
      const sum = row.sort((a, b) => a - b).reduce((total, p) => total + p, 0);
      expect(Math.abs(sum - 1)).toBeLessThanOrEqual(8 * 2 ** -53);
    }
  };
  fc.assert(fc.property(rowsOfCells(logit), sumsToOne), RUN);
});
