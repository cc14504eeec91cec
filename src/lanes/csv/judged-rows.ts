import type { RowRules } from '../../../operators/core/policies.js';
import { NULL } from '../../../operators/core/rows/row-policies.js';
import { WideRows } from '../../../operators/core/rows/wide-rows.js';
import { Validity } from '../../columns/validity.js';
import type { Floats } from '../../softmax/rows.js';
import { type LaneBatch, mayBeStrange } from './batch.js';
import type { NullMarks, NumberColumn } from './columns.js';

/** Whether all rows are of finite numbers, or null because one of them is. */
export function areOrdinary(
  columns: readonly NumberColumn[],
  { nulls }: RowRules,
  batch: LaneBatch,
): boolean {
  return !mayBeStrange(columns, batch) && (!batch.hasNulls || nulls === 'propagate');
}

/** For errors, of which there are none: rows that a policy refuses have been left to the operators. */
export const NOWHERE = { operator: '', batch: 0, row: 0 };

/**
 * The rows of a batch as operators judge them.
 *
 * @param values  those of the columns, at the width that is computed in
 * @param unknown  rows that are as good as null
 */
export function judgedRows(
  columns: readonly NumberColumn[],
  values: readonly Floats[],
  { rows, hasNulls }: LaneBatch,
  absent: number,
  unknown?: NullMarks,
): WideRows {
  const numbers = columns.map(({ nulls }, i) => ({
    values: values[i]!.subarray(0, rows),
    length: rows,
    validity: hasNulls ? validityOf(nulls, rows) : undefined,
  }));
  return new WideRows(rows, numbers, [], absent, unknown && validityOf(unknown, rows));
}

function validityOf({ values }: NullMarks, rows: number): Validity | undefined {
  return Validity.of(rows, (row) => values[row] === 0);
}

/** Marks the rows whose results are null. */
export function markVerdicts(
  verdicts: Uint8Array | undefined,
  { values }: NullMarks,
  batch: LaneBatch,
): void {
  verdicts?.forEach((verdict, row) => {
    if (verdict !== NULL) return;
    values[row] = 1;
    batch.hasNulls = true;
  });
}
