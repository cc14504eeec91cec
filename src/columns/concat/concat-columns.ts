import { Data, DataType, type DenseUnion, type Vector } from 'apache-arrow';
import { SchemaError } from '../../errors.js';
import { type Buffers, makeColumn } from '../column.js';
import { extentOf } from '../offsets.js';
import { isText } from '../text.js';
import { Validity } from '../validity.js';
import { bits, bytes, fixedWidth, joinOffsets, views, type Where } from './concat-flat.js';

/** The indices of a dictionary column. */
export type Indices =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** One dictionary for all parts of a column, and the indices of each part into it. */
export interface Merged {
  readonly dictionary: Vector;
  readonly indices: readonly Indices[];
}

/** What the parts of a column share while they are put together. */
export interface Concat extends Where {
  mergeDictionaries(parts: readonly Data[], concat: Concat): Merged;
}

/** Columns of one type laid end to end, whatever their layout; `parts` holds at least one. */
export function concatColumns(parts: readonly Data[], concat: Concat): Data {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const { type } = first;
  const length = lengthOf(parts);
  if (DataType.isNull(type)) return new Data(type, 0, length, length);
  const buffers = layoutOf(type)(parts, length, concat);
  const validity = DataType.isUnion(type) ? undefined : validityOf(parts);
  return makeColumn(type, length, buffers, validity);
}

function lengthOf(parts: readonly Data[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function validityOf(parts: readonly Data[]): Validity | undefined {
  return Validity.concat(
    parts.map((part) => ({ validity: Validity.from(part), length: part.length })),
  );
}

type Layout = (parts: readonly Data[], length: number, concat: Concat) => Buffers;

/** How a type is laid out; every type that is not named has a fixed number of elements a slot. */
function layoutOf(type: DataType): Layout {
  if (DataType.isBool(type)) return bits;
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return views;
  if (isText(type) || DataType.isBinary(type) || DataType.isLargeBinary(type)) return bytes;
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) return lists;
  if (DataType.isFixedSizeList(type)) return fixedLists;
  if (DataType.isStruct(type)) return structs;
  if (DataType.isUnion(type)) return DataType.isDenseUnion(type) ? denseUnions : sparseUnions;
  return DataType.isDictionary(type) ? dictionaries : fixedWidth;
}

function lists(parts: readonly Data[], length: number, concat: Concat): Buffers {
  const { offsets } = joinOffsets(parts, length, concat);
  const children = parts.map((part) => {
    const { begin, size } = extentOf(part);
    return part.children[0]!.slice(begin, size);
  });
  return { offsets, children: [concatColumns(children, concat)] };
}

function fixedLists(parts: readonly Data[], _: number, concat: Concat): Buffers {
  const children = parts.map((part) =>
    firstRows(part.children[0]!, part.length * part.stride, concat),
  );
  return { children: [concatColumns(children, concat)] };
}

function structs(parts: readonly Data[], _: number, concat: Concat): Buffers {
  const children = parts[0]!.children.map((_child, index) => {
    const own = parts.map((part) => firstRows(part.children[index]!, part.length, concat));
    return concatColumns(own, concat);
  });
  return { children };
}

/** A child may be longer than its parent reaches; one that is shorter would shift all rows behind it. */
function firstRows(child: Data, length: number, { operator, column }: Concat): Data {
  if (child.length === length) return child;
  if (child.length > length) return child.slice(0, length);
  const what = 'a nested column is shorter than the column around it';
  const expected = `${length} elements`;
  throw new SchemaError({ operator, what, got: child.length, column, expected });
}

function joinTypeIds(parts: readonly Data[], length: number): Int8Array {
  const typeIds = new Int8Array(length);
  let at = 0;
  for (const part of parts) {
    typeIds.set(part.typeIds.subarray(0, part.length), at);
    at += part.length;
  }
  return typeIds;
}

function sparseUnions(parts: readonly Data[], length: number, concat: Concat): Buffers {
  return { ...structs(parts, length, concat), typeIds: joinTypeIds(parts, length) };
}

/** The children are taken whole, since slots may refer to any of their elements; parts of one batch share them. */
function denseUnions(parts: readonly Data[], length: number, concat: Concat): Buffers {
  const { typeIdToChildIndex } = parts[0]!.type as DenseUnion; // as `layoutOf` has seen
  const offsets = new Int32Array(length);
  const starts = parts[0]!.children.map((_, index) => distinct(parts, index));
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const child = typeIdToChildIndex[part.typeIds[i]!]!;
      offsets[at + i] = part.valueOffsets[i]! + starts[child]!.get(part.children[child]!)!;
    }
    at += part.length;
  }
  const children = starts.map((child) => concatColumns([...child.keys()], concat));
  return { offsets, typeIds: joinTypeIds(parts, length), children };
}

/** The different children at an index, each with the number of elements in those before it. */
function distinct(parts: readonly Data[], index: number): Map<Data, number> {
  const starts = new Map<Data, number>();
  let start = 0;
  for (const part of parts) {
    const child = part.children[index]!;
    if (starts.has(child)) continue;
    starts.set(child, start);
    start += child.length;
  }
  return starts;
}

function dictionaries(parts: readonly Data[], length: number, concat: Concat): Buffers {
  const { dictionary, indices } = concat.mergeDictionaries(parts, concat);
  // All parts have one index type, hence one class of array; Uint8Array stands for it.
  const values = new (indices[0]!.constructor as Uint8ArrayConstructor)(length);
  let at = 0;
  indices.forEach((own, i) => {
    values.set(own.subarray(0, parts[i]!.length) as Uint8Array, at);
    at += parts[i]!.length;
  });
  return { values, dictionary };
}
