/**
 * Softmin: softmax of the negated values, exp(−x[c]/T) / Σ exp(−x[k]/T). What is small is likely: the values are costs,
 * distances, energies. Negating is exact, so the bits are those of negating by hand, and the error is softmax's.
 */
import type { Floats } from '../simd/floats.js';
import { checkColumns } from './columns.js';
import type { Rows } from './layout.js';
import { checkTemperature, startOf } from './layout.js';
import { checkTable } from './pair.js';
import { softmaxColumns, softmaxRows } from './rows.js';

/**
 * Softmin of each row; arguments and result as for `softmaxRows`.
 *
 * Range [0, 1]; within `SOFTMAX_TOLERANCE`. +∞ gives exactly 0. A row that holds NaN or −∞, or nothing but +∞, or is
 * empty, has no distribution: it is filled with canonical NaN and counted.
 */
export function softminRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  checkTable('softminRows', src, dst, rows);
  checkTemperature('softminRows', temperature);
  negate(src, dst, startOf(rows, 0), startOf(rows, rows.length));
  return softmaxRows(dst, dst, rows, temperature);
}

/** `softminRows` of a table that has a column for each class, as `softmaxColumns`. */
export function softminColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature('softminColumns', temperature);
  checkColumns('softminColumns', src, dst, length);
  src.forEach((column, c) => {
    negate(column, dst[c]!, 0, length);
  });
  return softmaxColumns(dst, dst, length, temperature);
}

function negate(src: Floats, dst: Floats, start: number, end: number): void {
  for (let i = start; i < end; i++) dst[i] = -src[i]!;
}
