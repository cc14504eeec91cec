import { describe, expect, it } from 'vitest';
import { argmax } from '../../operators/argmax.js';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import {
  type Counts,
  DEGENERATE_POLICIES,
  ELEMENT_POLICIES,
  RANK_DEGENERATE_POLICIES,
} from '../../operators/core/policies.js';
import type { NormalizeOptions } from '../../operators/core/rows/along-rows.js';
import { entmax15 } from '../../operators/entmax15.js';
import { hardmax } from '../../operators/hardmax.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { type LogSumExpOptions, logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmax1 } from '../../operators/softmax1.js';
import { softmin } from '../../operators/softmin.js';
import { sparsemax } from '../../operators/sparsemax.js';
import { topK } from '../../operators/top-k.js';
import {
  logSoftmaxOf,
  type Member,
  normalizeReference,
  oneHotOf,
  rankReference,
  softmaxOf,
  thresholded,
} from './support/row-reference.js';
import {
  type Cell,
  contents,
  failure,
  type Layout,
  type ListCell,
  lists,
  namesOf,
  rowsOf,
  run,
  table,
  wideTable,
} from './support/tables.js';

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const SPECIALS: readonly Cell[] = [1.5, -2, null, NAN, INF, -INF];

/** Every row of three classes out of six kinds of cells: 216 of them. */
const ROWS: readonly (readonly Cell[])[] = SPECIALS.flatMap((a) =>
  SPECIALS.flatMap((b) => SPECIALS.map((c) => [a, b, c])),
);
const CELLS: readonly ListCell[] = [...ROWS, null];
const RAGGED: readonly ListCell[] = [[], ...CELLS, [], [3], [NAN], [null], [-INF], [INF], []];

const LAYOUTS: readonly (readonly [string, readonly ListCell[], Layout | 'wide'])[] = [
  ['scalar columns', ROWS, 'wide'],
  ['a List', RAGGED, 'List'],
  ['a LargeList', RAGGED, 'LargeList'],
  ['a FixedSizeList', CELLS, 'FixedSizeList'],
];

function batchOf(rows: readonly ListCell[], layout: Layout | 'wide') {
  if (layout === 'wide') return wideTable(rows as readonly (readonly Cell[])[]);
  return table({ x: lists(rows, 64, layout) });
}

const rowRules = ELEMENT_POLICIES.flatMap((nulls) =>
  ELEMENT_POLICIES.flatMap((nan) =>
    DEGENERATE_POLICIES.map((degenerate) => ({ nulls, nan, degenerate })),
  ),
);
const rankRules = ELEMENT_POLICIES.flatMap((nulls) =>
  ELEMENT_POLICIES.flatMap((nan) =>
    RANK_DEGENERATE_POLICIES.map((degenerate) => ({ nulls, nan, degenerate })),
  ),
);

const oneOf = (classes: number) => 1 / classes;
const MEMBERS: readonly (readonly [string, (o: NormalizeOptions) => BatchOperator, Member])[] = [
  ['softmax', softmax, { of: softmaxOf, zero: 0, uniform: oneOf }],
  ['logSoftmax', logSoftmax, { of: logSoftmaxOf, zero: -INF, uniform: (n) => -Math.log(n) }],
  ['softmin', softmin, { of: softmaxOf, zero: 0, uniform: oneOf, negates: true }],
  [
    'softmax1',
    softmax1,
    {
      of: (left) => softmaxOf([...left, 0]).slice(0, -1),
      zero: 0,
      uniform: (classes) => 1 / (classes + 1),
    },
  ],
  ['sparsemax', sparsemax, { of: (left) => thresholded(left, 1), zero: 0, uniform: oneOf }],
  ['entmax15', entmax15, { of: (left) => thresholded(left, 2), zero: 0, uniform: oneOf }],
  ['hardmax', hardmax, { of: oneHotOf, zero: 0, uniform: oneOf, infinityWins: true }],
];

const NONE: Counts = { rows: 0, batches: 1, nulls: 0, nans: 0, infinities: 0, degenerate: 0 };

function sum(counts: readonly Partial<Counts>[], rows: number): Counts {
  const total = { ...NONE, rows };
  for (const count of counts) {
    for (const key of ['nulls', 'nans', 'infinities', 'degenerate'] as const) {
      total[key] += count[key] ?? 0;
    }
  }
  return total;
}

/** Kernels have tests of their own; here a result is the right one if it is within rounding. */
const ROUNDING = 1e-14;

function agrees(got: unknown, wanted: readonly number[] | null): boolean {
  if (wanted === null || !Array.isArray(got)) return got === wanted;
  const close = (x: number, i: number) =>
    Number.isFinite(x) ? Math.abs(got[i] - x) <= ROUNDING : Object.is(got[i], x);
  return got.length === wanted.length && wanted.every(close);
}

