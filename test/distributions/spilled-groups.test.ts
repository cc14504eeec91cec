import { Field, Int32, type RecordBatch, Schema, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import type { MarkedValues } from '../../src/distributions/spilled/block.js';
import type { OpenResults } from '../../src/distributions/spilled/partitions.js';
import { SpilledGroups } from '../../src/distributions/spilled/spilled-groups.js';
import { fileSpill } from '../../src/files/file-spill.js';
import type { Spill, SpillStore } from '../../src/flow/spill-store.js';
import { KeyTable } from '../../src/groups/key-table.js';
import type { Floats } from '../../src/simd/floats.js';
import { NO_SLOT } from '../../src/softmax/state/table/rows.js';
import { StateTable } from '../../src/softmax/state/table/state-table.js';
import { bitsOf } from '../simd/bits.js';
import { stream } from '../simd/truths.js';

/** A store in memory that reads in odd chunks and knows what is left in it. */
class TestStore implements SpillStore {
  readonly open = new Set<Spill>();
  made = 0;

  create(): Spill {
    const chunks: Uint8Array[] = [];
    this.made++;
    const spill: Spill = {
      write: (bytes) => chunks.push(bytes.slice()),
      *read() {
        const all = Buffer.concat(chunks);
        for (let at = 0; at < all.length; at += 37) yield all.subarray(at, at + 37);
      },
      delete: () => void this.open.delete(spill),
    };
    this.open.add(spill);
    return spill;
  }
}

interface Rows {
  readonly batch: RecordBatch;
  readonly columns: readonly MarkedValues[];
}

const WIDTHS = [64, 32] as const;

/** Rows of two key columns, nulls among them, and two columns of values. */
function rowsOf(length: number, groups: number, seed: number): Rows {
  const next = stream(seed);
  const group = Array.from({ length }, () => Math.floor(next() * groups));
  const a = vectorFromArray(
    group.map((g) => (g % 11 === 3 ? null : g)),
    new Int32(),
  ).data[0]!;
  const b = vectorFromArray(
    group.map((g) => (g % 7 === 2 ? null : `key ${g % 5}`)),
    new Utf8(),
  ).data[0]!;
  const fields = [new Field('a', a.type, true), new Field('b', b.type, true)];
  const value = () => (next() - 0.5) * (next() < 0.05 ? 1e6 : 80);
  const values = [Float64Array.from({ length }, value), Float32Array.from({ length }, value)];
  const columns = values.map((own) => ({
    values: own,
    marks: Uint8Array.from(own, () => (next() < 0.1 ? 1 : 0)),
  }));
  return { batch: recordBatch(new Schema(fields), [a, b], length), columns };
}

function part({ batch, columns }: Rows, from: number, to: number): Rows {
  return {
    batch: sliceBatch(batch, from, to),
    columns: columns.map(({ values, marks }) => ({
      values: values.subarray(from, to),
      marks: marks.subarray(from, to),
    })),
  };
}

function parts(rows: Rows, size: number): Rows[] {
  const { numRows } = rows.batch;
  return Array.from({ length: Math.ceil(numRows / size) }, (_, i) =>
    part(rows, i * size, Math.min((i + 1) * size, numRows)),
  );
}

const open: OpenResults = (_, table) => {
  const finished = table.finish();
  return (slots, src, dst, nulls) => {
    finished.softmax(slots, src, dst);
    // As a policy may have it: groups of one value are null.
    slots.forEach((slot, i) => {
      if (slot !== NO_SLOT && table.get(slot).count === 1) nulls[i] = 1;
    });
  };
};

/** By one table in memory. */
function expected({ batch, columns }: Rows, nulls: 'group' | 'drop'): string[] {
  const keys = new KeyTable({ operator: 'test', by: ['a', 'b'], nulls });
  const numbers = new Uint32Array(batch.numRows);
  keys.assign(batch, numbers);
  return columns.flatMap(({ values, marks }, c) => {
    const table = new StateTable({ float: WIDTHS[c]!, temperature: 1.5 });
    table.resize(keys.size);
    const slots = numbers.map((number, i) => (marks[i] === 1 ? NO_SLOT : number));
    table.scatter(slots, values);
    const [dst, flags] = [values.slice(), new Uint8Array(values.length)];
    open(c, table)(slots, values, dst, flags);
    const all = flags.map((flag, i) => (numbers[i] === NO_SLOT ? 1 : flag));
    return [bitsOf(dst), String(all)];
  });
}

function spilled(
  rows: Rows,
  nulls: 'group' | 'drop',
  store: SpillStore,
  memory: number,
  sizes: readonly [number, number],
): string[] {
  const common = { operator: 'test', by: ['a', 'b'], nulls, temperature: 1.5 };
  const groups = new SpilledGroups({ ...common, widths: WIDTHS, store, memory });
  for (const { batch, columns } of parts(rows, sizes[0])) groups.add(groups.keyed(batch), columns);
  groups.finish(open);
  const into = rows.columns.map(({ values }) => ({
    values: values.slice() as Floats,
    marks: new Uint8Array(values.length),
  }));
  let from = 0;
  for (const { batch } of parts(rows, sizes[1])) {
    groups.next(
      groups.keyed(batch),
      part({ batch: rows.batch, columns: into }, from, from + batch.numRows).columns,
    );
    from += batch.numRows;
  }
  groups.delete();
  return into.flatMap(({ values, marks }) => [bitsOf(values), String(marks)]);
}

const nulls = fc.constantFrom('group' as const, 'drop' as const);
const size = fc.integer({ min: 1, max: 90 });

describe('groups that are spilled', () => {
  it('have the bits of one table, for any cuts of either pass', () => {
    fc.assert(
      fc.property(nulls, fc.nat(300), fc.integer({ min: 1, max: 60 }), size, size, (...given) => {
        const [nulls, length, groups, first, second] = given;
        const rows = rowsOf(length, groups, length + 1);
        const store = new TestStore();
        const got = spilled(rows, nulls, store, 1e9, [first, second]);
        expect(got).toEqual(expected(rows, nulls));
        expect(store.open.size).toBe(0);
      }),
      { seed: 71, numRuns: 100 },
    );
  });

  it.each(['group', 'drop'] as const)(
    'have them too where partitions are divided as deep as it goes (null keys: %s)',
    (nulls) => {
      const rows = rowsOf(3000, 400, 5);
      const store = new TestStore();
      expect(spilled(rows, nulls, store, 1, [500, 700])).toEqual(expected(rows, nulls));
      expect(store.made).toBeGreaterThan(5 * 64);
      expect(store.open.size).toBe(0);
    },
  );

  it('go through temporary files', () => {
    const rows = rowsOf(5000, 900, 6);
    expect(spilled(rows, 'group', fileSpill(), 1e9, [1000, 999])).toEqual(expected(rows, 'group'));
  });

  it('of no rows are none', () => {
    const store = new TestStore();
    expect(spilled(rowsOf(0, 1, 7), 'group', store, 1e9, [10, 10])).toEqual(['', '', '', '']);
    expect(store.made).toBe(0);
  });

  it('refuse rows in a second pass that the first has not met', () => {
    const rows = rowsOf(20, 3, 8);
    const store = new TestStore();
    const common = { operator: 'test', by: 'a', nulls: 'group', temperature: 1 } as const;
    const groups = new SpilledGroups({ ...common, widths: WIDTHS, store, memory: 1e9 });
    groups.add(groups.keyed(rows.batch), rows.columns);
    groups.finish(open);
    groups.next(groups.keyed(rows.batch), rows.columns);
    expect(() => groups.next(groups.keyed(rows.batch), rows.columns)).toThrow(
      'test: a key that the first pass has not met, or not as often (row 0); expected the rows of the first pass, in their order',
    );
    groups.delete();
    expect(store.open.size).toBe(0);
  });

  it('refuse a spill that was cut', () => {
    const rows = rowsOf(20, 3, 8);
    const whole = new TestStore();
    const store: SpillStore = {
      create() {
        const spill = whole.create();
        return { ...spill, write: (bytes) => spill.write(bytes.subarray(0, bytes.length - 8)) };
      },
    };
    const common = { operator: 'test', by: 'a', nulls: 'group', temperature: 1 } as const;
    const groups = new SpilledGroups({ ...common, widths: WIDTHS, store, memory: 1e9 });
    groups.add(groups.keyed(rows.batch), rows.columns);
    expect(() => groups.finish(open)).toThrow('spill: a spill ends within a block');
  });
});
