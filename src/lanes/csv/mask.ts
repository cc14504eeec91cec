import { isQuoted } from '../../formats/csv/cells.js';
import { parseBoolean } from '../../numerals/booleans.js';
import type { Stage } from './batch.js';
import type { CellColumn, NullMarks } from './columns.js';

/** A column of booleans that says which rows take part. */
export interface Mask {
  /** Rows of which nothing is said: as good as null. */
  readonly unknown: NullMarks;
  readonly cells: CellColumn;
  /** Takes hidden rows out of `counted`; they are null in `masked`, with those that stay there. */
  hide(counted: NullMarks, masked: NullMarks): Stage;
}

export function maskOf(index: number, hidden: NullMarks, unknown: NullMarks): Mask {
  return {
    unknown,
    cells: { index, take: (...cell) => takeBoolean(hidden, unknown, ...cell) },
    hide:
      (counted, masked) =>
      ({ rows }) => {
        for (let row = 0; row < rows; row++) {
          masked.values[row] = hidden.values[row]! | counted.values[row]!;
          if (hidden.values[row] === 1) counted.values[row] = 0;
        }
      },
  };
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
