import {
  DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  LargeList,
  List,
  Schema,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch } from '../../src/columns/batches.js';
import { readLists } from '../../src/columns/lists.js';
import { chooseColumns } from '../../src/columns/selection/select.js';
import { Validity } from '../../src/columns/validity.js';
import {
  floatData,
  floatType,
  int32Data,
  listData,
  listOf,
  listOfType,
  listType,
  utf8Data,
} from '../../src/columns/write.js';
import { cellsOf } from './every-type.js';

const secondIsNull = (length: number) => Validity.of(length, (i) => i !== 1);

describe('floatData', () => {
  it.each([16, 32, 64] as const)('writes width %d from either array, nulls and all', (width) => {
    for (const values of [Float32Array.of(1.5, 7, -0), Float64Array.of(1.5, 7, -0)]) {
      const column = floatData(values, width, secondIsNull(3));
      expect(column.type.typeId).toBe(floatType(width).typeId);
      expect(column.type.toString()).toBe(`Float${width}`);
      expect(column.nullCount).toBe(1);
      expect(cellsOf(column)).toEqual([1.5, null, -0]);
      expect([...column.values][1]).toBe(0);
    }
  });

  it('rounds to half once and correctly, where apache-arrow gives 2.13 and rounds ties up', () => {
    const values = Float64Array.of(70000, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 5e-8, Number.NaN);
    const column = floatData(values, 16);
    expect([...column.values]).toEqual([0x7c00, 0x3c00, 0x3c02, 0x0001, 0x7e00]);
  });

  it('is over the values themselves where the width is theirs and nothing is null', () => {
    const values = Float32Array.of(1, 2);
    expect(floatData(values, 32).values.buffer).toBe(values.buffer);
  });

  it("writes 0 where values are null, and nothing else, into the values: they are the caller's own", () => {
    const values = Float64Array.of(1, 2, 3);
    const data = floatData(values, 64, secondIsNull(3));
    expect([...values]).toEqual([1, 0, 3]);
    expect(data.values).toBe(values);
  });
});

describe('other columns', () => {
  it('of integers hold 0 where they are null', () => {
    const column = int32Data(Int32Array.of(4, 5, -6), secondIsNull(3));
    expect(cellsOf(column)).toEqual([4, null, -6]);
    expect([...column.values]).toEqual([4, 0, -6]);
  });

  it('of strings give every string back, lone surrogates as U+FFFD, never joined across cells', () => {
    expect(cellsOf(utf8Data(['a', null, '', 'ä🦉']))).toEqual(['a', null, '', 'ä🦉']);
    expect(cellsOf(utf8Data(['x\ud83e', '\udd89y']))).toEqual(['x\ufffd', '\ufffdy']);
    const strings = fc.array(fc.option(fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(strings, (cells) => {
        expect(cellsOf(utf8Data(cells))).toEqual(cells);
      }),
      { seed: 3 },
    );
  });

  it('of lists take offsets, a child and the validity of the cells', () => {
    const child = floatData(Float64Array.of(1, 2, 3), 64);
    const column = listOf(Int32Array.of(0, 2, 2, 3), child, secondIsNull(3));
    expect(cellsOf(column)).toEqual([[1, 2], null, [3]]);
    expect(column.type.toString()).toBe(String(listOfType(new Float64())));
  });
});

describe.each([
  ['List', (child: Field) => new List(child)],
  ['LargeList', (child: Field) => new LargeList(child)],
  ['FixedSizeList', (child: Field) => new FixedSizeList(2, child)],
] as const)('a result in the layout of a %s', (layout, typeOf) => {
  const type = typeOf(new Field('logit', new Float32(), false, new Map([['unit', 'nat']])));
  const source = vectorFromArray([[9, 9], [1, 2], null, [3, 4]], type).data[0]!.slice(1, 3);
  const schema = new Schema([newField('x', type, true)]);
  const batch = recordBatch(schema, [source], 3);
  const at = { operator: 'softmax', batch: 0, row: 0 };
  const lists = readLists(batch, chooseColumns(schema, 'x', 'softmax')[0]!, 64, at);

  it('has its cells, slices and nulls included', () => {
    const doubled = lists.numbers.values.map((value) => 2 * value) as Float64Array;
    const column = listData(lists, floatData(doubled, 64));
    expect(column.typeId).toBe(type.typeId);
    expect(cellsOf(column)).toEqual([[2, 4], null, [6, 8]]);
  });

  it('keeps the name and the metadata of the elements, and takes another type for them', () => {
    const other = listType(type, new Int32(), true);
    const [child] = other.children as [Field];
    expect(other.typeId).toBe(type.typeId);
    expect([child.name, String(child.type), child.nullable]).toEqual(['logit', 'Int32', true]);
    expect([...child.metadata]).toEqual([['unit', 'nat']]);
    expect((listType(type, new Int32()).children[0] as Field).nullable).toBe(false);
    if (DataType.isFixedSizeList(other)) expect(other.listSize).toBe(2);
  });

  it('says that elements may be null where some are', () => {
    const { length } = lists.numbers;
    const child = floatData(new Float64Array(length), 64, secondIsNull(length));
    const column = listData(lists, child, undefined);
    expect((column.type.children[0] as Field).nullable).toBe(true);
    expect(cellsOf(column)).toHaveLength(3);
  });

  it(`is a ${layout} without rows where there are none`, () => {
    const none = recordBatch(schema, [source.slice(1, 0)], 0);
    const empty = readLists(none, chooseColumns(schema, 'x', 'softmax')[0]!, 64, at);
    const column = listData(empty, floatData(new Float64Array(0), 64));
    expect(cellsOf(column)).toEqual([]);
  });
});

it('a list result has offsets of its own, for it may stand beside its source', () => {
  const type = new List(new Field('item', new Float64()));
  const source = vectorFromArray([[1, 2], [3]], type).data[0]!;
  const schema = new Schema([newField('x', type, true)]);
  const at = { operator: 'softmax', batch: 0, row: 0 };
  const chosen = chooseColumns(schema, 'x', 'softmax')[0]!;
  const lists = readLists(recordBatch(schema, [source], 2), chosen, 64, at);
  const result = listData(lists, floatData(Float64Array.of(4, 5, 6), 64));
  expect(cellsOf(result)).toEqual([[4, 5], [6]]);
  expect(result.valueOffsets.buffer).not.toBe(source.valueOffsets.buffer);
});
