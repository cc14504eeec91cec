import {
  Binary,
  BinaryView,
  Bool,
  type Data,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  DenseUnion,
  Dictionary,
  DurationSecond,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalDayTime,
  IntervalMonthDayNano,
  IntervalYearMonth,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  makeData,
  Null,
  SparseUnion,
  Struct,
  TimeMicrosecond,
  TimeSecond,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Utf8View,
  Vector,
  vectorFromArray,
} from 'apache-arrow';

/** A type with a maker of columns of it: `length` cells from the `start`-th of an endless sequence, nulls included. */
export interface Kind {
  readonly name: string;
  make(start: number, length: number): Data;
}

const item = <T extends DataType>(type: T) => new Field('item', type, true);

/** Every fifth cell is null, so that no bitmap is a round number of bytes. */
const isNull = (i: number) => i % 5 === 3;

function built(name: string, type: DataType, valueAt: (i: number) => unknown): Kind {
  return {
    name,
    make(start, length) {
      const cells = Array.from({ length }, (_, i) =>
        isNull(start + i) ? null : valueAt(start + i),
      );
      return vectorFromArray(cells, type).data[0] as Data;
    },
  };
}

const text = (i: number) => (i % 4 === 1 ? '' : `cell ${i}: ${'ä€🦉'.repeat(i % 7)}`);
const bytes = (i: number) => Uint8Array.from({ length: i % 17 }, (_, j) => i + j);

const NUMBERS: readonly Kind[] = [
  built('Int8', new Int8(), (i) => -i),
  built('Int16', new Int16(), (i) => -300 * i),
  built('Int32', new Int32(), (i) => -70000 * i),
  built('Int64', new Int64(), (i) => -(2n ** 40n) * BigInt(i)),
  built('Uint8', new Uint8(), (i) => i),
  built('Uint16', new Uint16(), (i) => 300 * i),
  built('Uint32', new Uint32(), (i) => 70000 * i),
  built('Uint64', new Uint64(), (i) => 2n ** 40n * BigInt(i)),
  built('Float16', new Float16(), (i) => i / 4),
  built('Float32', new Float32(), (i) => i / 4),
  built('Float64', new Float64(), (i) => i / 10),
];

const FLAT: readonly Kind[] = [
  { name: 'Null', make: (_, length) => makeData({ type: new Null(), length }) },
  built('Bool', new Bool(), (i) => i % 3 === 0),
  built('Utf8', new Utf8(), text),
  built('LargeUtf8', new LargeUtf8(), text),
  built('Utf8View', new Utf8View(), text),
  built('Binary', new Binary(), bytes),
  built('LargeBinary', new LargeBinary(), bytes),
  built('BinaryView', new BinaryView(), bytes),
  built('FixedSizeBinary', new FixedSizeBinary(3), (i) => Uint8Array.of(i, i + 1, i + 2)),
  built('Decimal', new Decimal(2, 20), (i) => Uint32Array.of(i, 1, 0, 0)),
  built('DateDay', new DateDay(), (i) => new Date(i * 864e5)),
  built('DateMillisecond', new DateMillisecond(), (i) => new Date(i * 864e5)),
  built('TimeSecond', new TimeSecond(), (i) => i),
  built('TimeMicrosecond', new TimeMicrosecond(), (i) => BigInt(i)),
  built('TimestampMicrosecond', new TimestampMicrosecond('UTC'), (i) => 1000 * i),
  built('IntervalYearMonth', new IntervalYearMonth(), (i) => Int32Array.of(0, i)),
  built('IntervalDayTime', new IntervalDayTime(), (i) => Int32Array.of(i, i + 1)),
  built('IntervalMonthDayNano', new IntervalMonthDayNano(), (i) =>
    Int32Array.of(i, i + 1, i + 2, 0),
  ),
  built('DurationSecond', new DurationSecond(), (i) => BigInt(i)),
];

const ints = (i: number) => Array.from({ length: i % 4 }, (_, j) => (j === 2 ? null : i + j));
const point = new Struct([new Field('x', new Float64(), true), new Field('y', new Utf8(), true)]);
const pointAt = (i: number) => ({ x: i % 3 === 0 ? null : i, y: text(i) });
const entries = new Field(
  'entries',
  new Struct<{ key: Utf8; value: Int32 }>([
    new Field('key', new Utf8(), false),
    new Field('value', new Int32(), true),
  ]),
  false,
);

