import { DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import { readLists } from '../../../src/columns/lists.js';
import type { NumberRoom } from '../../../src/columns/number-room.js';
import { type At, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import { type Chosen, type Columns, chooseColumns } from '../../../src/columns/selection/select.js';
import { cellsOf } from '../../../src/columns/text.js';
import { SelectionError } from '../../../src/errors.js';
import type { Block } from './block.js';
import { CellBlock } from './cell-block.js';
import { WideBlock } from './wide-block.js';

/** One distribution a row: over several scalar columns, or within the cells of one list column. */
export interface RowSource {
  readonly columns: readonly Chosen[];
  readonly list: boolean;
  /** The widest float among the columns; 64 where one holds integers or text numerals. */
  readonly float: FloatWidth;
  /** How many classes every row has; undefined where list cells may differ in length. */
  readonly classes: number | undefined;
  readonly nullable: boolean;
}

/**
 * What an operator along the rows works on: several scalar columns are one source, every list column is one of
 * its own.
 *
 * @throws SelectionError for a single scalar column, and where scalar and list columns are mixed
 */
export function chooseRows(
  schema: Schema,
  columns: Columns,
  operator: string,
): readonly RowSource[] {
  const chosen = chooseColumns(schema, columns, operator);
  const isList = chosen.map((column) => sourceWidth(column.field, operator).list);
  if (isList.every((list) => list)) return chosen.map((column) => rowSource([column], operator));
  if (isList.some((list) => list)) throw mixed(operator, chosen[isList.indexOf(true)]!);
  if (chosen.length === 1) throw single(operator, chosen[0]!);
  return [rowSource(chosen, operator)];
}

/** `chooseRows` for operators with one result a row. @throws SelectionError for several list columns too */
export function chooseOneRow(schema: Schema, columns: Columns, operator: string): RowSource {
  const [source, ...others] = chooseRows(schema, columns, operator);
  if (source !== undefined && others.length === 0) return source;
  throw new SelectionError({
    operator,
    what: 'several list columns are a row of classes each, and there is one result',
    got: others.length + 1,
    expected: 'one list column or several scalar columns',
  });
}

/**
 * Reads the source's rows of one batch, at the width that they are computed in.
 *
 * @param room  for what is no float of that width
 * @param absent  the value of a class that is not there
 */
export function readBlock(
  source: RowSource,
  batch: RecordBatch,
  width: 32 | 64,
  at: At,
  room: NumberRoom,
  absent = -Infinity,
): Block {
  const { columns, list } = source;
  const [first] = columns as readonly [Chosen];
  if (list) return new CellBlock(readLists(batch, first, width, at, room), first.name, absent);
  const numbers = columns.map((column) => readNumbers(batch, column, width, at, room));
  const names = columns.map((column) => column.name);
  return new WideBlock(batch.numRows, numbers, names, absent);
}

/** Whether a column may hold a null: text may, as an empty cell is one. */
export function mayHoldNull(field: Field): boolean {
  return field.nullable || cellsOf(field) !== undefined;
}

function rowSource(columns: readonly Chosen[], operator: string): RowSource {
  const kinds = columns.map((column) => sourceWidth(column.field, operator));
  const type: DataType = columns[0]!.field.type;
  const list = kinds[0]!.list;
  const inCell = DataType.isFixedSizeList(type) ? type.listSize : undefined;
  return {
    columns,
    list,
    float: widest(kinds.map(({ float = 64 }) => float)),
    classes: list ? inCell : columns.length,
    nullable: columns.some(({ field }) => mayHoldNull(field) || holdsNullableItems(field)),
  };
}

function widest(widths: readonly FloatWidth[]): FloatWidth {
  if (widths.includes(64)) return 64;
  return widths.includes(32) ? 32 : 16;
}

/** A null within a cell makes the cell null. */
export function holdsNullableItems(field: Field): boolean {
  const children: readonly Field[] = field.type.children ?? [];
  return children.some(mayHoldNull);
}

function single(operator: string, { name }: Chosen): SelectionError {
  return new SelectionError({
    operator,
    what: 'one scalar column is a distribution of one class, and every result would be 1',
    column: name,
    expected: 'several scalar columns (a class each) or a list column',
  });
}

function mixed(operator: string, { name }: Chosen): SelectionError {
  return new SelectionError({
    operator,
    what: 'columns choose scalar and list columns together, but a list column is a row of classes itself',
    column: name,
    expected: 'scalar columns alone or list columns alone',
  });
}
