import { type Data, DataType, type Field, type RecordBatch } from 'apache-arrow';
import { DataError, printable, SchemaError } from '../errors.js';
import { parseBoolean } from '../numerals/booleans.js';
import { columnAt } from './batches.js';
import { type ListRows, listExtent } from './lists.js';
import { type At, isListType } from './numbers.js';
import type { Chosen } from './selection/select.js';
import { cellsOf, eachCell, isQuoted } from './text.js';
import { Validity } from './validity.js';

/** A column of booleans, or the elements of one of lists of booleans. */
export interface Booleans {
  /** 1 for true and 0 for false; what null slots hold means nothing. */
  readonly values: Uint8Array;
  /** undefined: nothing is null. */
  readonly validity: Validity | undefined;
}

/** A column whose cells are lists of booleans. */
export interface BooleanLists {
  readonly rows: ListRows;
  /** The elements that the cells use, from the first cell's first on. */
  readonly elements: Booleans;
  /** Which cells are there. */
  readonly validity: Validity | undefined;
}

/** Whether a column holds lists of booleans, not booleans; a SchemaError where it holds neither. */
export function holdsBooleanLists(field: Field, operator: string): boolean {
  const { type } = field;
  const list = isListType(type);
  const element: Field = list ? type.children[0] : field;
  if (DataType.isBool(element.type) || (!list && cellsOf(field) !== undefined)) return list;
  throw new SchemaError({
    operator,
    what: `the column holds no booleans but ${printable(String(type))}`,
    column: field.name,
    expected: 'Bool, or a List, LargeList or FixedSizeList of it',
  });
}

/**
 * A scalar column of booleans; text marked by `CELLS_KEY` holds true and false in any case, and empty cells are null.
 *
 * @throws DataError for a cell that holds no boolean, with column and row
 */
export function readBooleans(batch: RecordBatch, { index, name, field }: Chosen, at: At): Booleans {
  const data = columnAt(batch, index);
  return cellsOf(field) === undefined ? booleansOf(data) : textBooleans(data, field, name, at);
}

/** A column of lists of booleans: slices are rebased, elements outside the cells left out. */
export function readBooleanLists(batch: RecordBatch, { index }: Chosen): BooleanLists {
  const data = columnAt(batch, index);
  const { rows, begin, size } = listExtent(data);
  const child = (data.children[0] as Data).slice(begin, size);
  return { rows, elements: booleansOf(child), validity: Validity.from(data) };
}

/** Booleans are bits, and after a slice they begin at the column's offset. */
function booleansOf(data: Data): Booleans {
  const { length, offset } = data;
  const bits: Uint8Array = data.values;
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const bit = offset + i;
    // apache-arrow lets a column that it has filled up with nulls be short of bits.
    values[i] = ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return { values, validity: Validity.from(data) };
}

function textBooleans(data: Data, field: Field, column: string, at: At): Booleans {
  const given = Validity.from(data);
  const values = new Uint8Array(data.length);
  const present = new Uint8Array(data.length);
  const raw = cellsOf(field) === 'csv';
  eachCell(data, (bytes, first, last, i) => {
    if (given?.isValid(i) === false) return;
    const quote = raw && isQuoted(bytes, first, last) ? 1 : 0;
    const [start, end] = [first + quote, last - quote];
    if (start === end) return;
    const value = parseBoolean(bytes, start, end);
    if (value === undefined) throw noBoolean(bytes.subarray(start, end), column, i, at);
    values[i] = value ? 1 : 0;
    present[i] = 1;
  });
  return { values, validity: Validity.of(data.length, (i) => present[i] === 1) };
}

/** Of a long cell this much is shown. */
const SHOWN_BYTES = 300;

function noBoolean(cell: Uint8Array, column: string, index: number, at: At): DataError {
  const { operator, batch, row } = at;
  const got = new TextDecoder().decode(cell.subarray(0, SHOWN_BYTES));
  const what = 'the cell holds no boolean';
  const expected = 'true, false or an empty cell';
  return new DataError({ operator, what, got, column, batch, row: row + index, expected });
}
