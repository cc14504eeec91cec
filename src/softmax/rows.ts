/**
 * Softmax and log-softmax of many rows, in the layouts that tables come in.
 *
 * Every row is computed by itself, from its own values only, in one fixed order: the same row gives the same bits in
 * any batch, layout and position. The mathematics, the error bounds and the special cases are told in
 * `src/simd/rows/softmax-float64.ts`, `softmax-float32.ts` and `log-softmax-float64.ts`.
 */

import { simdKernels } from '../simd/engine.js';
import type { Floats } from '../simd/floats.js';
import { scalingOf } from '../simd/rows/anchored.js';
import { logSoftmaxRow32 } from '../simd/rows/log-softmax-float32.js';
import { logSoftmaxRow64 } from '../simd/rows/log-softmax-float64.js';
import { scaling32, softmaxRow32 } from '../simd/rows/softmax-float32.js';
import { softmaxRow64 } from '../simd/rows/softmax-float64.js';
import { byBlocks, checkColumns } from './columns.js';
import type { Rows } from './layout.js';
import { checkTemperature, startOf } from './layout.js';
import { checkTable } from './pair.js';
import { fitsColumns, simdColumns } from './simd-columns.js';
import { logSoftmax32, logSoftmax64, simdLogSoftmax } from './simd-log-softmax.js';
import { simdRows } from './simd-rows.js';

export type { Floats } from '../simd/floats.js';
export type { Rows } from './layout.js';

/** Error bounds of `softmaxRows` and `softmaxColumns`, in ulp of the result, subnormal results included. */
export const SOFTMAX_TOLERANCE = { float32: 0.51, float64: 2.5 } as const;
/** Error bounds of `logSoftmaxRows` and `logSoftmaxColumns`, in ulp of the result. */
export const LOG_SOFTMAX_TOLERANCE = { float32: 0.51, float64: 0.6 } as const;

/**
 * Softmax of each row: p[c] = exp(x[c]/T) / Σ exp(x[k]/T).
 *
 * @param src  the rows' logits
 * @param dst  the probabilities, in the same places; of src's type; may be `src`, else must not overlap it. Elements
 *   outside the rows are left alone
 * @param temperature  T, finite and above 0
 * @returns the number of rows without a distribution: those that hold NaN or +∞, or nothing but −∞, or are empty.
 *   They are filled with canonical NaN
 *
 * Range [0, 1]; within `SOFTMAX_TOLERANCE` of the exact value, subnormal probabilities included; −∞ gives exactly 0, a row of one
 * finite value exactly 1. The exact sum of a row is within 3 ulp of 1.
 * @throws RangeError where the rows reach beyond an array or the temperature is out of range
 */
export function softmaxRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  checkTable('softmaxRows', src, dst, rows);
  checkTemperature('softmaxRows', temperature);
  return softmaxEach(src, dst, rows, temperature);
}

/**
 * Log-softmax of each row: y[c] = x[c]/T − ln Σ exp(x[k]/T); arguments and result as for `softmaxRows`.
 *
 * Range [−∞, 0]; within `LOG_SOFTMAX_TOLERANCE` of the exact value, also where a probability is next to 1 or far below what exp can
 * hold. −∞ gives −∞.
 */
export function logSoftmaxRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  checkTable('logSoftmaxRows', src, dst, rows);
  checkTemperature('logSoftmaxRows', temperature);
  return logSoftmaxEach(src, dst, rows, temperature);
}

/**
 * `softmaxRows` of a table that has a column for each class: class c of row r is src[c][r]. The same bits.
 *
 * @param src  a column for each class, at least `length` values each; without a class all rows are empty
 * @param dst  as many columns; dst[c] may be src[c]
 */
export function softmaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature('softmaxColumns', temperature);
  checkColumns('softmaxColumns', src, dst, length);
  const simd = simdKernels(dst[0], src[0]);
  if (simd !== undefined) {
    const { float32, float64 } = simd;
    if (holds(src, Float32Array) && holds(dst, Float32Array)) {
      if (fitsColumns(float32, src.length, temperature)) {
        return simdColumns(float32, src, dst, length, temperature);
      }
    } else if (holds(src, Float64Array) && holds(dst, Float64Array)) {
      if (fitsColumns(float64, src.length, temperature)) {
        return simdColumns(float64, src, dst, length, temperature);
      }
    }
  }
  return byBlocks(src, dst, length, (block, rows) => softmaxEach(block, block, rows, temperature));
}

