import {
  BinaryView,
  Data,
  DataType,
  type Dictionary,
  type Field,
  type FixedSizeList,
  Type,
  type Union,
  UnionMode,
  Vector,
} from 'apache-arrow';
import { lastOffset, type Offsets } from '../../../simd/last-offset.js';
import type { Node } from '../messages/message.js';
import type { ArrayMaker, BodyReader } from './body-reader.js';
import { areIndices, unionFault, viewFault } from './buffer-checks.js';

/** What a batch's columns are made from. */
export interface Loading {
  readonly reader: BodyReader;
  readonly dictionaries: ReadonlyMap<number, Vector>;
  /** Unions had a validity bitmap before version 5 of the format. */
  readonly unionsHaveValidity: boolean;
}

/** Makes a column of `type` from the next nodes and buffers, having checked that they can be one. */
export function loadColumn(loading: Loading, type: DataType): Data {
  const load = LOADERS[type.typeId];
  if (load === undefined) return loading.reader.refuse('no column can be made', String(type));
  return load(loading, type, loading.reader.node());
}

/** The columns of a struct or a sparse union, each of `length` rows. */
function loadColumns(loading: Loading, fields: readonly Field[], length: number): Data[] {
  return fields.map(({ type }) => {
    const column = loadColumn(loading, type);
    return ofLength(loading, column, length, 'a column is shorter than its struct');
  });
}

type Load<T extends DataType = DataType> = (loading: Loading, type: T, node: Node) => Data;

/** A loader for the one type under whose id it stands in `LOADERS`, so that it is called with that type only. */
function only<T extends DataType>(load: Load<T>): Load {
  return load as Load;
}

interface Parts {
  readonly validity?: Uint8Array | undefined;
  readonly offsets?: Offsets;
  readonly values?: unknown;
  readonly typeIds?: Int8Array;
  readonly children?: Data[];
  readonly dictionary?: Vector;
  readonly variadic?: Uint8Array[];
}

const NO_BITMAP = new Uint8Array(0);

/** In the order in which `Data` takes its buffers; an absent bitmap is an empty one, as apache-arrow makes it. */
export function column(type: DataType, { length, nullCount }: Node, parts: Parts): Data {
  const validity = parts.validity ?? NO_BITMAP;
  // The loaders below give each type the buffers that `Data` has for it.
  const buffers = [parts.offsets, parts.values, validity, parts.typeIds] as unknown as Data;
  const { children, dictionary, variadic } = parts;
  return new Data(type, 0, length, nullCount, buffers, children, dictionary, variadic);
}

const nothing: Load = (_, type, { length }) => column(type, { length, nullCount: length }, {});

const flat: Load = ({ reader }, type, node) => {
  const validity = reader.validity(node);
  // Every flat type has an ArrayType; DataType itself declares it as anything.
  const ArrayType = type.ArrayType as ArrayMaker<ArrayBufferView>;
  return column(type, node, {
    validity,
    values: reader.array(ArrayType, node.length * elementsPerValue(type)),
  });
};

const bool: Load = ({ reader }, type, node) => {
  const validity = reader.validity(node);
  return column(type, node, { validity, values: reader.bits(node.length) });
};

/** Utf8 and Binary, with 32-bit or 64-bit offsets. */
const variable: Load = ({ reader }, type, node) => {
  const validity = reader.validity(node);
  const offsets = readOffsets(reader, type, node.length);
  const values = reader.bytes();
  checkOffsets(reader, type, offsets, values.length);
  return column(type, node, { validity, offsets, values });
};

const view: Load = ({ reader }, type, node) => {
  const validity = reader.validity(node);
  const values = reader.array(Uint8Array, node.length * BinaryView.ELEMENT_WIDTH);
  const variadic = Array.from({ length: reader.variadicCount() }, () => reader.bytes());
  const fault = viewFault(values, validity, variadic);
  if (fault !== undefined) reader.refuse(`view ${fault} points outside its buffers`);
  return column(type, node, { validity, values, variadic });
};

/** List, LargeList and Map. */
const list: Load = (loading, type, node) => {
  const { reader } = loading;
  const validity = reader.validity(node);
  const offsets = readOffsets(reader, type, node.length);
  const child = loadColumn(loading, type.children[0]!.type);
  checkOffsets(reader, type, offsets, child.length);
  return column(type, node, { validity, offsets, children: [child] });
};

const fixedSizeList = only<FixedSizeList>((loading, type, node) => {
  const validity = loading.reader.validity(node);
  const child = loadColumn(loading, type.valueType);
  const wanted = node.length * type.listSize;
  const children = [ofLength(loading, child, wanted, 'a list has too few values')];
  return column(type, node, { validity, children });
});

const struct: Load = (loading, type, node) => {
  const validity = loading.reader.validity(node);
  const children = loadColumns(loading, type.children, node.length);
  return column(type, node, { validity, children });
};

