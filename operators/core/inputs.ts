import type { RecordBatch, Schema } from 'apache-arrow';
import { readLists, startOf } from '../../src/columns/lists.js';
import { type At, type Numbers, readNumbers, sourceWidth } from '../../src/columns/numbers.js';
import type { FloatWidth } from '../../src/columns/placement.js';
import { type Chosen, type Columns, chooseColumns } from '../../src/columns/select.js';
import { DataError, SelectionError } from '../../src/errors.js';
import { mayHoldNull } from './row-source.js';

/** What a row of inputs held. */
export interface Met {
  readonly nulls: boolean;
  readonly nans: boolean;
  readonly infinities: boolean;
}

/** The inputs of one row. */
export interface InputRow {
  /** In the batch. */
  readonly index: number;
  /** Whether the whole cell is null. */
  readonly missing: boolean;
  /** Writes the inputs in order; a null is 0. */
  fill(inputs: Float64Array): Met;
  /** The place among the inputs of the first null. */
  findNull(): number;
  error(what: string, input: number): DataError;
}

/** Where a fixed number of inputs a row come from. */
export interface InputSource {
  readonly columns: readonly Chosen[];
  readonly list: boolean;
  /** The widest; 64 where one holds integers or text. */
  readonly float: FloatWidth;
  readonly nullable: boolean;
  /** Visits every row. */
  read(batch: RecordBatch, at: At, visit: (row: InputRow) => void): void;
}

/**
 * Inputs side by side in scalar columns, or in the cells of one list column.
 *
 * @param count  how many there must be
 * @throws SelectionError where there are more or fewer, where scalar and list columns are mixed, and for several list
 *   columns
 */
export function chooseInputs(
  schema: Schema,
  columns: Columns,
  count: number,
  operator: string,
): InputSource {
  const chosen = chooseColumns(schema, columns, operator);
  const kinds = chosen.map(({ field }) => sourceWidth(field, operator));
  const widths = kinds.map(({ float = 64 }) => float);
  const common = {
    columns: chosen,
    float: widest(widths),
    nullable: chosen.some(({ field }) => mayHoldNull(field) || holdsNulls(field.type)),
  };
  const lists = kinds.filter(({ list }) => list).length;
  if (lists === 1 && chosen.length === 1) {
    return { ...common, list: true, read: readCells(chosen[0]!, count) };
  }
  if (lists > 0) throw refuse(operator, 'several columns with lists among them', chosen.length);
  if (chosen.length !== count) throw wrongCount(operator, chosen.length, count);
  return { ...common, list: false, read: readColumns(chosen) };
}

/** The width that holds them all. */
export function widest(widths: readonly FloatWidth[]): FloatWidth {
  if (widths.includes(64)) return 64;
  return widths.includes(32) ? 32 : 16;
}

function holdsNulls(type: Chosen['field']['type']): boolean {
  const children: readonly Chosen['field'][] = type.children ?? [];
  return children.some(mayHoldNull);
}

function refuse(operator: string, what: string, got: number): SelectionError {
  return new SelectionError({
    operator,
    what,
    got,
    expected: 'scalar columns alone (an input each), or one list column',
  });
}

function wrongCount(operator: string, got: number, count: number): SelectionError {
  const what = 'not as many columns as weights';
  return new SelectionError({ operator, what, got, expected: `${count}, one for each weight` });
}

/** One value of the inputs, and whether it is there. */
interface Cursor {
  readonly count: number;
  isNull(input: number): boolean;
  at(input: number): number;
  nameOf(input: number): string;
}

function readColumns(columns: readonly Chosen[]): InputSource['read'] {
  return (batch, at, visit) => {
    const numbers = columns.map((column) => readNumbers(batch, column, 64, at));
    let row = 0;
    const cursor: Cursor = {
      count: columns.length,
      isNull: (input) => numbers[input]!.validity?.isValid(row) === false,
      at: (input) => numbers[input]!.values[row]!,
      nameOf: (input) => columns[input]!.name,
    };
    for (; row < batch.numRows; row++) visit(inputRow(cursor, row, false, at));
  };
}

function readCells(column: Chosen, count: number): InputSource['read'] {
  return (batch, at, visit) => {
    const { rows, numbers, validity } = readLists(batch, column, 64, at);
    let start = 0;
    const cursor = cellCursor(numbers, count, column.name, () => start);
    for (let row = 0; row < rows.length; row++) {
      start = startOf(rows, row);
      const missing = validity?.isValid(row) === false;
      const got = startOf(rows, row + 1) - start;
      if (!missing && got !== count) throw wrongLength(got, count, column.name, at, row);
      visit(inputRow(missing ? { ...cursor, count: 0 } : cursor, row, missing, at));
    }
  };
}

function cellCursor(numbers: Numbers, count: number, name: string, start: () => number): Cursor {
  return {
    count,
    isNull: (input) => numbers.validity?.isValid(start() + input) === false,
    at: (input) => numbers.values[start() + input]!,
    nameOf: () => name,
  };
}

function wrongLength(
  got: number,
  count: number,
  column: string,
  { operator, batch, row }: At,
  index: number,
): DataError {
  const what = 'a list cell has not as many inputs as there are weights';
  const place = { column, batch, row: row + index };
  return new DataError({ operator, what, got, ...place, expected: `${count}` });
}

function inputRow(cursor: Cursor, index: number, missing: boolean, at: At): InputRow {
  return {
    index,
    missing,
    fill(inputs) {
      let [nulls, nans, infinities] = [missing, false, false];
      for (let i = 0; i < cursor.count; i++) {
        const isNull = cursor.isNull(i);
        const value = isNull ? 0 : cursor.at(i);
        inputs[i] = value;
        if (isNull) nulls = true;
        else if (Number.isNaN(value)) nans = true;
        else if (value - value !== 0) infinities = true;
      }
      return { nulls, nans, infinities };
    },
    findNull() {
      let input = 0;
      while (input < cursor.count - 1 && !cursor.isNull(input)) input++;
      return input;
    },
    error: (what, input) => {
      const { operator, batch, row } = at;
      const place = { column: cursor.nameOf(input), batch, row: row + index };
      return new DataError({ operator, what, ...place, expected: 'a number' });
    },
  };
}
