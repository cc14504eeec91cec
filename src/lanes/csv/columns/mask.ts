import { isQuoted } from '../../../formats/csv/cells.js';
import { parseBoolean } from '../../../numerals/booleans.js';
import type { CellColumn } from './columns.js';
import type { NullMarks } from './number-column.js';

/** A column of booleans that says which rows take part. */
export interface Mask {
  readonly hidden: NullMarks;
  /** Rows of which nothing is said: as good as null. */
  readonly unknown: NullMarks;
  readonly cells: CellColumn;
}

export function maskOf(index: number, hidden: NullMarks, unknown: NullMarks): Mask {
  const take: CellColumn['take'] = (...cell) => takeBoolean(hidden, unknown, ...cell);
  return { hidden, unknown, cells: { index, take } };
}

function takeBoolean(
  hidden: NullMarks,
  unknown: NullMarks,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const quote = isQuoted(bytes, start, end) ? 1 : 0;
  if (start + quote === end - quote) {
    unknown.values[row] = 1;
    return true;
  }
  const shown = parseBoolean(bytes, start + quote, end - quote);
  if (shown === false) hidden.values[row] = 1;
  return shown !== undefined;
}