const NESTED: readonly Kind[] = [
  built('List', new List(item(new Int32())), ints),
  built('LargeList', new LargeList(item(new Int32())), ints),
  built('FixedSizeList', new FixedSizeList(2, item(new Float32())), (i) => [i, i % 2 ? null : -i]),
  built('Struct', point, pointAt),
  built('List of lists', new List(item(new List(item(new Utf8())))), (i) =>
    Array.from({ length: i % 3 }, (_, j) => [text(i), text(j)]),
  ),
  built('List of structs', new List(item(point)), (i) =>
    Array.from({ length: i % 3 }, (_, j) => pointAt(i + j)),
  ),
  built('FixedSizeList of Bool', new FixedSizeList(3, item(new Bool())), (i) => [
    true,
    i % 2 === 0,
    null,
  ]),
  built(
    'Map',
    new Map_(entries),
    (i) =>
      new Map([
        ['a', i],
        [`b${i}`, i % 2 ? null : 1],
      ]),
  ),
  { name: 'SparseUnion', make: sparseUnion },
  { name: 'DenseUnion', make: denseUnion },
];

const [WORDS, NUMBER] = [built('', new Utf8(), text), built('', new Int32(), (i) => 7 * i)];
const unionFields = [new Field('s', new Utf8(), true), new Field('n', new Int32(), true)];
/** Type ids need not be child indices. */
const TYPE_IDS = [5, 9];

function sparseUnion(start: number, length: number): Data {
  const typeIds = Int8Array.from({ length }, (_, i) => TYPE_IDS[(start + i) % 2]!);
  const children = [WORDS!.make(start, length), NUMBER!.make(start, length)];
  return makeData({ type: new SparseUnion(TYPE_IDS, unionFields), length, typeIds, children });
}

function denseUnion(start: number, length: number): Data {
  const typeIds = Int8Array.from({ length }, (_, i) => TYPE_IDS[i % 2]!);
  const valueOffsets = Int32Array.from({ length }, (_, i) => i >> 1);
  const children = [WORDS!.make(start, (length + 1) >> 1), NUMBER!.make(start, length >> 1)];
  const type = new DenseUnion(TYPE_IDS, unionFields);
  return makeData({ type, length, typeIds, valueOffsets, children });
}

function dictionary(name: string, indices: DataType, values: Kind, ids: number): Kind {
  const type = new Dictionary(values.make(0, 1).type, indices as Int32, ids);
  return {
    name,
    make(start, length) {
      // Every column has a dictionary of its own, in an order of its own.
      const dictionary = new Vector([values.make(start % 3, 8)]);
      const cells = Array.from({ length }, (_, i) => (start + i) % 7);
      const data = new indices.ArrayType(cells);
      const nullBitmap = new Uint8Array((length + 7) >> 3);
      cells.forEach((_, i) => {
        if (!isNull(start + i)) nullBitmap[i >> 3]! |= 1 << (i & 7);
      });
      return makeData({ type, length, data, dictionary, nullBitmap });
    },
  };
}

const DICTIONARIES: readonly Kind[] = [
  dictionary('Dictionary of Utf8', new Int8(), built('', new Utf8(), text), 0),
  dictionary(
    'Dictionary of Float64',
    new Uint32(),
    built('', new Float64(), (i) => i / 2),
    1,
  ),
  dictionary('Dictionary of lists', new Int16(), built('', new List(item(new Int32())), ints), 2),
];

/** Every layout that apache-arrow reads, with nulls where the type can have them. */
export const EVERY_TYPE: readonly Kind[] = [...NUMBERS, ...FLAT, ...NESTED, ...DICTIONARIES];

/** A column's cells as apache-arrow reads them, in a form that can be compared. */
export function cellsOf(column: Data): unknown[] {
  const vector = new Vector([column]);
  return Array.from({ length: column.length }, (_, i) => comparable(vector.get(i)));
}

function comparable(value: unknown): unknown {
  if (value instanceof Vector) return Array.from(value, comparable);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, String);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [unknown, unknown][] = [...(value as Iterable<[unknown, unknown]>)];
  return entries.map(([key, own]) => [key, comparable(own)]);
}