describe.each(LAYOUTS)('the policies over %s', (_, rows, layout) => {
  describe.each(MEMBERS)('%s', (_, operator, member) => {
    it.each(rowRules)('does as $nulls, $nan and $degenerate say, and counts', (rules) => {
      const expected = rows.map((row) => normalizeReference(row, rules, member));
      const good = rows.filter((_, r) => expected[r]!.result !== 'error');
      const references = expected.filter(({ result }) => result !== 'error');
      const counts: Counts[] = [];
      const report = (count: Counts) => void counts.push(count);
      const batch = run(operator({ columns: /^x/, ...rules, report }), batchOf(good, layout));
      const results =
        layout === 'wide'
          ? rowsOf(batch, namesOf(batch)).map((row) => (row.includes(null) ? null : row))
          : contents(batch, 'x');
      const wrong = good.filter((_, r) => {
        const { result } = references[r]!;
        return result === 'error' || !agrees(results[r], result);
      });
      expect(wrong).toEqual([]);
      expect(counts).toEqual([
        sum(
          references.map((reference) => reference.counts),
          good.length,
        ),
      ]);
      const bad = rows.filter((_, r) => expected[r]!.result === 'error');
      for (const row of bad.slice(0, 12)) {
        const batch = batchOf([[1, 2, 3], row], layout);
        const error = failure(operator({ columns: /^x/, ...rules }), [batch]);
        expect(error.name).toBe('DataError');
        expect(error.message).toContain('batch 0, row 1)');
      }
    });
  });

  it.each(rowRules.filter((rules) => rules.degenerate !== 'uniform'))(
    'logSumExp does as $nulls, $nan and $degenerate say',
    (rules) => {
      const logSum: Member = {
        of: (left) => {
          const most = Math.max(...left);
          const sum = left.reduce((total, x) => total + Math.exp(x - most), 0);
          return left.map(() => (most === INF ? INF : most + Math.log(sum)));
        },
        zero: -INF,
        uniform: () => NAN,
        infinityWins: true,
      };
      const expected = rows.map((row) => normalizeReference(row, rules, logSum));
      const good = rows.filter((_, r) => expected[r]!.result !== 'error');
      const references = expected.filter(({ result }) => result !== 'error');
      const counts: Counts[] = [];
      const report = (count: Counts) => void counts.push(count);
      const options = { columns: /^x/, as: 'total', ...rules, report } as LogSumExpOptions;
      const totals = contents(run(logSumExp(options), batchOf(good, layout)), 'total');
      references.forEach(({ result }, r) => {
        const empty = rules.degenerate === 'nan' ? NAN : -INF;
        const wanted = result === null || result === 'error' ? null : (result[0] ?? empty);
        const agree =
          agrees([totals[r]], wanted === null ? null : [wanted]) || totals[r] === wanted;
        expect(agree, JSON.stringify(good[r])).toBe(true);
      });
      const total = sum(
        references.map((reference) => reference.counts),
        good.length,
      );
      expect(counts).toEqual([total]);
    },
  );

  it.each(rankRules)('argmax and topK do as $nulls, $nan and $degenerate say', (rules) => {
    const expected = rows.map((row) => rankReference(row, rules));
    const good = rows.filter((_, r) => expected[r]!.order !== 'error');
    const orders = expected.filter(({ order }) => order !== 'error');
    const counts: Counts[] = [];
    const report = (count: Counts) => void counts.push(count);
    const input = batchOf(good, layout);
    const options = { columns: /^x/, as: 'best', ...rules, report };
    const best = contents(run(argmax(options), input), 'best');
    const ranked = run(topK({ ...options, k: 2 }), input);
    const classes = contents(ranked, 'best');
    const scores = contents(ranked, 'best_score');
    const wanted = orders.map(({ order }) => (order ?? []) as readonly number[]);
    expect(best).toEqual(wanted.map((order) => order[0] ?? null));
    expect(classes).toEqual(wanted.map((order) => order.slice(0, 2)));
    expect(scores).toEqual(wanted.map((order, r) => order.slice(0, 2).map((i) => good[r]![i])));
    const total = sum(
      orders.map((reference) => reference.counts),
      good.length,
    );
    expect(counts).toEqual([total, total]);
    const bad = rows.filter((_, r) => expected[r]!.order === 'error');
    for (const row of bad.slice(0, 12)) {
      const batch = batchOf([[1, 2, 3], row], layout);
      expect(failure(argmax({ columns: /^x/, as: 'best', ...rules }), [batch]).name).toBe(
        'DataError',
      );
    }
  });
});
