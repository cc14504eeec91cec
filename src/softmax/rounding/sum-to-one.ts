/**
 * Probabilities that sum to exactly one as they are written: see round-row.ts. By SIMD where rows have one width; what its kernels
 * leave undone, and all that they are not for, row by row.
 */
import { simdKernels } from '../../simd/engine.js';
import type { Floats } from '../../simd/floats.js';
import { byBlocks, checkColumns } from '../columns.js';
import type { Rows } from '../layout.js';
import { startOf } from '../layout.js';
import { checkTable } from '../pair.js';
import { fitsColumns } from '../simd-columns.js';
import { checkUnits } from './quantum.js';
import { roundRow } from './round-row.js';
import { fitsPairs, simdSumToOneColumns, simdSumToOneRows } from './simd-sum-to-one.js';

/**
 * Rounds each row of probabilities to multiples of 1/units that sum to exactly one.
 *
 * With units 2²⁴ of float32 or 2⁵³ of float64 (2¹¹ of float16) every sum of results, in whatever order, is exact in that
 * type; with units 10ᴺ results are the floats next to decimals with N places.
 *
 * @param src  the rows' probabilities, which need not sum to one very well
 * @param dst  of src's type; may be `src`, else must not overlap it
 * @param units  how many quanta are one: an integer of 1 to 2⁵³
 * @returns the number of rows that are no distribution and stay as they are: those that hold what is no number or below
 *   0, and those whose sum is not between ½ and 2
 *
 * Each result is less than a quantum from p/Σp; of two probabilities the larger one is never rounded to less; equal ones
 * differ by at most a quantum, the earlier ones having it. 0 stays 0, and there is no −0.
 * @throws RangeError where the rows reach beyond an array, or for a number of units that there cannot be
 */
export function sumToOneRows<T extends Floats>(src: T, dst: T, rows: Rows, units: number): number {
  checkTable('sumToOneRows', src, dst, rows);
  checkUnits('sumToOneRows', units);
  return eachRow(src, dst, rows, units);
}

/** `sumToOneRows` of a table that has a column for each class: class c of row r is src[c][r]. */
export function sumToOneColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  units: number,
): number {
  checkColumns('sumToOneColumns', src, dst, length);
  checkUnits('sumToOneColumns', units);
  const kernels = simdKernels();
  if (kernels !== undefined && fitsColumns(kernels.float64, src.length, 1)) {
    return simdSumToOneColumns(kernels, src, dst, length, units);
  }
  return byBlocks(src, dst, length, (block, rows) => eachRow(block, block, rows, units));
}

function eachRow(src: Floats, dst: Floats, rows: Rows, units: number): number {
  const kernels = simdKernels();
  if (kernels !== undefined && 'width' in rows && fitsPairs(rows)) {
    return simdSumToOneRows(kernels, src, dst, rows, units);
  }
  let left = 0;
  for (let r = 0; r < rows.length; r++) {
    if (!roundRow(src, dst, startOf(rows, r), startOf(rows, r + 1), units)) left++;
  }
  return left;
}
