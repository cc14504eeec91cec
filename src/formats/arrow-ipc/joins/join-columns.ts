import { type Data, type DataType, Type } from 'apache-arrow';
import { concatColumns } from '../../../columns/concat/concat-columns.js';
import { DictionaryMerger } from '../../../columns/concat/concat-dictionaries.js';
import { bitmapBytes, copyBits, setBits } from '../../../columns/validity.js';
import type { Pieces } from '../../../simd/pieces.js';
import type { ArrayMaker } from '../bodies/body-reader.js';
import type { OffsetsType } from '../bodies/buffer-checks.js';
import { column, elementsPerValue, type Loading, loadColumn } from '../bodies/column-loaders.js';
import type { BatchMemory } from '../memory/batch-memory.js';
import type { Node } from '../messages/message.js';

/** Batches of one layout that follow one another, of which each column is held to its type once. */
export interface Stretch extends Loading {
  /** Of the first of them, and of the one behind the last, among all that are joined. */
  readonly first: number;
  readonly end: number;
  /** Of each of them. */
  readonly rows: number;
}

/** Several batches, of which each is read column by column. */
export interface Joining {
  readonly stretches: readonly Stretch[];
  readonly bodies: readonly Uint8Array[];
  readonly pieces: Pieces;
  /** In rows. */
  readonly length: number;
  /** Of all of them, in their messages. */
  readonly bytes: number;
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
  const { stretches, pieces, length } = joining;
  const { node, validity } = begun(joining);
  const stride = elementsPerValue(type);
  // Every flat type has an ArrayType; DataType itself declares it as anything.
  const ArrayType = type.ArrayType as ArrayMaker<ArrayBufferView>;
  const width = stride * ArrayType.BYTES_PER_ELEMENT;
  for (const { reader, first, end, rows } of stretches) {
    pieces.place(first, end, reader.regionOf(rows * width).offset, rows * width);
  }
  const bytes = bytesFor(joining, length * width);
  pieces.copyTo(bytes);
  const values = new ArrayType(bytes.buffer, bytes.byteOffset, length * stride);
  return column(type, node, { validity, values });
}

function text(joining: Joining, type: DataType): Data {
  const { stretches, pieces, length } = joining;
  const { node, validity } = begun(joining);
  const { OffsetArrayType } = type as unknown as OffsetsType; // as all types with offsets have
  const width = OffsetArrayType.BYTES_PER_ELEMENT;
  let most = 0;
  for (const { reader, first, end, rows } of stretches) {
    const { offset } = reader.regionOf(rows === 0 ? 0 : (rows + 1) * width);
    const values = reader.region();
    pieces.placeTexts(first, end, rows, offset, values.offset, values.length);
    most += (end - first) * values.length;
  }
  const place = bytesFor(joining, (length + 1) * width);
  const offsets = new OffsetArrayType(place.buffer, place.byteOffset, length + 1);
  const bytes = bytesFor(joining, most);
  const size = pieces.joinTexts(offsets, bytes) ?? stretches[0]!.reader.fallingOffsets(type);
  return column(type, node, { validity, offsets, values: bytes.subarray(0, size) });
}

/** Any other layout: as columns of their own, which are then joined. */
function other({ stretches, bodies }: Joining, type: DataType, name: string): Data {
  const columns = stretches.flatMap((stretch) => {
    const { reader, first, end, rows } = stretch;
    const readers = [reader, ...bodies.slice(first + 1, end).map((body) => reader.in(body))];
    return readers.map((own) => {
      const column = loadColumn({ ...stretch, reader: own }, type);
      return column.length === rows ? column : notAsLong(stretch, column.length);
    });
  });
  const merger = new DictionaryMerger();
  const mergeDictionaries = merger.merge.bind(merger);
  return concatColumns(columns, { operator: 'arrow', column: name, mergeDictionaries });
}

/** The nodes and bitmaps with which the parts of a column begin. */
function begun(joining: Joining): { readonly node: Node; readonly validity?: Uint8Array } {
  const { stretches, bodies, length } = joining;
  const bitmaps: (Uint8Array | undefined)[] = [];
  let nullCount = 0;
  for (const stretch of stretches) {
    const { reader, first, end, rows } = stretch;
    const node = reader.node();
    if (node.length !== rows) notAsLong(stretch, node.length);
    const region = reader.region();
    if (region.length === 0 && node.nullCount === 0) continue;
    for (let i = first; i < end; i++) bitmaps[i] = reader.bitmap(bodies[i]!, region, node);
    nullCount += (end - first) * node.nullCount;
  }
  const node = { length, nullCount };
  return nullCount === 0 ? { node } : { node, validity: joinBitmaps(joining, bitmaps) };
}

function joinBitmaps(joining: Joining, bitmaps: readonly (Uint8Array | undefined)[]): Uint8Array {
  const { stretches, length } = joining;
  const joined = bytesFor(joining, bitmapBytes(length)).fill(0);
  let at = 0;
  for (const { first, end, rows } of stretches) {
    for (let i = first; i < end; i++, at += rows) {
      const bits = bitmaps[i];
      if (bits === undefined) setBits(joined, at, rows);
      else copyBits(bits, 0, joined, at, rows);
    }
  }
  return joined;
}

function bytesFor({ memory, bytes }: Joining, size: number): Uint8Array {
  return memory.bytes(size, bytes);
}

function notAsLong({ reader, rows }: Stretch, got: number): never {
  return reader.refuse('a column is not as long as its batch', got, `${rows}`);
}
