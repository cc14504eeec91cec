import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { STATE_TOLERANCE } from '../../src/softmax/state/apply.js';
import { type Truths, ulp, ulpError } from '../simd/truths.js';
import { contents, floats, lists, run, table } from './support/tables.js';

interface Column {
  readonly x: readonly (number | string)[];
  readonly softmax: Truths;
  readonly logSoftmax: Truths;
  readonly logSumExp: Truths;
  readonly largest: number;
}

interface Case {
  readonly float: 32 | 64;
  readonly temperature: number;
  readonly columns: readonly Column[];
}

// The file is made by fixtures/generate/over-stream.py, whose form this is.
const { cases } = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../fixtures/stream/truths.json', import.meta.url)),
    'utf8',
  ),
) as { cases: readonly Case[] };

/** Column c of the matrix, in the layout of scalar columns or of one column of lists. */
interface Layout {
  batch(c: Case): RecordBatch;
  column(result: RecordBatch, c: number): readonly number[];
}

const numbers = ({ x }: Column) => x.map(Number);

const SCALARS: Layout = {
  batch: ({ columns, float }) =>
    table(Object.fromEntries(columns.map((c, i) => [`x_${i}`, floats(numbers(c), float)]))),
  column: (result, c) => contents(result, `y_${c}`) as number[],
};

const LISTS: Layout = {
  batch({ columns, float }) {
    const rows = columns[0]!.x.map((_, row) => columns.map((c) => Number(c.x[row])));
    return table({ x_: lists(rows, float, 'FixedSizeList') });
  },
  column: (result, c) => (contents(result, 'y_') as number[][]).map((cell) => cell[c]!),
};

const common = { columns: 'x_*', over: 'stream', as: 'y_*' } as const;

describe.each([
  ['scalar columns', SCALARS],
  ['positions of a FixedSizeList', LISTS],
])('over the stream, of %s', (_, layout) => {
  describe.each(cases)('of float$float with T = $temperature', (given) => {
    const { float, temperature } = given;
    const resultsOf = (
      operator: (options: typeof common & { temperature: number }) => BatchOperator,
    ) => {
      const result = run(operator({ ...common, temperature }), layout.batch(given));
      return given.columns.map((truth, c) => ({ truth, got: layout.column(result, c) }));
    };

    it.each([
      ['softmax', softmax],
      ['logSoftmax', logSoftmax],
    ] as const)('%s is within its tolerance', (name, operator) => {
      for (const { truth, got } of resultsOf(operator)) {
        const errors = got.map((y, i) => ulpError(y, truth[name], i, float));
        expect(Math.max(...errors)).toBeLessThanOrEqual(STATE_TOLERANCE[name][`float${float}`]);
      }
    });

    it('logSumExp is, on every row', () => {
      for (const { truth, got } of resultsOf(logSumExp)) {
        expect(new Set(got).size).toBe(1);
        const own =
          ulpError(got[0]!, truth.logSumExp, 0, 64) * ulp(Number(truth.logSumExp.y[0]), 64);
        // A result of float32 is rounded once more.
        const bound = float === 32 ? 0.51 * ulp(truth.largest, 32) : 0.51 * ulp(truth.largest, 64);
        expect(own).toBeLessThanOrEqual(bound);
      }
    });
  });
});
