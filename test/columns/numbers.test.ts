import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  LargeList,
  LargeUtf8,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Utf8View,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch } from '../../src/columns/batches.js';
import { type ListRows, readLists, startOf } from '../../src/columns/lists.js';
import { type Numbers, readNumbers, sourceWidth } from '../../src/columns/numbers.js';
import { chooseColumns } from '../../src/columns/selection/select.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { DataError, LimitError, SchemaError } from '../../src/errors.js';

const AT = { operator: 'softmax', batch: 2, row: 100 };
const MARK = new Map([[CELLS_KEY, 'text']]);

/** A type of numbers with what a cell of it holds when a number is put in. */
interface Numeric {
  readonly name: string;
  readonly type: DataType;
  readonly metadata?: Map<string, string>;
  cell(value: number): unknown;
}

const asNumber = (value: number) => value;
const kinds: readonly Numeric[] = [
  { name: 'Float16', type: new Float16(), cell: asNumber },
  { name: 'Float32', type: new Float32(), cell: asNumber },
  { name: 'Float64', type: new Float64(), cell: asNumber },
  { name: 'Int8', type: new Int8(), cell: asNumber },
  { name: 'Int16', type: new Int16(), cell: asNumber },
  { name: 'Int32', type: new Int32(), cell: asNumber },
  { name: 'Int64', type: new Int64(), cell: BigInt },
  { name: 'Uint8', type: new Uint8(), cell: asNumber },
  { name: 'Uint16', type: new Uint16(), cell: asNumber },
  { name: 'Uint32', type: new Uint32(), cell: asNumber },
  { name: 'Uint64', type: new Uint64(), cell: BigInt },
  { name: 'Utf8 text', type: new Utf8(), metadata: MARK, cell: String },
  { name: 'LargeUtf8 text', type: new LargeUtf8(), metadata: MARK, cell: String },
  {
    name: 'Utf8View text',
    type: new Utf8View(),
    metadata: MARK,
    cell: (value) => `${value}.${'0'.repeat(value % 20)}`, // in the view and beside it
  },
];

function build(kind: Numeric, values: readonly (number | null)[]): Data {
  const cells = values.map((value) => (value === null ? null : kind.cell(value)));
  return vectorFromArray(cells, kind.type).data[0] as Data;
}

function read(column: Data, width: 32 | 64 = 64, metadata?: Map<string, string>): Numbers {
  const schema = new Schema([newField('x', column.type, true, metadata)]);
  const batch = recordBatch(schema, [column], column.length);
  return readNumbers(batch, chooseColumns(schema, 'x', 'softmax')[0]!, width, AT);
}

function values({ values, length, validity }: Numbers): (number | null)[] {
  expect(values.length).toBe(length);
  return Array.from(values, (value, i) => (validity && !validity.isValid(i) ? null : value));
}

const cells = fc.array(fc.option(fc.nat({ max: 127 })), { maxLength: 40 });
const seeded = { seed: 77, numRuns: 60 };

describe.each(kinds)('a column of $name', (kind) => {
  it.each([32, 64] as const)('is read at width %d, slices with nulls and all', (width) => {
    fc.assert(
      fc.property(cells, fc.nat(40), fc.nat(40), (all, a, b) => {
        const [begin, end] = [Math.min(a, b), Math.max(a, b)].map((x) => Math.min(x, all.length));
        const part = build(kind, all).slice(begin!, end! - begin!);
        const numbers = read(part, width, kind.metadata);
        expect(numbers.values).toBeInstanceOf(width === 32 ? Float32Array : Float64Array);
        expect(values(numbers)).toEqual(all.slice(begin, end));
      }),
      seeded,
    );
  });

  it('is read where apache-arrow has appended nulls to make it as long as the others', () => {
    const long = makeData({ type: new Int8(), data: Int8Array.of(1, 2, 3, 4) });
    const field = newField('x', kind.type, true, kind.metadata);
    const schema = new Schema([field, new Field('long', new Int8(), false)]);
    const children = [build(kind, [7, 8]), long];
    const type = new Struct(schema.fields);
    const batch = new RecordBatch(schema, makeData({ type, length: 4, nullCount: 0, children }));
    const chosen = chooseColumns(batch.schema, 'x', 'softmax')[0]!;
    expect(values(readNumbers(batch, chosen, 64, AT))).toEqual([7, 8, null, null]);
  });
});

function saidOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

