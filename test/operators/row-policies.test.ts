import { describe, expect, it } from 'vitest';
import { argmax } from '../../operators/argmax.js';
import {
  type Counts,
  DEGENERATE_POLICIES,
  ELEMENT_POLICIES,
  RANK_DEGENERATE_POLICIES,
} from '../../operators/core/policies.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { softmax } from '../../operators/softmax.js';
import { topK } from '../../operators/top-k.js';
import { normalizeReference, rankReference } from './support/row-reference.js';
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
  describe.each([
    ['softmax', softmax, false],
    ['logSoftmax', logSoftmax, true],
  ] as const)('%s', (_, operator, log) => {
    it.each(rowRules)('does as $nulls, $nan and $degenerate say, and counts', (rules) => {
      const expected = rows.map((row) => normalizeReference(row, rules, log));
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
