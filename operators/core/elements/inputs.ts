import type { RecordBatch, Schema } from 'apache-arrow';
import { readLists } from '../../../src/columns/lists.js';
import { type At, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import { type Chosen, type Columns, chooseColumns } from '../../../src/columns/selection/select.js';
import { SelectionError } from '../../../src/errors.js';
import { mayHoldNull } from '../rows/row-source.js';
import { type InputRows, inputsOfCells, inputsOfColumns } from './input-rows.js';

/** Where a fixed number of inputs a row come from. */
export interface InputSource {
  readonly columns: readonly Chosen[];
  readonly list: boolean;
  /** The widest; 64 where one holds integers or text. */
  readonly float: FloatWidth;
  readonly nullable: boolean;
  read(batch: RecordBatch, at: At): InputRows;
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
    return { ...common, list: true, read: (batch, at) => readCells(chosen[0]!, count, batch, at) };
  }
  if (lists > 0) throw refuse(operator, 'several columns with lists among them', chosen.length);
  if (chosen.length !== count) throw wrongCount(operator, chosen.length, count);
  return { ...common, list: false, read: (batch, at) => readColumns(chosen, batch, at) };
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

function readColumns(columns: readonly Chosen[], batch: RecordBatch, at: At): InputRows {
  const numbers = columns.map((column) => readNumbers(batch, column, 64, at));
  return inputsOfColumns(numbers, (i) => columns[i]!.name, at);
}

function readCells(column: Chosen, count: number, batch: RecordBatch, at: At): InputRows {
  return inputsOfCells(readLists(batch, column, 64, at), count, column.name, at);
}
