import { type RecordBatch, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { from, NEVER, startWith } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SoftmaxOptions } from '../../operators/core/distributions/over-axis.js';
import type { Counts } from '../../operators/core/policies.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import { softmin } from '../../operators/softmin.js';
import { fileSpill } from '../../src/files/file-spill.js';
import type { Spill, SpillStore } from '../../src/flow/spill-store.js';
import {
  type Cell,
  contents,
  cut,
  failure,
  floats,
  lists,
  runAll,
  table,
} from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

/** A store in memory that knows how many places are still there. */
class Store implements SpillStore {
  open = 0;
  made = 0;

  create(): Spill {
    const chunks: Uint8Array[] = [];
    let deleted = false;
    this.open++;
    this.made++;
    return {
      write: (bytes) => void chunks.push(bytes.slice()),
      read: () => chunks,
      delete: () => {
        if (!deleted) this.open--;
        deleted = true;
      },
    };
  }
}

const operators = { softmax, logSoftmax, softmin, logSumExp } as const;
const common = { columns: ['x', 'y'], over: { by: 'q' }, warn: () => {} } as const;

const key = fc.option(fc.constantFrom('a', 'b', 'c', 'd'));
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(null, -INF, 1e300, -1e300, 0) },
);
const special = fc.constantFrom(NAN, INF);
const row = fc.tuple(key, fc.oneof({ weight: 15, arbitrary: cell }, special), cell, cell);
const rows = fc.array(row, { maxLength: 40 });
const sizes = fc.array(fc.nat(7), { minLength: 1, maxLength: 6 });
const policies = fc.record({
  nulls: fc.constantFrom('propagate' as const, 'mask' as const),
  nan: fc.constantFrom('propagate' as const, 'mask' as const),
  degenerate: fc.constantFrom('nan' as const, 'null' as const, 'zero' as const),
  temperature: fc.constantFrom(1, 1.7),
});

type Row = readonly [string | null, Cell, Cell, Cell];

function tableOf(given: readonly Row[]): RecordBatch {
  return table({
    q: vectorFromArray(
      given.map(([q]) => q),
      new Utf8(),
    ).data[0]!,
    x: floats(given.map(([, x]) => x)),
    y: lists(
      given.map(([, , a, b]) => [a, b]),
      32,
      'FixedSizeList',
    ),
  });
}

describe('groups that are spilled', () => {
  it('give the results, the counts and the failures of groups in memory', () => {
    const name = fc.constantFrom('softmax' as const, 'logSoftmax' as const, 'softmin' as const);
    const nulls = fc.constantFrom('group' as const, 'drop' as const);
    fc.assert(
      fc.property(name, rows, sizes, policies, nulls, (name, given, sizes, rules, nulls) => {
        const batches = cut(tableOf(given), sizes);
        const made = (more: Partial<SoftmaxOptions>) => {
          const counts: Counts[] = [];
          const options = { ...common, ...rules, over: { by: 'q', nulls }, ...more };
          const operator = operators[name]({ ...options, report: (all) => counts.push(all) });
          const results = runAll(operator, batches);
          // A spilled replay leaves out batches without rows.
          const rows = ['x', 'y'].map((c) => results.flatMap((b) => contents(b, c)));
          return [rows, counts];
        };
        const store = new Store();
        const spilled = made({ replay: 'spill', spill: store, groupMemory: 1 });
        expect(spilled).toEqual(made({}));
        expect(store.open).toBe(0);
      }),
      { seed: 81, numRuns: 60 },
    );
  });

  it('give logSumExp, and take rows out by a mask', () => {
    const batch = tableOf([
      ['a', 1, 0, 0],
      ['b', 2, 0, 0],
      ['a', 3, 0, 0],
    ]);
    const options = { columns: 'x', over: { by: 'q' }, as: 's' } as const;
    const spill = { replay: 'spill', spill: fileSpill(), groupMemory: 1e6 } as const;
    expect(contents(runAll(logSumExp({ ...options, ...spill }), [batch])[0]!, 's')).toEqual(
      contents(runAll(logSumExp(options), [batch])[0]!, 's'),
    );
  });

  it('fail where a policy says so, with the place in the stream', () => {
    const batches = cut(
      tableOf([
        ['a', 1, 0, 0],
        ['b', null, 0, 0],
        ['a', NAN, 0, 0],
      ]),
      [1, 1],
    );
    const store = new Store();
    const spill = { replay: 'spill', spill: store, groupMemory: 1e6 } as const;
    const options = { ...common, columns: 'x', ...spill };
    expect(failure(softmax({ ...options, nulls: 'error' }), batches).message).toBe(
      'softmax: a null (column "x", batch 1, row 1); expected a number',
    );
    expect(failure(softmax({ ...options, nan: 'error' }), batches).message).toBe(
      'softmax: a NaN (column "x", batch 2, row 2); expected a number',
    );
    expect(store.open).toBe(0);
  });

  it('give their places back when nobody listens any more', () => {
    const store = new Store();
    const spill = { replay: 'spill', spill: store, groupMemory: 1e6 } as const;
    const operator = softmax({ ...common, columns: 'x', ...spill });
    const subscription = NEVER.pipe(startWith(tableOf([['a', 1, 0, 0]])), operator).subscribe();
    expect(store.open).toBeGreaterThan(1);
    subscription.unsubscribe();
    expect(store.open).toBe(0);
  });

  it('are none of a stream without batches', () => {
    const store = new Store();
    const spill = { replay: 'spill', spill: store, groupMemory: 1e6 } as const;
    const seen: RecordBatch[] = [];
    from([])
      .pipe(softmax({ ...common, ...spill }))
      .subscribe((b) => void seen.push(b));
    expect([seen.length, store.open]).toEqual([0, 0]);
  });

  it.each([
    [{ groupMemory: 0 }, 'groupMemory is no number of bytes (got 0); expected a number above 0'],
    [
      { groupMemory: 1 },
      `groupMemory needs a store for the groups (got undefined); expected replay: 'spill'`,
    ],
    [
      { groupMemory: 1, over: 'stream', replay: 'spill', spill: new Store() },
      'groupMemory has no use where there are no groups (got 1); expected over: { by: … }',
    ],
    [
      { groupMemory: 1, over: { by: 'q', sorted: true } },
      `groupMemory has no use over sorted groups: one pass is enough (got 1); expected over: 'stream' or { by: … }`,
    ],
    [
      { groupMemory: 1, over: 'row' },
      `groupMemory has no use along the row: one pass is enough (got 1); expected over: 'stream' or { by: … }`,
    ],
  ] as const)('are refused with %o', (more, message) => {
    expect(() => softmax({ ...common, ...more })).toThrow(`softmax: ${message}`);
  });
});
