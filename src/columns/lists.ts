import { type Data, DataType, type Field, type RecordBatch } from 'apache-arrow';
import { LimitError } from '../errors.js';
import { columnAt } from './batches.js';
import type { NumberRoom } from './number-room.js';
import { type At, type CellPlace, type Numbers, numbersOf } from './numbers.js';
import { type Extent, extentOf, rebaseOffsets } from './offsets.js';
import type { Chosen } from './selection/select.js';
import { Validity } from './validity.js';

/** Rows laid end to end: of one width, or row r from offsets[r] up to offsets[r + 1], from 0. */
export type ListRows =
  | { readonly length: number; readonly width: number }
  | { readonly length: number; readonly offsets: Int32Array };

/** A column whose cells are lists of numbers. */
export interface Lists {
  readonly rows: ListRows;
  /** The elements that the cells use, from the first cell's first on. */
  readonly numbers: Numbers;
  /** Which cells are there; a null cell may still have elements, which mean nothing. undefined: all. */
  readonly validity: Validity | undefined;
  readonly layout: 'List' | 'LargeList' | 'FixedSizeList';
  /** The column's type, from which a result takes its layout and the child field's name. */
  readonly type: DataType;
}

/**
 * A list column as numbers: slices are rebased, 64-bit offsets narrowed, elements outside the cells left out.
 *
 * @throws DataError as `readNumbers`; LimitError where a batch holds 2³¹ list elements or more
 */
export function readLists(
  batch: RecordBatch,
  chosen: Chosen,
  width: 32 | 64,
  at: At,
  room?: NumberRoom,
): Lists {
  const data = columnAt(batch, chosen.index);
  const { rows, begin, size } = listExtent(data);
  if (size > MOST_ELEMENTS) throw tooMany(size, chosen.name, at);
  const place: CellPlace = {
    at,
    column: chosen.name,
    rowOf: (index) => at.row + rowOf(rows, index),
  };
  const { type } = data;
  const child = (data.children[0] as Data).slice(begin, size);
  const numbers = numbersOf(child, type.children[0] as Field, width, place, room);
  return { rows, numbers, validity: Validity.from(data), layout: layoutOf(type), type };
}

function layoutOf(type: DataType): Lists['layout'] {
  if (DataType.isFixedSizeList(type)) return 'FixedSizeList';
  return DataType.isLargeList(type) ? 'LargeList' : 'List';
}

/** The rows of a list column, and the run of its child's elements that they use. */
export function listExtent(data: Data): Extent & { readonly rows: ListRows } {
  const { type, length } = data;
  if (DataType.isFixedSizeList(type)) {
    // The child of a slice is itself sliced; it may be longer than the cells reach.
    return { rows: { length, width: type.listSize }, begin: 0, size: length * type.listSize };
  }
  const { begin, size } = extentOf(data);
  return { rows: { length, offsets: offsetsFromZero(data, begin) }, begin, size };
}

/** Where row `index` begins among the elements; at the number of rows, where the last one ends. */
export function startOf(rows: ListRows, index: number): number {
  return 'width' in rows ? index * rows.width : rows.offsets[index]!;
}

const MOST_ELEMENTS = 2 ** 31 - 1;

function tooMany(got: number, column: string, { operator, batch, row }: At): LimitError {
  const what = 'a batch holds too many list elements';
  const expected = 'at most 2³¹ − 1: smaller batches, by rebatch';
  return new LimitError({ operator, what, got, column, batch, row, expected });
}

/** The offsets of a column's rows from 0 on: a view where they are that already. */
function offsetsFromZero(data: Data, begin: number): Int32Array {
  const { length } = data;
  const offsets: Int32Array | BigInt64Array = data.valueOffsets;
  if (begin === 0 && offsets instanceof Int32Array && offsets.length > length) {
    return offsets.subarray(0, length + 1);
  }
  const own = new Int32Array(length + 1);
  rebaseOffsets(data, own, 0, 0);
  return own;
}

/** The row that the element at an index belongs to. */
export function rowOf(rows: ListRows, index: number): number {
  if ('width' in rows) return Math.floor(index / rows.width);
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows.offsets[middle]! <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
