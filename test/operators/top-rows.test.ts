import { Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopRowsOptions } from '../../operators/core/distributions/top-rows.js';
import { REPLAYS } from '../../operators/core/over.js';
import type { Counts } from '../../operators/core/policies.js';
import { topK } from '../../operators/top-k.js';
import { type Cell, cut, failure, floats, lists, rowsOf, runAll, table } from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const text = (cells: readonly string[]) => vectorFromArray(cells, new Utf8()).data[0]!;
const scored = (keys: readonly string[], cells: readonly Cell[]) =>
  table({ q: text(keys), x: floats(cells), id: floats(cells.map((_, i) => i)) });
const best = (more: Partial<TopRowsOptions> = {}) => topK({ columns: 'x', k: 2, by: 'q', ...more });

describe('topK by group', () => {
  it('lets the k best rows of each group through, whole and in their order', () => {
    const batch = scored(['a', 'b', 'a', 'a', 'b', 'c'], [1, 5, 3, 2, 9, 0]);
    const results = runAll(best({ as: 'place' }), cut(batch, [2, 0, 2]));
    expect(results.map((result) => rowsOf(result, ['q', 'x', 'place']))).toEqual([
      [['b', 5, 2]],
      [],
      [
        ['a', 3, 1],
        ['a', 2, 2],
      ],
      [
        ['b', 9, 1],
        ['c', 0, 1],
      ],
    ]);
    expect(runAll(best(), [batch]).map((result) => result.numRows)).toEqual([5]);
  });

  it.each<[string, Cell[], unknown[]]>([
    ['equals by their order', [1, 1, 1, 2], [0, 3]],
    ['no nulls and no NaN', [null, NAN, 1, NAN], [2]],
    ['+∞ before all others, −∞ behind', [-INF, INF, 1, 0], [1, 2]],
    ['−∞ where there is nothing else', [-INF, null, null, null], [0]],
  ])('takes %s', (_, cells, ids) => {
    const [result] = runAll(best(), [scored(['a', 'a', 'a', 'a'], cells)]);
    expect(rowsOf(result!, ['id']).flat()).toEqual(ids);
  });

  it.each(REPLAYS)('is the same in any batches as sorting each group, with replay %s', (replay) => {
    const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 5 }));
    const places: Uint8Array[] = [];
    const spill = {
      create: () => ({
        write: (bytes: Uint8Array) => void places.push(bytes.slice()),
        read: () => places,
        delete: () => void places.splice(0),
      }),
    };
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(9)),
        fc.integer({ min: 1, max: 4 }),
        (rows, sizes, k) => {
          const batch = scored(
            rows.map(([key]) => key),
            rows.map(([, x]) => x),
          );
          const results = runAll(
            best({ k, as: 'place', replay, ...(replay === 'spill' && { spill }) }),
            cut(batch, sizes),
          );
          const expected = ['a', 'b', 'c'].flatMap((key) =>
            rows
              .flatMap(([own, x], id) => (own === key ? [{ x, id }] : []))
              .sort((one, two) => two.x - one.x || one.id - two.id)
              .slice(0, k)
              .map(({ id }, i) => [id, i + 1]),
          );
          const got = results.flatMap((result) => rowsOf(result, ['id', 'place']));
          expect(got).toEqual(expected.sort(([one], [two]) => one! - two!));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reports what it met', () => {
    const met: Counts[] = [];
    runAll(best({ report: (counts) => met.push({ ...counts }) }), [
      scored(['a', 'a', 'a'], [null, NAN, INF]),
    ]);
    expect(met).toEqual([{ rows: 3, batches: 1, nulls: 1, nans: 1, infinities: 1, degenerate: 0 }]);
  });

  it.each<[string, ReturnType<typeof best>, string]>([
    [
      'a NaN under error',
      best({ nan: 'error' }),
      'DataError: topK: a NaN (column "x", batch 0, row 1); expected a number',
    ],
    [
      'several columns',
      best({ columns: ['x', 'id'] }),
      'SelectionError: topK: several columns to rank the rows by (got 2, column "x"); expected one scalar column',
    ],
    [
      'a list',
      best({ columns: 'y' }),
      'SelectionError: topK: cells of lists are no values of rows (got 1, column "y"); expected one scalar column',
    ],
  ])('fails for %s', (_, operator, message) => {
    const batch = table({
      q: text(['a', 'a']),
      x: floats([1, NAN]),
      id: floats([0, 1]),
      y: lists([[1], [2]]),
    });
    const error = failure(operator, [batch]);
    expect(`${error.name}: ${error.message}`).toBe(message);
  });

  it('refuses labels, which are of classes', () => {
    expect(() => best({ labels: ['a'] } as object)).toThrow(
      'topK: unknown option (got "labels"); expected one of columns, k, by, as, replay, replayLimit, spill, nulls, nan,',
    );
    expect(() =>
      topK({ columns: 'x', k: 1, as: 'y', replay: 'memory' } as object as TopRowsOptions),
    ).toThrow(
      'topK: replay has no use along the row: one pass is enough (got "memory"); expected by: the key columns',
    );
  });
});
