import { Data, DataType, Type } from 'apache-arrow';
import { Validity } from '../../../columns/validity.js';
import { SchemaError } from '../../../errors.js';
import { lastOffset, type Offsets } from '../../../simd/last-offset.js';

/**
 * A column as a writer wants it: from slot 0, with bitmaps, offsets and children that are just as long as they must
 * be. A slice shares the buffers of what it was cut from, and apache-arrow's writer takes care of them in part only:
 * bitmaps are written whole, views of strings are cut a second time (and so come out wrong), bits are moved one by
 * one. Values are not copied, save where a buffer is too short and the rest is null.
 *
 * @throws SchemaError, without the column's name, where there are fewer values than slots that are not null
 */
export function trimmed(data: Data): Data {
  return (TRIMMERS[data.type.typeId] ?? trimFlat)(data);
}

interface Parts {
  readonly offsets?: Offsets;
  readonly values?: unknown;
  readonly typeIds?: unknown;
  readonly children?: Data[];
}

function rebuilt(data: Data, parts: Parts): Data {
  const { type, length, nullCount, dictionary, variadicBuffers } = data;
  // A union has no validity of its own; apache-arrow gives the nulls of its children as its null count.
  const hasValidity = nullCount > 0 && !DataType.isUnion(type);
  const validity = hasValidity ? trimValidity(data) : new Uint8Array(0);
  // The trimmers below give each type the buffers that `Data` has for it, in its order.
  const buffers = [parts.offsets, parts.values, validity, parts.typeIds] as unknown as Data;
  return new Data(type, 0, length, nullCount, buffers, parts.children, dictionary, variadicBuffers);
}

function trimValidity(data: Data): Uint8Array {
  const { offset, length, nullBitmap } = data;
  if (offset === 0 && nullBitmap.length === Math.ceil(length / 8)) return nullBitmap;
  return Validity.from(data)?.toBitmap() ?? new Uint8Array(0);
}

function trimFlat(data: Data): Data {
  const values: Values = data.values;
  if (data.offset === 0 && data.nullCount === 0 && values.length === data.length * data.stride) {
    return data;
  }
  return rebuilt(data, { values: valuesOf(data, data.stride) });
}

/** Any typed array; nothing is used here that not all of them have. */
type Values = Uint8Array;

/** As many values as a column has slots: zeros at the end where there are none and the slots are null. */
function valuesOf(data: Data, stride: number): Values {
  const values: Values = data.values;
  const wanted = data.length * stride;
  if (values.length >= wanted) return values.subarray(0, wanted);
  checkRest(data, Math.floor(values.length / stride));
  const longer = new (values.constructor as new (length: number) => Values)(wanted);
  longer.set(values);
  return longer;
}

/** Slots without values must be null: apache-arrow lengthens a column by its bitmap only. */
function checkRest(data: Data, values: number): void {
  const validity = Validity.from(data);
  for (let i = values; i < data.length; i++) {
    if (validity !== undefined && !validity.isValid(i)) continue;
    throw new SchemaError({
      operator: 'encodeArrow',
      what: `a column of ${data.type} has fewer values than rows`,
      got: values,
      expected: `${data.length}`,
    });
  }
}

function trimNull(data: Data): Data {
  return new Data(data.type, 0, data.length, data.length);
}

function trimBool(data: Data): Data {
  const { offset, length } = data;
  const values: Uint8Array = data.values;
  if (values.length * 8 < offset + length) checkRest(data, values.length * 8 - offset);
  const size = Math.ceil(length / 8);
  if (offset === 0 && values.length >= size) {
    return rebuilt(data, { values: values.subarray(0, size) });
  }
  // Bits are bits: those of the values are cut, and lengthened, as those of a validity bitmap are.
  const bits = new Data(data.type, offset, length, -1, [undefined, values, values]);
  const cut = Validity.from(bits)?.toBitmap() ?? new Uint8Array(size).fill(255);
  return rebuilt(data, { values: cut });
}

function trimVariable(data: Data): Data {
  const values: Uint8Array = data.values;
  const offsets = offsetsOf(data, values.length);
  const [begin, end] = [Number(offsets[0]), Number(offsets[data.length])];
  return rebuilt(data, { offsets: rebased(offsets), values: values.subarray(begin, end) });
}

function trimView(data: Data): Data {
  return rebuilt(data, { values: valuesOf(data, data.stride) });
}

function trimList(data: Data): Data {
  const offsets = offsetsOf(data, data.children[0]!.length);
  const begin = Number(offsets[0]);
  const end = Number(offsets[data.length]);
  const child = trimmed(data.children[0]!.slice(begin, end - begin));
  return rebuilt(data, { offsets: rebased(offsets), children: [child] });
}

function trimFixedSizeList(data: Data): Data {
  // The stride of a FixedSizeList is its list size.
  return rebuilt(data, { children: [trimChild(data.children[0]!, data.length * data.stride)] });
}

function trimStruct(data: Data): Data {
  return rebuilt(data, { children: data.children.map((child) => trimChild(child, data.length)) });
}

/** Children of a dense union are written whole, for its offsets point anywhere into them. */
function trimUnion(data: Data): Data {
  const { length, typeIds, valueOffsets } = data;
  const ids = typeIds.subarray(0, length);
  if (!DataType.isDenseUnion(data.type)) {
    return rebuilt(data, { typeIds: ids, children: trimStruct(data).children });
  }
  const offsets = valueOffsets.subarray(0, length);
  return rebuilt(data, { typeIds: ids, offsets, children: data.children.map(trimmed) });
}

function trimChild(child: Data, length: number): Data {
  return trimmed(child.length === length ? child : child.slice(0, length));
}

/**
 * One more than there are slots, where there are any. They are checked: a column that apache-arrow has lengthened by
 * its bitmap has too few, or zeros at the end.
 *
 * @param limit  of the values that they point into
 */
function offsetsOf({ length, type, valueOffsets }: Data, limit: number): Offsets {
  if (length === 0) return new (type.OffsetArrayType as new (length: number) => Offsets)(1);
  const offsets: Offsets = valueOffsets.subarray(0, length + 1);
  if (offsets.length > length && lastOffset(offsets, limit) !== undefined) return offsets;
  const what = `the offsets of a column of ${type} are too few, fall, or end beyond its values`;
  throw new SchemaError({ operator: 'encodeArrow', what });
}

/** The same offsets from 0 on. */
function rebased(offsets: Offsets): Offsets {
  if (Number(offsets[0]) === 0) return offsets;
  if (offsets instanceof Int32Array) {
    const first = offsets[0]!;
    return offsets.map((offset) => offset - first);
  }
  const first = offsets[0]!;
  return offsets.map((offset) => offset - first);
}

const TRIMMERS: Readonly<Partial<Record<Type, (data: Data) => Data>>> = {
  [Type.Null]: trimNull,
  [Type.Bool]: trimBool,
  [Type.Utf8]: trimVariable,
  [Type.LargeUtf8]: trimVariable,
  [Type.Binary]: trimVariable,
  [Type.LargeBinary]: trimVariable,
  [Type.Utf8View]: trimView,
  [Type.BinaryView]: trimView,
  [Type.List]: trimList,
  [Type.LargeList]: trimList,
  [Type.Map]: trimList,
  [Type.FixedSizeList]: trimFixedSizeList,
  [Type.Struct]: trimStruct,
  [Type.Union]: trimUnion,
};
