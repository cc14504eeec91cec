import {
  type Data,
  type DataType,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { KeyTable } from '../../src/groups/key-table.js';
import { NO_GROUP } from '../../src/groups/keys.js';
import { cellsOf, EVERY_TYPE, type Kind } from '../columns/every-type.js';

const NO_KEYS = /Float|List|Struct|Map|Union|lists/;
const KEY_KINDS = EVERY_TYPE.filter(({ name }) => !NO_KEYS.test(name));
const OTHERS = EVERY_TYPE.filter(({ name }) => NO_KEYS.test(name));

/** A batch of columns a, b, … */
function batchOf(columns: readonly Data[], metadata = new Map<string, string>()): RecordBatch {
  const fields = columns.map((column, i) => new Field('abc'[i]!, column.type, true, metadata));
  return recordBatch(new Schema(fields), columns, columns[0]!.length);
}

function columnOf(values: readonly unknown[], type: DataType): Data {
  return vectorFromArray(values as unknown[], type).data[0] as Data;
}

function texts(cells: readonly (string | null)[], mark?: 'csv' | 'text'): RecordBatch {
  return batchOf([columnOf(cells, new Utf8())], new Map(mark ? [[CELLS_KEY, mark]] : []));
}

/** A row's key as text; undefined where it is dropped. */
function keysOf(batch: RecordBatch, nulls: 'group' | 'drop'): (string | undefined)[] {
  const columns = batch.data.children.map(cellsOf);
  return Array.from({ length: batch.numRows }, (_, row) => {
    const cells = columns.map((column) => column[row]);
    if (nulls === 'drop' && cells.includes(null)) return undefined;
    return JSON.stringify(cells, (_, cell) => (typeof cell === 'bigint' ? `${cell}n` : cell));
  });
}

/** Numbers by a Map, in the order of appearance. */
class Model {
  readonly numbers = new Map<string, number>();

  assign(keys: readonly (string | undefined)[], add: boolean): number[] {
    return keys.map((key) => {
      if (key === undefined) return NO_GROUP;
      if (add && !this.numbers.has(key)) this.numbers.set(key, this.numbers.size);
      return this.numbers.get(key) ?? NO_GROUP;
    });
  }
}

function assign(table: KeyTable, batch: RecordBatch): number[] {
  const out = new Uint32Array(batch.numRows);
  table.assign(batch, out);
  return [...out];
}

function find(table: KeyTable, batch: RecordBatch): number[] {
  const out = new Uint32Array(batch.numRows);
  table.find(batch, out);
  return [...out];
}

function tableOf(by: string | readonly string[], nulls?: 'group' | 'drop'): KeyTable {
  return new KeyTable(
    nulls === undefined ? { operator: 'test', by } : { operator: 'test', by, nulls },
  );
}

/** The keys of a table as the model names them. */
function keysIn(table: KeyTable, from = 0, to = table.size): (string | undefined)[] {
  const schema = new Schema([...table.fields]);
  return keysOf(recordBatch(schema, table.columns(from, to), to - from), 'group');
}

const nulls = fc.constantFrom('group' as const, 'drop' as const);
const range = fc.record({ start: fc.nat(30), from: fc.nat(12), to: fc.nat(12) });
const ranges = fc.array(range, { minLength: 1, maxLength: 5 });

type Range = { readonly start: number; readonly from: number; readonly to: number };

function batches(kinds: readonly Kind[], given: readonly Range[]): RecordBatch[] {
  return given.map(({ start, from, to }) =>
    sliceBatch(
      batchOf(kinds.map((kind, i) => kind.make(i === 0 ? start : (start * 7 + i) % 31, 12))),
      Math.min(from, to),
      Math.max(from, to),
    ),
  );
}

function checkKinds(kinds: readonly Kind[], nulls: 'group' | 'drop', given: readonly Range[]) {
  const table = tableOf(
    kinds.map((_, i) => 'abc'[i]!),
    nulls,
  );
  const model = new Model();
  for (const batch of batches(kinds, given)) {
    const keys = keysOf(batch, nulls);
    expect(find(table, batch)).toEqual(model.assign(keys, false));
    expect(assign(table, batch)).toEqual(model.assign(keys, true));
    expect(find(table, batch)).toEqual(model.assign(keys, false));
  }
  expect(table.size).toBe(model.numbers.size);
  expect(keysIn(table)).toEqual([...model.numbers.keys()]);
}

describe.each(KEY_KINDS)('keys of $name', (kind) => {
  it('are numbered as they appear, over slices and batches, and given back', () => {
    fc.assert(
      fc.property(nulls, ranges, (nulls, given) => checkKinds([kind], nulls, given)),
      { seed: 61, numRuns: 20 },
    );
  });

  it('are numbered as they appear next to a column of another type', () => {
    const other = fc.constantFrom(...KEY_KINDS);
    fc.assert(
      fc.property(nulls, other, ranges, (nulls, other, given) =>
        checkKinds([kind, other], nulls, given),
      ),
      { seed: 62, numRuns: 20 },
    );
  });
});

describe('keys', () => {
  it('of three columns are their combinations', () => {
    const three = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(...KEY_KINDS)));
    fc.assert(fc.property(nulls, three, ranges, checkKinds3), { seed: 63, numRuns: 100 });
    function checkKinds3(nulls: 'group' | 'drop', kinds: readonly Kind[], given: readonly Range[]) {
      checkKinds(kinds, nulls, given);
    }
  });

  it('of columns whose bytes run into one another are different', () => {
    const batch = batchOf([
      columnOf(['ab', 'a', '', null, 'a\u0001'], new Utf8()),
      columnOf(['c', 'bc', 'abc', 'abc', 'bc'], new Utf8()),
    ]);
    expect(assign(tableOf(['a', 'b']), batch)).toEqual([0, 1, 2, 3, 4]);
  });

  it.each(OTHERS)('of $name are refused', ({ make }) => {
    const batch = batchOf([make(0, 3)]);
    expect(() => assign(tableOf('a'), batch)).toThrow(
      /^test: .*(is no key|are no keys) \(column "a"\)/,
    );
  });

  it('of floats are refused with the reason', () => {
    const batch = batchOf([columnOf([1.5], new Float64())]);
    expect(() => assign(tableOf('a'), batch)).toThrow(
      'test: floats are no keys (column "a"); expected integers, decimals or text: NaN is not equal to itself, and roundings tell equal numbers apart',
    );
  });

  it('of another type than before are refused', () => {
    const table = tableOf('a');
    assign(table, batchOf([columnOf([1, 2], new Int32())]));
    expect(() => find(table, batchOf([columnOf([1n], new Int64())]))).toThrow(
      'test: keys of another type than before (got "Int64", column "a"); expected Int32',
    );
    expect(() =>
      find(table, batchOf([columnOf([[1]], new List(new Field('x', new Int32())))])),
    ).toThrow('is no key');
  });

  it('that are missing columns are refused', () => {
    expect(() => assign(tableOf(['a', 'd']), texts(['x']))).toThrow(
      'test: there is no such column (column "d"); expected one of "a"',
    );
  });

  it('of text are the same in every layout, in a dictionary and in raw cells', () => {
    const table = tableOf('a');
    expect(assign(table, texts(['x', 'say "hi"', '', 'a,b', null]))).toEqual([0, 1, 2, 3, 4]);
    const csv = texts(['"a,b"', '"say ""hi"""', 'x', '""', '', '"x"', null], 'csv');
    expect(find(table, csv)).toEqual([3, 1, 0, 2, 4, 0, 4]);
    expect(find(table, texts(['x', '', 'a,b', null], 'text'))).toEqual([0, 4, 3, 4]);
    expect(table.fields[0]!.metadata.size).toBe(0);
    const kinds = EVERY_TYPE.filter(({ name }) =>
      /^(Utf8|LargeUtf8|Utf8View|Dictionary of Utf8)$/.test(name),
    );
    const mixed = tableOf('a');
    const model = new Model();
    for (const { make } of kinds) {
      const batch = batchOf([make(0, 40)]);
      expect(assign(mixed, batch)).toEqual(model.assign(keysOf(batch, 'group'), true));
    }
  });

  it('of raw cells are told apart by their text', () => {
    expect(assign(tableOf('a'), texts(['7', '7.0', '07', '"7"', '7'], 'csv'))).toEqual([
      0, 1, 2, 0, 0,
    ]);
  });

  it('are found in a table that was read from its own columns, in any pieces', () => {
    const kinds = KEY_KINDS.filter(({ name }) => /Int64|Utf8View/.test(name));
    const table = tableOf(['a', 'b']);
    const batch = batchOf(kinds.map(({ make }, i) => make(i, 40)));
    const numbers = assign(table, batch);
    const copy = tableOf(['a', 'b']);
    const schema = new Schema([...table.fields]);
    for (const [from, to] of [
      [0, 7],
      [7, 7],
      [7, table.size],
    ] as const) {
      const piece = recordBatch(schema, table.columns(from, to), to - from);
      expect(assign(copy, piece)).toEqual(numbers.slice(0, 0).concat(sequence(from, to)));
    }
    expect(find(copy, batch)).toEqual(numbers);
  });

  it('may be longer than a segment, and many', () => {
    const table = tableOf('a');
    const long = 'x'.repeat(3_000_000);
    const cells = ['', long, `${long}y`, '', 'short', long.slice(1), long];
    expect(assign(table, texts(cells))).toEqual([0, 1, 2, 0, 3, 4, 1]);
    const many = Array.from({ length: 200_000 }, (_, i) => `key ${i % 150_000}`);
    expect(assign(table, texts(many))).toEqual(many.map((_, i) => 5 + (i % 150_000)));
    expect(keysIn(table, 149_990, 150_005)).toEqual(
      sequence(149_985, 150_000).map((i) => JSON.stringify([`key ${i}`])),
    );
    expect(keysIn(table, 1, 2)).toEqual([JSON.stringify([long])]);
  });

  it('of integers come in runs of any length, with nulls among them, and in any number', () => {
    const key = fc.option(fc.constantFrom(0n, 1n, -1n, 1n << 32n, -(1n << 63n)));
    const runs = fc.array(fc.tuple(key, fc.nat(13)), { maxLength: 12 });
    fc.assert(
      fc.property(nulls, runs, (nulls, runs) => {
        const cells = runs.flatMap(([key, length]) => new Array<bigint | null>(length).fill(key));
        const batch = batchOf([columnOf(cells, new Int64())]);
        const [table, model] = [tableOf('a', nulls), new Model()];
        const keys = keysOf(batch, nulls);
        expect(find(table, batch)).toEqual(model.assign(keys, false));
        expect(assign(table, batch)).toEqual(model.assign(keys, true));
        expect(find(table, batch)).toEqual(model.assign(keys, false));
      }),
      { seed: 64, numRuns: 200 },
    );
    const many = BigInt64Array.from({ length: 300_000 }, (_, i) => BigInt((i * 7919) % 200_003));
    const batch = batchOf([makeData({ type: new Int64(), data: many })]);
    const table = tableOf('a');
    expect(assign(table, batch)).toEqual(sequence(0, 300_000).map((i) => i % 200_003));
    expect(find(table, batch)).toEqual(sequence(0, 300_000).map((i) => i % 200_003));
  });

  it('of a batch of no rows are none, and make the table known', () => {
    const table = tableOf('a');
    expect(table.columns(0, 0)).toEqual([]);
    expect(assign(table, texts([]))).toEqual([]);
    expect([table.size, table.columns(0, 0).length, table.fields[0]!.name]).toEqual([0, 1, 'a']);
  });
});

function sequence(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
