import {
  Binary,
  BinaryView,
  Bool,
  DataType,
  Date_,
  Decimal,
  Duration,
  type Field,
  FixedSizeBinary,
  FixedSizeList,
  Float,
  Int,
  Interval,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Null,
  Struct,
  Time,
  Timestamp,
  Union,
  Utf8,
  Utf8View,
} from 'apache-arrow';
import type { Place } from '../../../errors.js';
import type { Table } from '../flatbuffers/flatbuffer.js';
import { refusal } from '../refuse.js';

/** Makes a type from its table in the message and its child fields. */
type Make = (table: TypeTable, children: readonly Field[]) => DataType;

/** The types by their number in the union `Type` of Schema.fbs. */
const MAKERS: Readonly<Record<number, Make>> = {
  1: () => new Null(),
  2: (t) => new Int(t.bool(1), t.among(t.int32(0, 0), [8, 16, 32, 64] as const)),
  3: (t) => new Float(t.among(t.int16(0, 0), [0, 1, 2] as const)),
  4: () => new Binary(),
  5: () => new Utf8(),
  6: () => new Bool(),
  7: (t) => decimal(t.int32(0, 0), t.int32(1, 0), t.among(t.int32(2, 128), DECIMAL_BITS)),
  8: (t) => new Date_(t.among(t.int16(0, 1), [0, 1] as const)),
  9: (t) => {
    const unit = t.among(t.int16(0, 1), TIME_UNITS);
    return new Time(unit, t.among(t.int32(1, 32), [unit < 2 ? 32 : 64] as const));
  },
  10: (t) => new Timestamp(t.among(t.int16(0, 0), TIME_UNITS), t.string(1) ?? null),
  11: (t) => new Interval(t.among(t.int16(0, 0), [0, 1, 2] as const)),
  12: (_, children) => new List(only(children)),
  13: (_, children) => new Struct([...children]),
  14: (t, children) => {
    const ids = t.int32s(1);
    const typeIds = ids.length === 0 ? children.map((_, i) => i) : ids;
    if (typeIds.length !== children.length) throw new RangeError('a union of the wrong size');
    return new Union(t.among(t.int16(0, 0), [0, 1] as const), typeIds, [...children]);
  },
  15: (t) => new FixedSizeBinary(t.size(t.int32(0, 0))),
  16: (t, children) => new FixedSizeList(t.size(t.int32(0, 0)), only(children)),
  17: (t, children) => new Map_(entries(only(children)), t.bool(0)),
  18: (t) => new Duration(t.among(t.int16(0, 1), TIME_UNITS)),
  19: () => new LargeBinary(),
  20: () => new LargeUtf8(),
  21: (_, children) => new LargeList(only(children)),
  23: () => new BinaryView(),
  24: () => new Utf8View(),
};

const TIME_UNITS = [0, 1, 2, 3] as const;
const DECIMAL_BITS = [32, 64, 128, 256] as const;
/** What 256 bits hold. */
const MOST_DIGITS = 76;
const MOST_SCALE = 1000;
const UNSUPPORTED: Readonly<Record<number, string>> = {
  22: 'RunEndEncoded',
  25: 'ListView',
  26: 'LargeListView',
};

/**
 * The type of a field.
 *
 * @param id        its number in the union `Type`
 * @param children  the fields of a nested type, decoded
 * @throws FormatError by name for a type that apache-arrow does not have; RangeError for parameters out of range
 */
export function decodeType(
  id: number,
  table: Table | undefined,
  children: readonly Field[],
  place: Place,
): DataType {
  const make = MAKERS[id];
  if (make !== undefined) return make(new TypeTable(table), children);
  const got = UNSUPPORTED[id] ?? `type ${id}`;
  const expected = 'a type that apache-arrow has; cast the column where the file is written';
  throw refusal({ what: 'the type of a column is not supported', got, expected, ...place });
}

/** A type's table, with defaults throughout where it is absent. */
class TypeTable {
  readonly #table: Table | undefined;

  constructor(table: Table | undefined) {
    this.#table = table;
  }

  bool = (slot: number) => this.#table?.bool(slot) ?? false;
  int16 = (slot: number, absent: number) => this.#table?.int16(slot, absent) ?? absent;
  int32 = (slot: number, absent: number) => this.#table?.int32(slot, absent) ?? absent;
  int32s = (slot: number) => this.#table?.int32s(slot) ?? [];
  string = (slot: number) => this.#table?.string(slot);

  among<const T extends number>(value: number, allowed: readonly T[]): T {
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw new RangeError(`${value} is none of ${allowed}`);
    return found;
  }

  /** How many elements or bytes each value has: none at all is allowed. */
  size(value: number): number {
    if (value < 0) throw new RangeError('a negative size');
    return value;
  }
}

/** A scale beyond all digits would make every value a text of its length. */
function decimal(precision: number, scale: number, bits: (typeof DECIMAL_BITS)[number]): Decimal {
  const isSane = precision >= 1 && precision <= MOST_DIGITS && Math.abs(scale) <= MOST_SCALE;
  if (!isSane) throw new RangeError(`a decimal of ${precision} digits, ${scale} of a fraction`);
  return new Decimal(scale, precision, bits);
}

function only(children: readonly Field[]): Field {
  if (children.length !== 1) throw new RangeError('a list that has not one child');
  return children[0]!;
}

function entries(field: Field) {
  if (DataType.isStruct(field.type) && field.type.children.length === 2) return field;
  throw new RangeError('a map whose entries are not pairs');
}
