import {
  type Data,
  DataType,
  type Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  Int64,
  LargeList,
  List,
  Utf8,
} from 'apache-arrow';
import { newField, withField } from './batches.js';
import { makeColumn } from './column.js';
import { encodeHalfs } from './float16.js';
import type { Lists } from './lists.js';
import type { Floats } from './numbers.js';
import { widened } from './offsets.js';
import type { FloatWidth } from './selection/placement.js';
import { Validity } from './validity.js';

/** The floating-point type of a width. */
export function floatType(width: FloatWidth): DataType {
  return FLOAT_TYPES[width];
}

/** Types say nothing but what they are: a table of 100,000 columns wants no object for each. */
const FLOAT_TYPES: { readonly [Width in FloatWidth]: DataType } = {
  16: new Float16(),
  32: new Float32(),
  64: new Float64(),
};

/**
 * Values as a column: Float16 rounded once and correctly, Float32 as `Math.fround`. Null slots hold 0. Of the same width,
 * the column is over `values` itself.
 *
 * @param values  the caller's own: 0 is written where they are null
 */
export function floatData(values: Floats, width: FloatWidth, validity?: Validity): Data {
  validity?.fillNulls(values, 0);
  return makeColumn(floatType(width), values.length, { values: rounded(values, width) }, validity);
}

function rounded(values: Floats, width: FloatWidth): Floats | Uint16Array {
  if (width === 64) return values instanceof Float64Array ? values : new Float64Array(values);
  if (width === 32) return values instanceof Float32Array ? values : new Float32Array(values);
  const halfs = new Uint16Array(values.length);
  encodeHalfs(values, halfs, values.length);
  return halfs;
}

/**
 * Integers as an Int32 column over `values` itself. Null slots hold 0.
 *
 * @param values  the caller's own: 0 is written where they are null
 */
export function int32Data(values: Int32Array, validity?: Validity): Data {
  validity?.fillNulls(values, 0);
  return makeColumn(new Int32(), values.length, { values }, validity);
}

/** Whole numbers within ±2⁵³ as an Int64 column. */
export function int64Data(values: readonly (number | null)[]): Data {
  const integers = BigInt64Array.from(values, (value) => BigInt(value ?? 0));
  const validity = Validity.of(values.length, (i) => values[i] !== null);
  return makeColumn(new Int64(), values.length, { values: integers }, validity);
}

/** Strings as a Utf8 column. Lone surrogates become U+FFFD, as everywhere in UTF-8. */
export function utf8Data(strings: readonly (string | null)[]): Data {
  const { length } = strings;
  const offsets = new Int32Array(length + 1);
  const values = encodeAll(strings, offsets);
  const validity = Validity.of(length, (i) => strings[i] !== null);
  return makeColumn(new Utf8(), length, { offsets, values }, validity);
}

/** The strings end to end, each encoded by itself: joined, two lone surrogates would become one character. */
function encodeAll(strings: readonly (string | null)[], offsets: Int32Array): Uint8Array {
  const units = strings.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  let bytes = new Uint8Array(units); // exactly enough for ASCII
  let end = 0;
  strings.forEach((text, i) => {
    if (text !== null && !writeAscii(text, bytes, end)) {
      if (bytes.length === units) bytes = grown(bytes, 3 * units);
      end += UTF8.encodeInto(text, bytes.subarray(end)).written;
    } else end += text?.length ?? 0;
    offsets[i + 1] = end;
  });
  return bytes.length === end ? bytes : bytes.slice(0, end);
}

const UTF8 = new TextEncoder();

/** Writes a string of ASCII alone; false, with some bytes written, where it holds anything else. */
function writeAscii(text: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return false;
    bytes[at + i] = unit;
  }
  return true;
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(length);
  longer.set(bytes);
  return longer;
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
 * A list column in the layout of `lists` over other elements, with offsets of its own: it may stand beside its
 * source, and apache-arrow's writer can garble two columns over one buffer.
 *
 * @param child  as many elements as `lists.numbers`
 * @param validity  of the cells; default: that of `lists`
 */
export function listData(lists: Lists, child: Data, validity = lists.validity): Data {
  const { rows } = lists;
  const type = listType(lists.type, child.type, child.nullCount > 0 ? true : undefined);
  const children = [child];
  if (!('offsets' in rows)) return makeColumn(type, rows.length, { children }, validity);
  const { offsets } = rows;
  const own = DataType.isLargeList(type) ? widened(offsets) : offsets.slice();
  return makeColumn(type, rows.length, { offsets: own, children }, validity);
}

/** The type of a List column with elements named `item`, as Arrow names them. */
export function listOfType(element: DataType, nullable = true): List {
  return new List(newField('item', element, nullable));
}

/** A List column: row r holds the child's elements offsets[r] up to offsets[r + 1]. */
export function listOf(offsets: Int32Array, child: Data, validity?: Validity): Data {
  const buffers = { offsets, children: [child] };
  return makeColumn(listOfType(child.type), offsets.length - 1, buffers, validity);
}