/** `logSoftmaxRows` of a table that has a column for each class, as `softmaxColumns`. */
export function logSoftmaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature('logSoftmaxColumns', temperature);
  checkColumns('logSoftmaxColumns', src, dst, length);
  return byBlocks(src, dst, length, (block, rows) =>
    logSoftmaxEach(block, block, rows, temperature),
  );
}

/** Whether the columns, which are all of one type, are of this one. */
function holds<T extends Floats>(
  columns: readonly Floats[],
  type: new (length: number) => T,
): columns is readonly T[] {
  return columns[0] instanceof type;
}

/** Softmax of all rows, by SIMD where there is any; the number of those without a distribution. */
function softmaxEach(src: Floats, dst: Floats, rows: Rows, temperature: number): number {
  const simd = simdKernels(dst, src);
  if (simd !== undefined) {
    if (src instanceof Float32Array && dst instanceof Float32Array) {
      return simdRows(simd.float32, src, dst, rows, temperature);
    }
    if (src instanceof Float64Array && dst instanceof Float64Array) {
      return simdRows(simd.float64, src, dst, rows, temperature);
    }
  }
  return eachRow(SOFTMAX, src, dst, rows, temperature);
}

/** `softmaxEach` of log-softmax. Rows of float64 are near, and of use to SIMD, for T = 1 alone. */
function logSoftmaxEach(src: Floats, dst: Floats, rows: Rows, temperature: number): number {
  const simd = simdKernels(dst, src);
  if (simd !== undefined) {
    if (src instanceof Float32Array && dst instanceof Float32Array) {
      const parts = logSoftmax32(scaling32(temperature), simd.float32);
      return simdLogSoftmax(simd.float32, parts, src, dst, rows, temperature);
    }
    if (src instanceof Float64Array && dst instanceof Float64Array && temperature === 1) {
      const parts = logSoftmax64(scalingOf(temperature), simd.float64);
      return simdLogSoftmax(simd.float64, parts, src, dst, rows, temperature);
    }
  }
  return eachRow(LOG_SOFTMAX, src, dst, rows, temperature);
}

/** Elements start … end − 1 of `src` to those of `dst`; false where the row has no distribution. */
type Row<T extends Floats> = (src: T, dst: T, start: number, end: number) => boolean;

/** A function of one row, in both precisions, at a temperature. */
interface RowKernel {
  row32(temperature: number): Row<Float32Array>;
  row64(temperature: number): Row<Float64Array>;
}

const SOFTMAX: RowKernel = {
  row32(temperature) {
    const scaling = scaling32(temperature);
    return (src, dst, start, end) => softmaxRow32(src, dst, start, end, scaling);
  },
  row64(temperature) {
    const scaling = scalingOf(temperature);
    return (src, dst, start, end) => softmaxRow64(src, dst, start, end, scaling);
  },
};

const LOG_SOFTMAX: RowKernel = {
  row32(temperature) {
    const scaling = scaling32(temperature);
    return (src, dst, start, end) => logSoftmaxRow32(src, dst, start, end, scaling);
  },
  row64(temperature) {
    const scaling = scalingOf(temperature);
    return (src, dst, start, end) => logSoftmaxRow64(src, dst, start, end, scaling);
  },
};

/** Runs the kernel over all rows; the number of those without a distribution. */
function eachRow(
  kernel: RowKernel,
  src: Floats,
  dst: Floats,
  rows: Rows,
  temperature: number,
): number {
  let good = 0;
  if (src instanceof Float64Array && dst instanceof Float64Array) {
    const row = kernel.row64(temperature);
    for (let r = 0; r < rows.length; r++) {
      if (row(src, dst, startOf(rows, r), startOf(rows, r + 1))) good++;
    }
  } else {
    // They are a pair: that was checked.
    const [from, to] = [src as Float32Array, dst as Float32Array];
    const row = kernel.row32(temperature);
    for (let r = 0; r < rows.length; r++) {
      if (row(from, to, startOf(rows, r), startOf(rows, r + 1))) good++;
    }
  }
  return rows.length - good;
}
