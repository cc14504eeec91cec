import { Bool, type Data, Field, List, makeData, Utf8, vectorFromArray } from 'apache-arrow';
import { expect, it } from 'vitest';
import { columnAt, recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { holdsBooleanLists, readBooleanLists, readBooleans } from '../../src/columns/booleans.js';
import { chooseColumns } from '../../src/columns/selection/select.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { floats, table } from '../operators/support/tables.js';

const AT = { operator: 'test', batch: 2, row: 100 };
const chosen = (batch: ReturnType<typeof table>) => chooseColumns(batch.schema, ['x'], 'test')[0]!;
const bools = (cells: readonly (boolean | null)[]): Data =>
  vectorFromArray(cells, new Bool()).data[0]!;

it('booleans are read from any slice, bit by bit, with their nulls', () => {
  const cells = Array.from({ length: 40 }, (_, i) => (i % 7 === 0 ? null : i % 3 === 0));
  const batch = table({ x: bools(cells) });
  for (const [begin, end] of [
    [0, 40],
    [3, 21],
    [8, 16],
    [39, 40],
    [5, 5],
  ] as const) {
    const slice = sliceBatch(batch, begin, end);
    const { values, validity } = readBooleans(slice, chosen(slice), AT);
    const got = Array.from(values, (value, i) =>
      validity?.isValid(i) === false ? null : value === 1,
    );
    expect(got).toEqual(cells.slice(begin, end));
  }
});

it('lists of booleans are read from any slice, from their first element on', () => {
  const child = bools([true, false, false, true, true, false, true]);
  const item: Field = new Field('item', child.type, true);
  const offsets = Int32Array.of(0, 2, 2, 5, 7);
  const data = makeData({
    type: new List(item),
    length: 4,
    nullCount: 0,
    child,
    valueOffsets: offsets,
  });
  const slice = sliceBatch(table({ x: data }), 2, 4);
  const { rows, elements, validity } = readBooleanLists(slice, chosen(slice));
  expect(rows).toEqual({ length: 2, offsets: Int32Array.of(0, 3, 5) });
  expect([...elements.values]).toEqual([0, 1, 1, 0, 1]);
  expect([elements.validity, validity]).toEqual([undefined, undefined]);
});

it('a column that apache-arrow has filled up with nulls reads as null there', () => {
  const short = columnAt(table({ x: bools([true, true]) }), 0);
  const long = makeData({
    type: new Bool(),
    length: 70,
    nullCount: 68,
    data: short.values,
    nullBitmap: Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0),
  });
  const { schema } = table({ x: short });
  const batch = recordBatch(schema, [long], 70);
  const { values, validity } = readBooleans(batch, chosen(batch), AT);
  expect([values.length, validity?.nullCount]).toEqual([70, 68]);
});

it('text that is marked holds true and false; anything else names its cell', () => {
  const words = vectorFromArray(['true', null, 'FALSE', '', 'yes'], new Utf8()).data[0]!;
  const batch = table({ x: words }, { x: { metadata: { [CELLS_KEY]: 'text' } } });
  const slice = sliceBatch(batch, 0, 4);
  const { values, validity } = readBooleans(slice, chosen(slice), AT);
  expect([...values]).toEqual([1, 0, 0, 0]);
  expect([0, 1, 2, 3].map((i) => validity?.isValid(i))).toEqual([true, false, true, false]);
  expect(() => readBooleans(batch, chosen(batch), AT)).toThrow(
    'test: the cell holds no boolean (got "yes", column "x", batch 2, row 104); expected true, false or an empty cell',
  );
});

it('what holds no booleans is refused by its type, and lists are told from scalars', () => {
  expect(holdsBooleanLists(new Field('x', new Bool()), 'test')).toBe(false);
  expect(holdsBooleanLists(new Field('x', new List(new Field('item', new Bool()))), 'test')).toBe(
    true,
  );
  const batch = table({ x: floats([1]) });
  expect(() => holdsBooleanLists(chosen(batch).field, 'test')).toThrow(
    'test: the column holds no booleans but Float64 (column "x"); expected Bool, or a List, LargeList or FixedSizeList of it',
  );
});