describe('reading numbers', () => {
  it.each([
    [new Float32(), Float32Array.of(1, 2, 3), 32],
    [new Float64(), Float64Array.of(1, 2, 3), 64],
  ] as const)('copies nothing where the type fits: %s', (type, data, width) => {
    const whole: Data = makeData({ type: type as Float64, data: data as Float64Array });
    expect(read(whole, width).values.buffer).toBe(data.buffer);
    expect(read(whole.slice(1, 2), width).values.buffer).toBe(data.buffer);
    const padded: Data = makeData({ type: type as Float64, length: 2, data: data as Float64Array });
    expect([...read(padded, width).values]).toEqual([1, 2]);
    expect(read(padded, width).values.buffer).toBe(data.buffer);
  });

  it('takes Float16 bits for numbers, subnormals and specials included', () => {
    const data = Uint16Array.of(0x0001, 0x3c00, 0xfc00, 0x7e00, 0x8000);
    const wanted = [2 ** -24, 1, -Infinity, Number.NaN, -0];
    expect([...read(makeData({ type: new Float16(), data }), 32).values]).toEqual(wanted);
  });

  it('rounds to the nearest single where 32 bits are asked of 64', () => {
    const data = Float64Array.of(0.1, 1e300);
    expect([...read(makeData({ type: new Float64(), data }), 32).values]).toEqual([
      Math.fround(0.1),
      Infinity,
    ]);
  });

  it('takes 64-bit integers up to ±2⁵³ exactly', () => {
    const edge = 2n ** 53n;
    const data = BigInt64Array.of(edge, -edge, 0n, -1n);
    expect([...read(makeData({ type: new Int64(), data })).values]).toEqual([
      2 ** 53,
      -(2 ** 53),
      0,
      -1,
    ]);
  });

  it.each([
    [new Int64(), BigInt64Array.of(0n, 2n ** 53n + 1n), '9007199254740993n'],
    [new Int64(), BigInt64Array.of(0n, -(2n ** 53n) - 1n), '-9007199254740993n'],
    [new Int64(), BigInt64Array.of(0n, -(2n ** 63n)), '-9223372036854775808n'],
    [new Uint64(), BigUint64Array.of(0n, 2n ** 64n - 1n), '18446744073709551615n'],
  ] as const)('refuses integers beyond: %s %o', (type, data, shown) => {
    const column: Data = makeData({ type: type as Int64, data: data as BigInt64Array });
    const failure = `softmax: the integer is beyond 2⁵³ (got ${shown}, column "x", batch 2, row 101); expected integers within ±2⁵³, which Float64 holds exactly`;
    expect(() => read(column)).toThrow(DataError);
    expect(() => read(column)).toThrow(failure);
  });

  it('does not look at the integer in a null slot', () => {
    const data = BigInt64Array.of(2n ** 60n, 5n);
    const column = makeData({ type: new Int64(), data, nullBitmap: Uint8Array.of(0b10) });
    expect(values(read(column))).toEqual([null, 5]);
  });
});

describe('marked text', () => {
  const text = (...strings: (string | null)[]) =>
    vectorFromArray(strings, new Utf8()).data[0] as Data;

  it('holds numerals; empty cells and nulls are null', () => {
    const column = text('1.5', '', null, '-2e3', 'nan', '-inf', '-0', '.5');
    expect(values(read(column, 64, MARK))).toEqual([
      1.5,
      null,
      null,
      -2000,
      Number.NaN,
      -Infinity,
      -0,
      0.5,
    ]);
  });

  it('as a CSV file spells it may stand in quotes', () => {
    const csv = new Map([[CELLS_KEY, 'csv']]);
    expect(values(read(text('"1.5"', '""', '', '2', '"-0"'), 64, csv))).toEqual([
      1.5,
      null,
      null,
      2,
      -0,
    ]);
    expect(() => read(text('"1,5"'), 64, csv)).toThrow('(got "1,5", ');
    expect(() => read(text('"'), 64, csv)).toThrow('the cell holds no number (got """, ');
    expect(() => read(text('"1""5"'), 64, csv)).toThrow('the cell holds no number');
    expect(() => read(text('"1"'), 64, MARK)).toThrow('the cell holds no number');
  });

  it.each([
    ['abc', ''],
    ['0x10', ''],
    ['1_000', ''],
    ['[1]', ''],
    [' 1', '; numbers have no space around them'],
    ['1,5', '; decimals follow a point, not a comma'],
    ['-1.234,50', '; decimals follow a point, not a comma'],
    ['1,234', '; thousands are not separated'],
    ["1'234.5", '; thousands are not separated'],
    ['N/A', '; what is missing is an empty cell'],
    ['12.5%', '; percentages are not read'],
  ])('that is no number is refused: %s', (cell, hint) => {
    const column = text('1', cell).slice(1, 1);
    const message = `softmax: the cell holds no number (got "${cell}", column "x", batch 2, row 100); expected a number such as 1.5, -2e3 or NaN, or an empty cell${hint}`;
    expect(saidOf(() => read(column, 64, MARK))).toBe(message);
  });

  it('of a hostile cell shows a part, escaped', () => {
    expect(() => read(text(`\u001b[2J${'x'.repeat(1e6)}`), 64, MARK)).toThrow(
      `(got "\\u{001b}[2J${'x'.repeat(56)}…", column "x"`,
    );
  });

  it('in a null slot is not parsed', () => {
    const type = new Utf8();
    const valueOffsets = Int32Array.of(0, 3, 4);
    const data = new TextEncoder().encode('abc7');
    const nullBitmap = Uint8Array.of(0b10);
    const column = makeData({ type, length: 2, valueOffsets, data, nullBitmap });
    expect(values(read(column, 64, MARK))).toEqual([null, 7]);
  });
});

