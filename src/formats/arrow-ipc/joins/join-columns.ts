import { type Data, type DataType, Type } from 'apache-arrow';
import { concatColumns } from '../../../columns/concat-columns.js';
import { DictionaryMerger } from '../../../columns/concat-dictionaries.js';
import { bitmapBytes, copyBits, setBits } from '../../../columns/validity.js';
import type { ArrayMaker } from '../body-reader.js';
import type { Offsets, OffsetsType } from '../buffer-checks.js';
import {
  checkOffsets,
  column,
  elementsPerValue,
  type Loading,
  loadColumn,
  readOffsets,
} from '../column-loaders.js';
import type { Node } from '../message.js';
import type { JoinRoom } from './join-room.js';

/** Several batches, of which each is read column by column. */
export interface Joining {
  readonly parts: readonly Loading[];
  /** Of each of them. */
  readonly rows: readonly number[];
  readonly length: number;
  readonly room: JoinRoom;
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

/** A typed array of any class: nothing is used of it here that not all of them have. */
type Values = ArrayMaker<Uint8Array>;

function flat(joining: Joining, type: DataType): Data {
  const { parts, rows, length, room } = joining;
  const { node, validity } = begun(joining);
  const stride = elementsPerValue(type);
  // Every flat type has an ArrayType; DataType itself declares it as anything.
  const ArrayType = type.ArrayType as Values;
  const values = room.array(ArrayType, length * stride);
  let at = 0;
  for (const [i, { reader }] of parts.entries()) {
    const count = rows[i]! * stride;
    values.set(reader.array(ArrayType, count), at);
    at += count;
  }
  return column(type, node, { validity, values });
}

function text(joining: Joining, type: DataType): Data {
  const { parts, rows, length, room } = joining;
  const { node, validity } = begun(joining);
  const pieces = parts.map(({ reader }, i) => {
    const offsets = readOffsets(reader, type, rows[i]!);
    const bytes = reader.bytes();
    const last = checkOffsets(reader, type, offsets, bytes.length);
    return { offsets, bytes: bytes.subarray(Number(offsets[0]), last) };
  });
  const { OffsetArrayType } = type as unknown as OffsetsType; // as all types with offsets have
  const offsets = room.array<Offsets>(OffsetArrayType, length + 1);
  wordsOf(offsets).fill(0);
  const values = room.array(Uint8Array, sum(pieces.map(({ bytes }) => bytes.length)));
  let [row, size] = [0, 0];
  for (const [i, piece] of pieces.entries()) {
    follow(piece.offsets, offsets, row, size);
    values.set(piece.bytes, size);
    row += rows[i]!;
    size += piece.bytes.length;
  }
  return column(type, node, { validity, offsets, values });
}

/**
 * Writes offsets behind those of the part before, which end at `start`. Of 64 bits only the lower words are looked at: what
 * is joined is small, and bigints cost ten times as much.
 */
function follow(src: Offsets, dst: Offsets, row: number, start: number): void {
  const step = src.BYTES_PER_ELEMENT / 4;
  const [from, to] = [wordsOf(src), wordsOf(dst)];
  const shift = start - from[0]!;
  for (let i = step, at = (row + 1) * step; i < from.length; i += step, at += step) {
    to[at] = from[i]! + shift;
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
function begun({ parts, rows, length, room }: Joining): { node: Node; validity?: Uint8Array } {
  let nullCount = 0;
  const bitmaps = parts.map(({ reader }, i) => {
    const node = reader.node();
    if (node.length !== rows[i]) return notAsLong(parts[i]!, node.length, rows[i]!);
    nullCount += node.nullCount;
    return reader.validity(node);
  });
  const node = { length, nullCount };
  if (nullCount === 0) return { node };
  const validity = room.array(Uint8Array, bitmapBytes(length)).fill(0);
  let at = 0;
  for (const [i, bits] of bitmaps.entries()) {
    if (bits === undefined) setBits(validity, at, rows[i]!);
    else copyBits(bits, 0, validity, at, rows[i]!);
    at += rows[i]!;
  }
  return { node, validity };
}

function notAsLong({ reader }: Loading, got: number, rows: number): never {
  return reader.refuse('a column is not as long as its batch', got, `${rows}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
