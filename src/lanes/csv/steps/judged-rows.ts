import type { ElementRules } from '../../../../operators/core/policies.js';
import type { Ranking } from '../../../../operators/core/rows/ranking.js';
import { NULL } from '../../../../operators/core/rows/row-policies.js';
import { WideRows } from '../../../../operators/core/rows/wide-rows.js';
import type { At, Numbers } from '../../../columns/numbers.js';
import { Validity } from '../../../columns/validity.js';
import type { Floats } from '../../../softmax/rows.js';
import { type LaneBatch, mayBeStrange } from '../columns/batch.js';
import type { NullMarks, NumberColumn } from '../columns/number-column.js';

/** Whether all rows are of finite numbers, or null because one of them is. */
export function areOrdinary(
  columns: readonly NumberColumn[],
  { nulls }: ElementRules,
  batch: LaneBatch,
): boolean {
  return !mayBeStrange(columns, batch) && (!batch.hasNulls || nulls === 'propagate');
}

/** Where a batch stands; nothing else is for errors, of which there are none: rows that a policy refuses have been left. */
export function placeOf({ firstRow }: LaneBatch): At {
  return { operator: '', batch: 0, row: firstRow };
}

/**
 * The rows of a batch as operators judge them.
 *
 * @param values  those of the columns, at the width that is computed in
 * @param unknown  rows that are as good as null
 */
export function judgedRows(
  columns: readonly NumberColumn[],
  values: readonly Floats[],
  batch: LaneBatch,
  absent: number,
  unknown?: NullMarks,
): WideRows {
  const { rows } = batch;
  const numbers = judgedNumbers(columns, values, batch);
  return new WideRows(rows, numbers, [], absent, unknown && validityOf(unknown, rows));
}

/** The columns of a batch as operators read them. */
export function judgedNumbers(
  columns: readonly NumberColumn[],
  values: readonly Floats[],
  { rows, hasNulls }: LaneBatch,
): readonly Numbers[] {
  return columns.map(({ nulls }, i) => ({
    values: values[i]!.subarray(0, rows),
    length: rows,
    validity: hasNulls ? validityOf(nulls, rows) : undefined,
  }));
}

export function validityOf({ values }: NullMarks, rows: number): Validity | undefined {
  return Validity.of(rows, (row) => values[row] === 0);
}

/** Marks the rows whose results are null. */
export function markVerdicts(
  verdicts: Uint8Array | undefined,
  marks: NullMarks,
  batch: LaneBatch,
): void {
  verdicts?.forEach((verdict, row) => {
    if (verdict === NULL) mark(marks, row, batch);
  });
}

/** Marks the rows without a result. */
export function markNulls(valid: Validity | undefined, marks: NullMarks, batch: LaneBatch): void {
  valid?.eachNull((row) => mark(marks, row, batch));
}

/** Marks the rows without a ranking. */
export function markUnranked({ counts }: Ranking, marks: NullMarks, batch: LaneBatch): void {
  counts.forEach((count, row) => {
    if (count === 0) mark(marks, row, batch);
  });
}

function mark({ values }: NullMarks, row: number, batch: LaneBatch): void {
  values[row] = 1;
  batch.hasNulls = true;
}
