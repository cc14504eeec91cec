import { Validity } from '../columns/validity.js';
import type { KeyCells } from './key-cells.js';
import { keyRows } from './key-rows.js';
import type { Runs } from './runs.js';

/** A key of any columns as a run of bytes for each row. */
export interface KeyRuns {
  readonly runs: Runs;
  /** Rows that have a key; undefined: all. */
  readonly validity: Validity | undefined;
}

/** Different keys have different runs. Null is a value, unless it makes a row have no key. */
export function keyRuns(
  columns: readonly KeyCells[],
  nullGroup: boolean,
  operator: string,
): KeyRuns {
  const { length } = columns[0]!;
  const runs = keyRows(columns, length, operator);
  if (nullGroup) return { runs, validity: undefined };
  const validities = columns.map(({ validity }) => validity);
  return { runs, validity: Validity.every(validities, length) };
}