const union = only<Union>((loading, type, node) => {
  const { reader } = loading;
  if (loading.unionsHaveValidity && reader.validity(node) !== undefined) {
    reader.refuse('a union with nulls of its own, as before Arrow 1.0');
  }
  const typeIds = reader.array(Int8Array, node.length);
  const dense = type.mode === UnionMode.Dense;
  const offsets = dense ? reader.array(Int32Array, node.length) : undefined;
  const children = type.children.map((field) => loadColumn(loading, field.type));
  const fault = unionFault(type, typeIds, offsets, children);
  if (fault !== undefined) reader.refuse(`row ${fault} of a union points at no value`);
  return column(type, node, { typeIds, children, ...(offsets && { offsets }) });
});

const dictionary = only<Dictionary>(({ reader, dictionaries }, type, node) => {
  const validity = reader.validity(node);
  const values = reader.array(type.indices.ArrayType as ArrayMaker<Int32Array>, node.length);
  const known = dictionaries.get(type.id);
  if (known === undefined && node.nullCount < node.length) {
    reader.refuse('the dictionary of a column is missing', type.id);
  }
  const found = known ?? emptyDictionary(type);
  if (!areIndices(values, validity, found.length)) {
    reader.refuse('an index is beyond its dictionary', undefined, `less than ${found.length}`);
  }
  return column(type, node, { validity, values, dictionary: found });
});

const LOADERS: Readonly<Partial<Record<Type, Load>>> = {
  [Type.Null]: nothing,
  [Type.Int]: flat,
  [Type.Float]: flat,
  [Type.Binary]: variable,
  [Type.LargeBinary]: variable,
  [Type.BinaryView]: view,
  [Type.Utf8]: variable,
  [Type.LargeUtf8]: variable,
  [Type.Utf8View]: view,
  [Type.Bool]: bool,
  [Type.Decimal]: flat,
  [Type.Date]: flat,
  [Type.Time]: flat,
  [Type.Timestamp]: flat,
  [Type.Interval]: flat,
  [Type.Duration]: flat,
  [Type.FixedSizeBinary]: flat,
  [Type.List]: list,
  [Type.LargeList]: list,
  [Type.Map]: list,
  [Type.FixedSizeList]: fixedSizeList,
  [Type.Struct]: struct,
  [Type.Union]: union,
  [Type.Dictionary]: dictionary,
};

/** How many elements of its typed array a value takes: the words of a decimal or an interval, the bytes of a blob. */
export function elementsPerValue(type: DataType): number {
  if (DataType.isDecimal(type)) return type.bitWidth / 32;
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth;
  if (DataType.isInterval(type)) return [1, 2, 4][type.unit]!;
  return 1;
}

/** One offset more than values; the buffer may be left out where there are none. */
export function readOffsets(reader: BodyReader, type: DataType, length: number): Offsets {
  const ArrayType = type.OffsetArrayType as ArrayMaker<Offsets>;
  if (length > 0) return reader.array(ArrayType, length + 1);
  reader.bytes();
  return new ArrayType(1);
}

/** The last of them, which do not fall, and do not end beyond `limit`. */
export function checkOffsets(
  reader: BodyReader,
  type: DataType,
  offsets: Offsets,
  limit: number,
): number {
  return lastOffset(offsets, limit) ?? reader.fallingOffsets(type);
}

/** A child may be longer than its parent needs, never shorter. */
function ofLength({ reader }: Loading, child: Data, length: number, what: string): Data {
  if (child.length < length) reader.refuse(what, child.length, `${length}`);
  return child.length === length ? child : child.slice(0, length);
}

function emptyDictionary(type: Dictionary): Vector {
  const { dictionary } = type;
  return new Vector([emptyColumn(dictionary)]);
}

/** A column of no rows. */
export function emptyColumn(type: DataType): Data {
  const node = { length: 0, nullCount: 0 };
  const children = (type.children ?? []).map((field: Field) => emptyColumn(field.type));
  if (DataType.isDictionary(type)) {
    const indices = new (type.indices.ArrayType as ArrayMaker<Int32Array>)(0);
    return column(type, node, { values: indices, dictionary: emptyDictionary(type) });
  }
  return column(type, node, { ...emptyBuffers(type), children });
}

function emptyBuffers(type: DataType): Parts {
  if (DataType.isNull(type) || DataType.isStruct(type) || DataType.isFixedSizeList(type)) return {};
  if (DataType.isUnion(type)) {
    const dense = type.mode === UnionMode.Dense;
    return { typeIds: new Int8Array(0), ...(dense && { offsets: new Int32Array(0) }) };
  }
  const values = new (type.ArrayType as ArrayMaker<ArrayBufferView>)(0);
  const hasOffsets = type.OffsetArrayType !== undefined && !isView(type);
  if (!hasOffsets) return { values };
  const offsets = new (type.OffsetArrayType as ArrayMaker<Offsets>)(1);
  return DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)
    ? { offsets }
    : { offsets, values };
}

function isView(type: DataType): boolean {
  return DataType.isUtf8View(type) || DataType.isBinaryView(type);
}
