import { fromHalf, toHalf } from '../../../columns/float16.js';
import type { Floats } from '../../../softmax/rows.js';
import type { LaneBatch } from '../columns/batch.js';
import type { NumberColumn } from '../columns/number-column.js';

/**
 * Below so many rows, as batches of very wide tables have, an array for a column costs more than its numbers. Then columns
 * are laid end to end, or side by side, by their addresses.
 */
export const FEW_ROWS = 64;

/** Where the numbers of a column begin, among all numbers of their width. */
function placeOf({ at, width }: NumberColumn): number {
  return width === 64 ? at / 8 : at / 4;
}

/**
 * Copies columns into a block.
 *
 * @param column  how far apart numbers of neighbouring columns stand there; `row`, those of neighbouring rows
 */
export function gather(
  columns: readonly NumberColumn[],
  { rows, floats }: LaneBatch,
  block: Floats,
  { column, row }: { readonly column: number; readonly row: number },
): void {
  columns.forEach((source, c) => {
    const values = floats[source.width === 64 ? 64 : 32];
    const place = placeOf(source);
    for (let r = 0, to = c * column; r < rows; r++, to += row) block[to] = values[place + r]!;
  });
}

/** Copies a block into columns, as `gather` has it. */
export function scatter(
  block: Floats,
  columns: readonly NumberColumn[],
  { rows, floats }: LaneBatch,
  { column, row }: { readonly column: number; readonly row: number },
): void {
  columns.forEach((result, c) => {
    const values = floats[result.width === 64 ? 64 : 32];
    const place = placeOf(result);
    const isHalf = result.width === 16;
    for (let r = 0, from = c * column; r < rows; r++, from += row) {
      const value = block[from]!;
      values[place + r] = isHalf ? fromHalf(toHalf(value)) : value;
    }
  });
}