const item = (type: DataType, metadata?: Map<string, string>) =>
  new Field('item', type, true, metadata);

describe('sourceWidth', () => {
  const width = (type: DataType, metadata?: Map<string, string>) =>
    sourceWidth(newField('x', type, true, metadata), 'softmax');

  it('says the width of floats, of which there is none in integers and text', () => {
    expect(width(new Float16())).toEqual({ float: 16, list: false });
    expect(width(new Float32())).toEqual({ float: 32, list: false });
    expect(width(new Float64())).toEqual({ float: 64, list: false });
    expect(width(new Int8())).toEqual({ float: undefined, list: false });
    expect(width(new Utf8(), MARK)).toEqual({ float: undefined, list: false });
  });

  it('says that cells are lists', () => {
    const float = item(new Float16());
    expect(width(new List(float))).toEqual({ float: 16, list: true });
    expect(width(new LargeList(float))).toEqual({ float: 16, list: true });
    expect(width(new FixedSizeList(2, float))).toEqual({ float: 16, list: true });
    expect(width(new List(item(new Int32())))).toEqual({ float: undefined, list: true });
  });

  it('says of text how its reader would name the cell', () => {
    expect(() => width(new Utf8())).toThrow(
      `of these; of a CSV, types: { "x": 'float64' } names the cell that is no number`,
    );
  });

  it.each([
    [new Utf8(), 'Utf8'],
    [new Bool(), 'Bool'],
    [new List(item(new Utf8())), 'List<Utf8>'],
    [new List(item(new List(item(new Float64())))), 'List<List<Float64>>'],
    [new Dictionary(new Float64(), new Int32()), 'Dictionary<Int32, Float64>'],
  ])('refuses %s', (type, shown) => {
    expect(() => width(type)).toThrow(SchemaError);
    expect(() => width(type)).toThrow(
      `softmax: the column holds no numbers but ${shown} (column "x"); expected Float16/32/64, an integer type, or a List, LargeList or FixedSizeList of these`,
    );
  });
});

it('a batch of 2³¹ − 1 list elements is read, and one of 2³¹ is a LimitError', () => {
  const type = new LargeList(item(new Float64()));
  const read = (elements: number) => {
    const valueOffsets = BigInt64Array.of(0n, BigInt(elements));
    const child = makeData({ type: new Float64(), data: new Float64Array(0) });
    const data = makeData({ type, length: 1, valueOffsets, child });
    const schema = new Schema([newField('x', type, true)]);
    const chosen = chooseColumns(schema, 'x', 'softmax')[0]!;
    return () => readLists(recordBatch(schema, [data], 1), chosen, 64, AT);
  };
  // It goes on to look for them.
  expect(read(2 ** 31 - 1)).toThrow('the column ends before its batch (got 0, column "x"');
  expect(read(2 ** 31)).toThrow(LimitError);
  expect(read(2 ** 31)).toThrow('a batch holds too many list elements (got 2147483648, column "x"');
});

