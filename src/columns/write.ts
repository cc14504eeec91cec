import {
  type Data,
  DataType,
  type Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  LargeList,
  List,
  makeData,
  Utf8,
} from 'apache-arrow';
import { newField, withField } from './batches.js';
import { encodeHalfs } from './float16.js';
import type { Lists } from './lists.js';
import type { Floats } from './numbers.js';
import type { FloatWidth } from './placement.js';
import { Validity } from './validity.js';

/** The floating-point type of a width. */
export function floatType(width: FloatWidth): DataType {
  if (width === 16) return new Float16();
  return width === 32 ? new Float32() : new Float64();
}

/**
 * Values as a column: Float16 rounded once and correctly, Float32 as `Math.fround`. Null slots hold 0. Without
 * nulls and of the same width, the column is over `values` itself.
 */
export function floatData(values: Floats, width: FloatWidth, validity?: Validity): Data {
  const clean = zeroNulls(values, validity);
  const { length } = values;
  if (width === 16) {
    const data = new Uint16Array(length);
    encodeHalfs(clean, data, length);
    return makeData({ type: new Float16(), length, data, ...nulls(validity) });
  }
  if (width === 32) {
    const data = clean instanceof Float32Array ? clean : new Float32Array(clean);
    return makeData({ type: new Float32(), length, data, ...nulls(validity) });
  }
  const data = clean instanceof Float64Array ? clean : new Float64Array(clean);
  return makeData({ type: new Float64(), length, data, ...nulls(validity) });
}

/** Integers as an Int32 column; null slots hold 0. */
export function int32Data(values: Int32Array, validity?: Validity): Data {
  const data = zeroNulls(values, validity);
  return makeData({ type: new Int32(), length: values.length, data, ...nulls(validity) });
}

/** Strings as a Utf8 column. Lone surrogates become U+FFFD, as everywhere in UTF-8. */
export function utf8Data(strings: readonly (string | null)[]): Data {
  const { length } = strings;
  // Each string by itself: joined, the halves of two lone surrogates would become one character.
  const bytes = new Uint8Array(3 * strings.reduce((sum, text) => sum + (text?.length ?? 0), 0));
  const valueOffsets = new Int32Array(length + 1);
  const encoder = new TextEncoder();
  strings.forEach((text, i) => {
    const start = valueOffsets[i]!;
    const { written } = encoder.encodeInto(text ?? '', bytes.subarray(start));
    valueOffsets[i + 1] = start + written;
  });
  const data = bytes.slice(0, valueOffsets[length]);
  const validity = Validity.of(length, (i) => strings[i] !== null);
  return makeData({ type: new Utf8(), length, valueOffsets, data, ...nulls(validity) });
}

/** The buffers of validity, as `makeData` takes them. */
function nulls(validity: Validity | undefined): { nullCount: number; nullBitmap?: Uint8Array } {
  return validity === undefined
    ? { nullCount: 0 }
    : { nullCount: validity.nullCount, nullBitmap: validity.toBitmap() };
}

/** The values with 0 where they are null: a copy if there is any, for they may be another column's memory. */
function zeroNulls<T extends Floats | Int32Array>(values: T, validity: Validity | undefined): T {
  if (validity === undefined) return values;
  const own = values.slice() as T; // `slice` gives the class of `values`
  validity.eachNull((i) => {
    own[i] = 0;
  });
  return own;
}

/**
 * The type of a list column with other elements: layout, list size, the child field's name and metadata are kept.
 *
 * @param nullable  whether elements may be null; default: as before
 */
export function listType(type: DataType, element: DataType, nullable?: boolean): DataType {
  const child = type.children[0] as Field;
  const field = withField(child, { type: element, nullable: nullable ?? child.nullable });
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, field);
  return DataType.isLargeList(type) ? new LargeList(field) : new List(field);
}

/**
 * A list column in the layout of `lists` over other elements.
 *
 * @param child  as many elements as `lists.numbers`
 * @param validity  of the cells; default: that of `lists`
 */
export function listData(lists: Lists, child: Data, validity = lists.validity): Data {
  const { rows } = lists;
  const { length } = rows;
  const type = listType(lists.type, child.type, child.nullCount > 0 ? true : undefined);
  const common = { length, child, ...nulls(validity) };
  if (DataType.isFixedSizeList(type)) return makeData({ type, ...common });
  const offsets = 'offsets' in rows ? rows.offsets : new Int32Array(length + 1);
  if (DataType.isLargeList(type)) {
    return makeData({ type, ...common, valueOffsets: BigInt64Array.from(offsets, BigInt) });
  }
  return makeData({ type: type as List, ...common, valueOffsets: offsets });
}

/** The type of a List column with elements named `item`, as Arrow names them. */
export function listOfType(element: DataType, nullable = true): List {
  return new List(newField('item', element, nullable));
}

/** A List column: row r holds the child's elements offsets[r] up to offsets[r + 1]. */
export function listOf(offsets: Int32Array, child: Data, validity?: Validity): Data {
  const type = listOfType(child.type);
  const length = offsets.length - 1;
  return makeData({ type, length, valueOffsets: offsets, child, ...nulls(validity) });
}
