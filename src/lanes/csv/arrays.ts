import type { Scratch } from '../../../operators/core/scratch.js';
import type { Floats } from '../../softmax/rows.js';
import type { NumberColumn } from './columns.js';

/** Shapes of the two element types, for scratch. */
const LIKE = { 32: new Float32Array(0), 64: new Float64Array(0) };

/** What is computed in is never narrower than the input or the result. */
export function computeWidth(source: 32 | 64, result: 32 | 64): 32 | 64 {
  return source === 64 || result === 64 ? 64 : 32;
}

export function widest(columns: readonly NumberColumn[]): 32 | 64 {
  return columns.some(({ width }) => width === 64) ? 64 : 32;
}

/**
 * The values of a column at a width. Rows in which a result is no finite number are flagged: operators count them, and
 * have policies for them. Cells of the file were flagged when they were read.
 */
export function valuesAt(
  { values, index, width }: NumberColumn,
  compute: 32 | 64,
  rows: number,
  flags: Uint8Array,
  scratch: Scratch,
  slot: number,
): Floats {
  const own = values.subarray(0, rows);
  if (index === undefined) {
    for (let row = 0; row < rows; row++) if (own[row]! - own[row]! !== 0) flags[row] = 1;
  }
  if (width === compute) return own;
  const copy = scratch.floats(slot, LIKE[compute], rows);
  copy.set(own);
  return copy;
}

/** Where the results of a column are computed: in their place, or beside it where that is narrower. */
export function roomFor(
  { values, width }: NumberColumn,
  compute: 32 | 64,
  rows: number,
  scratch: Scratch,
  slot: number,
): Floats {
  return width === compute ? values.subarray(0, rows) : scratch.floats(slot, LIKE[compute], rows);
}

/** Rounds results into their place, where they are not there already. */
export function settle({ values, width }: NumberColumn, results: Floats): void {
  if (results.BYTES_PER_ELEMENT * 8 !== width) values.set(results);
}
