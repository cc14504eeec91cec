import { CellRows } from '../../../../operators/core/rows/cell-rows.js';
import { Validity } from '../../../columns/validity.js';
import type { Floats } from '../../../softmax/rows.js';
import type { LaneBatch } from '../columns/batch.js';
import type { ListColumn } from '../columns/list-column.js';
import type { NullMarks } from '../columns/number-column.js';
import { validityOf } from './judged-rows.js';

/**
 * The lists of a batch as operators judge them, a row each.
 *
 * @param values  the elements, at the width that is computed in
 * @param unknown  rows that are as good as null
 */
export function judgedCells(
  { cells, nulls, within }: ListColumn,
  values: Floats,
  { rows: length, hasNulls }: LaneBatch,
  absent: number,
  unknown?: NullMarks,
): CellRows {
  const marks = hasNulls ? [nulls, ...(unknown === undefined ? [] : [unknown])] : [];
  const validity = Validity.every(
    marks.map((own) => validityOf(own, length)),
    length,
  );
  const numbers = { values, length: values.length, validity: within.valid };
  return new CellRows({ rows: cells.rows, numbers, validity }, '', absent);
}
