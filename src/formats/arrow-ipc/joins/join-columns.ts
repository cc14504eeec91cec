import { type Data, type DataType, Type } from 'apache-arrow';
import { concatColumns } from '../../../columns/concat/concat-columns.js';
import { DictionaryMerger } from '../../../columns/concat/concat-dictionaries.js';
import { bitmapBytes, copyBits, setBits } from '../../../columns/validity.js';
import type { ArrayMaker } from '../bodies/body-reader.js';
import type { Offsets, OffsetsType } from '../bodies/buffer-checks.js';
import {
  checkOffsets,
  column,
  elementsPerValue,
  type Loading,
  loadColumn,
  readOffsets,
} from '../bodies/column-loaders.js';
import type { BatchMemory } from '../memory/batch-memory.js';
import type { Node } from '../messages/message.js';

/** Several batches, of which each is read column by column. */
export interface Joining {
  readonly parts: readonly Loading[];
  /** Of each of them. */
  readonly rows: readonly number[];
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

/**
 * Loops over parts run once for each column of each small batch. They are plain, and work on bytes: what the engine makes of
 * them counts more than what they do, for it has little time to get warm.
 */
function flat(joining: Joining, type: DataType): Data {
  const { parts, rows, length } = joining;
  const { node, validity } = begun(joining);
  const stride = elementsPerValue(type);
  // Every flat type has an ArrayType; DataType itself declares it as anything.
  const ArrayType = type.ArrayType as ArrayMaker<ArrayBufferView>;
  const width = stride * ArrayType.BYTES_PER_ELEMENT;
  const bytes = bytesFor(joining, length * width);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const size = rows[i]! * width;
    bytes.set(parts[i]!.reader.exactly(size), at);
    at += size;
  }
  const values = new ArrayType(bytes.buffer, bytes.byteOffset, length * stride);
  return column(type, node, { validity, values });
}

function text(joining: Joining, type: DataType): Data {
  const { parts, rows, length } = joining;
  const { node, validity } = begun(joining);
  const offsets: Offsets[] = [];
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let i = 0; i < parts.length; i++) {
    const { reader } = parts[i]!;
    const own = readOffsets(reader, type, rows[i]!);
    const bytes = reader.bytes();
    const last = checkOffsets(reader, type, own, bytes.length);
    const piece = bytes.subarray(Number(own[0]), last);
    offsets.push(own);
    pieces.push(piece);
    size += piece.length;
  }
  const { OffsetArrayType } = type as unknown as OffsetsType; // as all types with offsets have
  const place = bytesFor(joining, (length + 1) * OffsetArrayType.BYTES_PER_ELEMENT);
  const joined = new OffsetArrayType(place.buffer, place.byteOffset, length + 1);
  joinOffsets(offsets, pieces, wordsOf(joined), joined.BYTES_PER_ELEMENT / WORD);
  const values = bytesFor(joining, size);
  let at = 0;
  for (const piece of pieces) {
    values.set(piece, at);
    at += piece.length;
  }
  return column(type, node, { validity, offsets: joined, values });
}

const WORD = 4;

/**
 * Writes the offsets of all parts, from 0 on. Of those of 64 bits (`step` 2) only the lower words are looked at: what is joined
 * is small, and bigints cost ten times as much.
 */
function joinOffsets(
  parts: readonly Offsets[],
  pieces: readonly Uint8Array[],
  to: Int32Array,
  step: number,
): void {
  to.fill(0);
  let [at, start] = [step, 0];
  for (let part = 0; part < parts.length; part++) {
    const from = wordsOf(parts[part]!);
    const shift = start - from[0]!;
    for (let i = step; i < from.length; i += step, at += step) to[at] = from[i]! + shift;
    start += pieces[part]!.length;
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: Offsets): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** Any other layout: as columns of their own, which are then joined. */
function other({ parts, rows }: Joining, type: DataType, name: string): Data {
  const columns = parts.map((part, i) => {
    const column = loadColumn(part, type);
    return column.length === rows[i] ? column : notAsLong(part, column.length, rows[i]!);
  });
  const merger = new DictionaryMerger();
  const mergeDictionaries = merger.merge.bind(merger);
  return concatColumns(columns, { operator: 'arrow', column: name, mergeDictionaries });
}

/** The nodes and bitmaps with which the parts of a column begin. */
function begun(joining: Joining): { readonly node: Node; readonly validity?: Uint8Array } {
  const { parts, rows, length } = joining;
  const bitmaps: (Uint8Array | undefined)[] = [];
  let nullCount = 0;
  for (let i = 0; i < parts.length; i++) {
    const { reader } = parts[i]!;
    const node = reader.node();
    if (node.length !== rows[i]) notAsLong(parts[i]!, node.length, rows[i]!);
    nullCount += node.nullCount;
    bitmaps.push(reader.validity(node));
  }
  const node = { length, nullCount };
  return nullCount === 0 ? { node } : { node, validity: joinBitmaps(joining, bitmaps) };
}

function joinBitmaps(joining: Joining, bitmaps: readonly (Uint8Array | undefined)[]): Uint8Array {
  const { rows, length } = joining;
  const joined = bytesFor(joining, bitmapBytes(length)).fill(0);
  let at = 0;
  for (const [i, bits] of bitmaps.entries()) {
    if (bits === undefined) setBits(joined, at, rows[i]!);
    else copyBits(bits, 0, joined, at, rows[i]!);
    at += rows[i]!;
  }
  return joined;
}

function bytesFor({ memory, bytes }: Joining, size: number): Uint8Array {
  return memory.bytes(size, bytes);
}

function notAsLong({ reader }: Loading, got: number, rows: number): never {
  return reader.refuse('a column is not as long as its batch', got, `${rows}`);
}
