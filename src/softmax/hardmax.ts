/** Hardmax: 1 for the class with the largest value, the first of equals, and 0 for the others. */
import type { Floats } from '../simd/floats.js';
import { byBlocks, checkColumns } from './columns.js';
import type { Rows } from './layout.js';
import { startOf } from './layout.js';
import { checkTable } from './pair.js';
import { argmaxRows } from './ranking.js';

/**
 * Hardmax of each row: the one-hot of `argmaxRows`, and the limit of softmax as the temperature falls to 0 wherever one
 * class is the largest. Exact.
 *
 * @param dst  of src's type; may be `src`, else must not overlap it
 * @returns the number of rows whose largest value is not finite. Those that hold NaN, or nothing but −∞, or are
 *   empty, have no distribution and are filled with canonical NaN; where the largest value is +∞, the first +∞ wins
 * @throws RangeError where the rows reach beyond an array
 * @see ONNX, operator Hardmax
 */
export function hardmaxRows<T extends Floats>(src: T, dst: T, rows: Rows): number {
  checkTable('hardmaxRows', src, dst, rows);
  return oneHots(src, dst, rows);
}

/** `hardmaxRows` of a table that has a column for each class: class c of row r is src[c][r]. */
export function hardmaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
): number {
  checkColumns('hardmaxColumns', src, dst, length);
  return byBlocks(src, dst, length, (block, rows) => oneHots(block, block, rows));
}

function oneHots(src: Floats, dst: Floats, rows: Rows): number {
  const best = new Int32Array(rows.length);
  argmaxRows(src, rows, best);
  let infinite = 0;
  best.forEach((index, r) => {
    const start = startOf(rows, r);
    const winner = index === -1 ? Number.NaN : src[start + index]!;
    if (!Number.isFinite(winner)) infinite++;
    dst.fill(index === -1 ? Number.NaN : 0, start, startOf(rows, r + 1));
    if (index !== -1) dst[start + index] = 1;
  });
  return infinite;
}