describe.each([
  ['List', (child: Field) => new List(child)],
  ['LargeList', (child: Field) => new LargeList(child)],
  ['FixedSizeList', (child: Field) => new FixedSizeList(3, child)],
] as const)('a %s column', (layout, typeOf) => {
  const isFixed = layout === 'FixedSizeList';
  const cell = fc.array(fc.option(fc.integer({ min: -100, max: 100 })), {
    minLength: isFixed ? 3 : 0,
    maxLength: 3,
  });
  const column = fc.array(fc.option(cell), { maxLength: 20 });

  const lists = (type: DataType, data: Data) => {
    const schema = new Schema([newField('x', type, true)]);
    const batch = recordBatch(schema, [data], data.length);
    return readLists(batch, chooseColumns(schema, 'x', 'softmax')[0]!, 64, AT);
  };

  it.each([new Float16(), new Float32(), new Float64(), new Int32()])(
    'of %s is read, slices and nested nulls and all, its offsets from 0',
    (element) => {
      fc.assert(
        fc.property(column, fc.nat(20), fc.nat(20), (all, a, b) => {
          const [begin, end] = [Math.min(a, b), Math.max(a, b)].map((x) => Math.min(x, all.length));
          const type = typeOf(item(element));
          const whole = vectorFromArray(all, type).data[0] as Data;
          const read = lists(type, whole.slice(begin!, end! - begin!));
          expect(read.layout).toBe(layout);
          expect(cellsOf(read.rows, read.numbers, read.validity)).toEqual(all.slice(begin, end));
          expect(startOf(read.rows, 0)).toBe(0);
          expect(startOf(read.rows, read.rows.length)).toBe(read.numbers.length);
        }),
        { seed: 5, numRuns: 60 },
      );
    },
  );

  it('names the row of an element that is beyond 2⁵³', () => {
    const type = typeOf(item(new Int64()));
    const row = (x: bigint) => [0n, 1n, x];
    const data = vectorFromArray([row(1n), row(2n), row(2n ** 60n)], type).data[0] as Data;
    expect(() => lists(type, data.slice(1, 2))).toThrow('column "x", batch 2, row 101)');
  });
});

function cellsOf(rows: ListRows, numbers: Numbers, validity: Numbers['validity']) {
  const all = values(numbers);
  return Array.from({ length: rows.length }, (_, i) =>
    validity && !validity.isValid(i) ? null : all.slice(startOf(rows, i), startOf(rows, i + 1)),
  );
}

describe('a list column', () => {
  it('whose null cells have elements all the same keeps them out of no row', () => {
    const type = new List(item(new Float64()));
    const child = makeData({ type: new Float64(), data: Float64Array.of(1, 2, 3, 4) });
    const valueOffsets = Int32Array.of(0, 1, 3, 4);
    const nullBitmap = Uint8Array.of(0b101);
    const data: Data = makeData({ type, length: 3, valueOffsets, child, nullBitmap });
    const schema = new Schema([newField('x', type, true)]);
    const chosen = chooseColumns(schema, 'x', 'softmax')[0]!;
    const read = readLists(recordBatch(schema, [data], 3), chosen, 64, AT);
    expect(cellsOf(read.rows, read.numbers, read.validity)).toEqual([[1], null, [4]]);
  });

  it('shares its elements and offsets where they fit', () => {
    const child = makeData({ type: new Float64(), data: Float64Array.of(1, 2, 3) });
    const type = new List(item(new Float64()));
    const valueOffsets = Int32Array.of(0, 1, 3);
    const data: Data = makeData({ type, length: 2, valueOffsets, child });
    const schema = new Schema([newField('x', type, true)]);
    const chosen = chooseColumns(schema, 'x', 'softmax')[0]!;
    const { rows, numbers } = readLists(recordBatch(schema, [data], 2), chosen, 64, AT);
    expect('offsets' in rows && rows.offsets.buffer).toBe(valueOffsets.buffer);
    expect(numbers.values.buffer).toBe(child.values.buffer);
  });

  it('whose elements end too early is refused, never filled with zeros', () => {
    const type = new FixedSizeList(2, item(new Float64()));
    const child = makeData({ type: new Float64(), data: Float64Array.of(1, 2, 3) });
    const data: Data = makeData({ type, length: 2, nullCount: 0, child });
    const schema = new Schema([newField('x', type, true)]);
    const chosen = chooseColumns(schema, 'x', 'softmax')[0]!;
    expect(() => readLists(recordBatch(schema, [data], 2), chosen, 64, AT)).toThrow(
      'softmax: the column ends before its batch (got 3, column "x", batch 2, row 101); expected a value for every row',
    );
  });

  it('is read by index among columns of one name', () => {
    const [a, b] = [1, 2].map((x) => makeData({ type: new Float64(), data: Float64Array.of(x) }));
    const schema = new Schema([newField('x', a!.type, true), newField('x', b!.type, true)]);
    const batch = recordBatch(schema, [a!, b!], 1);
    const chosen = chooseColumns(schema, (_, index) => index === 1, 'softmax')[0]!;
    expect([...readNumbers(batch, chosen, 64, AT).values]).toEqual([2]);
    expect(new Vector([b!]).get(0)).toBe(2);
  });
});
