import type { RecordBatch, Schema } from 'apache-arrow';
import {
  type BooleanLists,
  holdsBooleanLists,
  readBooleanLists,
  readBooleans,
} from '../../../src/columns/booleans.js';
import { startOf } from '../../../src/columns/lists.js';
import type { At } from '../../../src/columns/numbers.js';
import { type Chosen, chooseColumns } from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import { DataError, describe } from '../../../src/errors.js';
import type { RowRules } from '../policies.js';
import type { Scratch } from '../scratch.js';
import type { Block } from './block.js';
import { holdsNullableItems, mayHoldNull } from './row-source.js';

/** The column that says which rows take part (booleans), or which classes of each row (lists of booleans). */
export interface WhereSource {
  readonly column: Chosen;
  readonly list: boolean;
  /** Whether it can make a row null. */
  readonly nullable: boolean;
}

/** What is left of a block. */
export interface Part {
  readonly block: Block;
  /** 1 for rows that are masked out. */
  readonly out: Uint8Array | undefined;
}

/** @throws TypeError where it is no name of a column */
export function checkWhere(operator: string, where: unknown): void {
  if (where === undefined || (typeof where === 'string' && where !== '')) return;
  const expected = 'the name of a column of booleans or of lists of booleans';
  throw new TypeError(describe({ operator, what: 'where names no column', got: where, expected }));
}

/** @throws SelectionError where there is no such column, SchemaError where it holds no booleans */
export function chooseWhere(
  schema: Schema,
  where: string | undefined,
  operator: string,
): WhereSource | undefined {
  if (where === undefined) return undefined;
  // In an array a name is literal; the cast holds as one name chooses one column.
  const [column] = chooseColumns(schema, [where], operator) as readonly [Chosen];
  const { field } = column;
  const list = holdsBooleanLists(field, operator);
  const nullable = !list || mayHoldNull(field) || holdsNullableItems(field);
  return { column, list, nullable };
}

/**
 * Takes out of the block what the mask says: rows, or classes. What is taken out is not judged. Where the mask itself is
 * null, the policy for nulls is asked, as if the element or the row were null.
 *
 * @throws DataError for a cell with another number of classes than its row, and for a null under `error`
 */
export function takePart(
  where: WhereSource | undefined,
  batch: RecordBatch,
  block: Block,
  rules: RowRules,
  at: At,
  scratch: Scratch,
): Part {
  if (where === undefined) return { block, out: undefined };
  return where.list
    ? { block: takeClasses(where.column, batch, block, rules, at, scratch), out: undefined }
    : takeRows(where.column, batch, block, rules, at, scratch);
}

function takeRows(
  column: Chosen,
  batch: RecordBatch,
  block: Block,
  rules: RowRules,
  at: At,
  scratch: Scratch,
): Part {
  const { values, validity } = readBooleans(batch, column, at);
  if (rules.nulls === 'error') refuseNulls(validity, column, at, (row) => row);
  const out = values.map((shown, row) => (shown === 0 && validity?.isValid(row) !== false ? 1 : 0));
  const known = { rows: validity, classes: undefined };
  return { block: validity === undefined ? block : block.restricted(known, scratch), out };
}

function takeClasses(
  column: Chosen,
  batch: RecordBatch,
  block: Block,
  rules: RowRules,
  at: At,
  scratch: Scratch,
): Block {
  const mask = readBooleanLists(batch, column);
  const { rows, elements, validity } = mask;
  if (rules.nulls === 'error') {
    refuseNulls(validity, column, at, (row) => row);
    refuseNulls(elements.validity, column, at, rowFinder(mask));
  }
  checkSizes(mask, column, block, at);
  const classes = (row: number, index: number) => {
    const i = startOf(rows, row) + index;
    return elements.validity?.isValid(i) === false ? null : elements.values[i] === 1;
  };
  return block.restricted({ rows: validity, classes }, scratch);
}

function checkSizes(
  { rows, validity }: BooleanLists,
  { name }: Chosen,
  block: Block,
  { operator, batch, row }: At,
): void {
  for (let r = 0; r < block.length; r++) {
    const got = startOf(rows, r + 1) - startOf(rows, r);
    const classes = block.classes(r);
    if (got === classes || validity?.isValid(r) === false || block.isMissing(r)) continue;
    const what = 'the mask has another number of classes than its row';
    const expected = `${classes}, one for each class`;
    throw new DataError({ operator, what, got, column: name, batch, row: row + r, expected });
  }
}

function refuseNulls(
  validity: Validity | undefined,
  { name }: Chosen,
  { operator, batch, row }: At,
  rowOf: (index: number) => number,
): void {
  validity?.eachNull((index) => {
    const place = { column: name, batch, row: row + rowOf(index) };
    throw new DataError({ operator, what: 'a null', ...place, expected: 'true or false' });
  });
}

function rowFinder({ rows }: BooleanLists): (index: number) => number {
  return (index) => {
    let row = 0;
    while (startOf(rows, row + 1) <= index) row++;
    return row;
  };
}
