import { type Data, type DataType, Type } from 'apache-arrow';
import { concatColumns } from '../../../columns/concat/concat-columns.js';
import { DictionaryMerger } from '../../../columns/concat/concat-dictionaries.js';
import { bitmapBytes, copyBits, setBits } from '../../../columns/validity.js';
import type { Pieces } from '../../../simd/pieces.js';
import type { ArrayMaker } from '../bodies/body-reader.js';
import type { OffsetsType } from '../bodies/buffer-checks.js';
import { column, elementsPerValue, loadColumn } from '../bodies/column-loaders.js';
import type { BatchMemory } from '../memory/batch-memory.js';
import type { Node } from '../messages/message.js';
import { type Bitmaps, notJoined, type Parts } from './parts.js';

/** Several batches, of which each is read column by column. */
export interface Joining {
  readonly parts: Parts;
  readonly pieces: Pieces;
  readonly memory: BatchMemory;
}

/** The next column of all batches as one: each part is held to what a column by itself is held to. */
export function joinColumn(joining: Joining, type: DataType, name: string): Data {
  if (FLAT.has(type.typeId)) return flat(joining, type);
  return TEXT.has(type.typeId) ? text(joining, type) : other(joining, type, name);
}

const FLAT: ReadonlySet<Type> = new Set([
  Type.Int,
  Type.Float,
  Type.Decimal,
  Type.Date,
  Type.Time,
  Type.Timestamp,
  Type.Interval,
  Type.Duration,
  Type.FixedSizeBinary,
]);

const TEXT: ReadonlySet<Type> = new Set([Type.Utf8, Type.LargeUtf8, Type.Binary, Type.LargeBinary]);

function flat(joining: Joining, type: DataType): Data {
  const { parts, pieces } = joining;
  const { node, validity } = begun(joining);
  const stride = elementsPerValue(type);
  // Every flat type has an ArrayType; DataType itself declares it as anything.
  const ArrayType = type.ArrayType as ArrayMaker<ArrayBufferView>;
  const width = stride * ArrayType.BYTES_PER_ELEMENT;
  parts.placeValues(pieces, width);
  const bytes = bytesFor(joining, node.length * width);
  pieces.copyTo(bytes);
  const values = new ArrayType(bytes.buffer, bytes.byteOffset, node.length * stride);
  return column(type, node, { validity, values });
}

function text(joining: Joining, type: DataType): Data {
  const { parts, pieces } = joining;
  const { node, validity } = begun(joining);
  const { OffsetArrayType } = type as unknown as OffsetsType; // as all types with offsets have
  const width = OffsetArrayType.BYTES_PER_ELEMENT;
  const most = parts.placeTexts(pieces, width);
  const place = bytesFor(joining, (node.length + 1) * width);
  const offsets = new OffsetArrayType(place.buffer, place.byteOffset, node.length + 1);
  const bytes = bytesFor(joining, most);
  const size = pieces.joinTexts(offsets, bytes) ?? notJoined();
  return column(type, node, { validity, offsets, values: bytes.subarray(0, size) });
}

/** Any other layout: as columns of their own, which are then joined. */
function other({ parts }: Joining, type: DataType, name: string): Data {
  const columns = parts.columns((loading) => loadColumn(loading, type));
  const merger = new DictionaryMerger();
  const mergeDictionaries = merger.merge.bind(merger);
  return concatColumns(columns, { operator: 'arrow', column: name, mergeDictionaries });
}

/** The node and the bitmap with which a column begins. */
function begun(joining: Joining): { readonly node: Node; readonly validity?: Uint8Array } {
  const { length } = joining.parts;
  const { nullCount, bitmaps } = joining.parts.begin();
  const node = { length, nullCount };
  return nullCount === 0 ? { node } : { node, validity: joinBitmaps(joining, bitmaps) };
}

function joinBitmaps(joining: Joining, bitmaps: Bitmaps): Uint8Array {
  const { rows, length } = joining.parts;
  const joined = bytesFor(joining, bitmapBytes(length)).fill(0);
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const bits = bitmaps[i];
    if (bits === undefined) setBits(joined, at, rows[i]!);
    else copyBits(bits, 0, joined, at, rows[i]!);
    at += rows[i]!;
  }
  return joined;
}

function bytesFor({ memory, parts }: Joining, size: number): Uint8Array {
  return memory.bytes(size, parts.bytes);
}
