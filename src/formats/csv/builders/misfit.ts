import type { Cells } from '../cells.js';
import { ALL_FIT, type ColumnBuilder } from './column-builder.js';

/** A field that does not fit its column: which one of the rows at hand, and its place in their bytes. */
export interface Misfit {
  readonly column: number;
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** The one of the earlier row, or of the earlier column in it. */
export function earlier(a: Misfit | undefined, b: Misfit | undefined): Misfit | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.row < a.row || (b.row === a.row && b.column < a.column) ? b : a;
}

/** Appends rows to the builders of their columns, and finds the earliest field that does not fit. */
export function appendAll(builders: readonly ColumnBuilder[], cells: Cells): Misfit | undefined {
  const { starts, ends, width } = cells;
  let first: Misfit | undefined;
  builders.forEach((builder, column) => {
    const row = builder.append(cells, column);
    if (row === ALL_FIT || row >= (first?.row ?? cells.rows)) return;
    const span = row * width + column;
    first = { column, row, start: starts[span], end: ends[span] };
  });
  return first;
}
