import * as arrow from 'apache-arrow';
import {
  type Data,
  type DataType,
  Field,
  makeData,
  type RecordBatch,
  Schema,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { recordBatch } from '../../../src/columns/batches.js';

/** A value of each type that a column can hold, in the form that `vectorFromArray` takes. */
const int = (i: number) => (i * 7) % 100;
const word = (i: number) =>
  ['', 'a', 'żółw', '日本語', 'a longer string that no view holds inline'][i % 5];

export interface Kind {
  readonly type: () => DataType;
  readonly value: (i: number) => unknown;
}

const item = (type: DataType, name = 'item') => new Field(name, type, true);

export const KINDS = {
  Bool: { type: () => new arrow.Bool(), value: (i) => i % 3 === 0 },
  Int8: { type: () => new arrow.Int8(), value: (i) => int(i) - 50 },
  Uint8: { type: () => new arrow.Uint8(), value: int },
  Int16: { type: () => new arrow.Int16(), value: (i) => int(i) * -300 },
  Uint16: { type: () => new arrow.Uint16(), value: (i) => int(i) * 600 },
  Int32: { type: () => new arrow.Int32(), value: (i) => int(i) * -20_000_000 },
  Uint32: { type: () => new arrow.Uint32(), value: (i) => int(i) * 40_000_000 },
  Int64: { type: () => new arrow.Int64(), value: (i) => BigInt(int(i)) * -(2n ** 50n) },
  Uint64: { type: () => new arrow.Uint64(), value: (i) => BigInt(int(i)) * 2n ** 50n },
  Float32: { type: () => new arrow.Float32(), value: (i) => int(i) / 3 },
  Float64: { type: () => new arrow.Float64(), value: (i) => int(i) / 3 },
  Utf8: { type: () => new arrow.Utf8(), value: word },
  LargeUtf8: { type: () => new arrow.LargeUtf8(), value: word },
  Utf8View: { type: () => new arrow.Utf8View(), value: word },
  Binary: { type: () => new arrow.Binary(), value: (i) => Uint8Array.of(i, i + 1) },
  LargeBinary: { type: () => new arrow.LargeBinary(), value: (i) => Uint8Array.of(i) },
  BinaryView: {
    type: () => new arrow.BinaryView(),
    value: (i) => new Uint8Array(i % 20).fill(i),
  },
  FixedSizeBinary: {
    type: () => new arrow.FixedSizeBinary(3),
    value: (i) => Uint8Array.of(i, 2, 3),
  },
  DateDay: { type: () => new arrow.DateDay(), value: (i) => new Date(int(i) * 86_400_000) },
  DateMillisecond: { type: () => new arrow.DateMillisecond(), value: (i) => new Date(int(i)) },
  TimestampMicrosecond: {
    type: () => new arrow.TimestampMicrosecond('Europe/Warsaw'),
    value: (i) => int(i) * 1000,
  },
  TimeSecond: { type: () => new arrow.TimeSecond(), value: int },
  TimeNanosecond: { type: () => new arrow.TimeNanosecond(), value: (i) => BigInt(int(i)) },
  DurationMillisecond: {
    type: () => new arrow.DurationMillisecond(),
    value: (i) => BigInt(int(i)),
  },
  IntervalYearMonth: {
    type: () => new arrow.IntervalYearMonth(),
    value: (i) => Int32Array.of(int(i), i % 12),
  },
  IntervalDayTime: {
    type: () => new arrow.IntervalDayTime(),
    value: (i) => Int32Array.of(int(i), i),
  },
  Decimal: {
    type: () => new arrow.Decimal(2, 10, 128),
    value: (i) => Uint32Array.of(int(i), 0, 0, 0),
  },
  List: {
    type: () => new arrow.List(item(new arrow.Float32())),
    value: (i) => Array.from({ length: i % 4 }, (_, k) => (k === 2 ? null : i + k / 2)),
  },
  LargeList: {
    type: () => new arrow.LargeList(item(new arrow.Float64())),
    value: (i) => Array.from({ length: i % 4 }, (_, k) => i + k / 2),
  },
  FixedSizeList: {
    type: () => new arrow.FixedSizeList(3, item(new arrow.Float32())),
    value: (i) => [i, i + 0.5, i + 0.25],
  },
  'List of List of Utf8': {
    type: () => new arrow.List(item(new arrow.List(item(new arrow.Utf8())))),
    value: (i) =>
      Array.from({ length: i % 3 }, (_, k) => Array.from({ length: k + 1 }, () => word(i))),
  },
  'List of Bool': {
    type: () => new arrow.List(item(new arrow.Bool())),
    value: (i) => Array.from({ length: i % 4 }, (_, k) => (i + k) % 2 === 0),
  },
  Struct: {
    type: () => new arrow.Struct([item(new arrow.Int32(), 'x'), item(new arrow.Utf8(), 'y')]),
    value: (i) => ({ x: i, y: word(i) }),
  },
  Map: {
    type: () =>
      new arrow.Map_(
        new Field(
          'entries',
          new arrow.Struct<{ key: arrow.Utf8; value: arrow.Int32 }>([
            new Field('key', new arrow.Utf8(), false),
            new Field('value', new arrow.Int32(), true),
          ]),
          false,
        ),
      ),
    value: (i) => new Map([[`k${i}`, i]]),
  },
  Dictionary: {
    type: () => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    value: word,
  },
  'Dictionary of Int64 by Uint8': {
    type: () => new arrow.Dictionary(new arrow.Int64(), new arrow.Uint8()),
    value: (i) => BigInt(i % 4),
  },
} satisfies Record<string, Kind>;

/** A column of `length` values, every fifth of them null if `nulls`. */
export function column(kind: Kind, length: number, nulls: boolean, from = 0): Data {
  const values = Array.from({ length }, (_, i) =>
    nulls && i % 5 === 3 ? null : kind.value(i + from),
  );
  return vectorFromArray(values, kind.type()).data[0] as Data;
}

/** Float16 by its bits: apache-arrow's builder rounds wrong. */
export function float16(bits: readonly number[], validity?: Uint8Array): Data {
  const data = Uint16Array.from(bits);
  const nullBitmap = validity ?? null;
  return makeData({
    type: new arrow.Float16(),
    data,
    length: bits.length,
    nullBitmap,
    nullCount: validity ? -1 : 0,
  });
}

export function batchOf(
  columns: Readonly<Record<string, Data>>,
  metadata: ReadonlyMap<string, string> = new Map(),
): RecordBatch {
  const children = Object.values(columns);
  const fields = Object.entries(columns).map(
    ([name, data]) => new Field(name, data.type, true, new Map([['unit', name]])),
  );
  const schema = new Schema(fields, new Map([['made by', 'a test']]));
  return recordBatch(schema, children, children[0]?.length ?? 0, metadata);
}

/** Every kind side by side, as one batch. */
export function everything(
  length: number,
  nulls: boolean,
  from = 0,
  keep: (type: DataType) => boolean = () => true,
): RecordBatch {
  const kinds = Object.entries<Kind>(KINDS).filter(([, kind]) => keep(kind.type()));
  return batchOf(
    Object.fromEntries(kinds.map(([name, kind]) => [name, column(kind, length, nulls, from)])),
  );
}

/** The values of a batch in plain JavaScript, column by column. */
export function valuesOf(batch: RecordBatch): unknown[][] {
  return batch.data.children.map((data: Data) => Array.from(new Vector([data]), plain));
}

/** What a column's value says, without the classes of the library. */
export function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value ?? null;
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (value instanceof Map) return [...value].map(plain);
  if ('toJSON' in value && !(Symbol.iterator in value)) return plainEntries(value);
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  return plainEntries(value);
}

function plainEntries(value: object): unknown {
  const json = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
  return Object.entries(json as object).map(([key, inner]) => [key, plain(inner)]);
}
