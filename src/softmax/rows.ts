/**
 * Softmax and log-softmax of many rows, in the layouts that tables come in.
 *
 * Every row is computed by itself, from its own values only, in one fixed order: the same row gives the same bits in
 * any batch, layout and position. The mathematics, the error bounds and the special cases are told in
 * `src/simd/softmax-float64.ts`, `softmax-float32.ts` and `log-softmax-float64.ts`.
 */
import { scalingOf } from '../simd/anchored.js';
import type { Floats } from '../simd/floats.js';
import { logSoftmaxRow32 } from '../simd/log-softmax-float32.js';
import { logSoftmaxRow64 } from '../simd/log-softmax-float64.js';
import { softmaxRow32 } from '../simd/softmax-float32.js';
import { softmaxRow64 } from '../simd/softmax-float64.js';
import { byBlocks } from './columns.js';
import type { Rows } from './layout.js';
import { checkRows, checkTemperature, startOf } from './layout.js';

export type { Floats } from '../simd/floats.js';
export type { Rows } from './layout.js';

/** Error bounds in ulp of the result, subnormal results included. */
export const SOFTMAX_TOLERANCE = { float32: 2.5, float64: 2.55 } as const;
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
  checkRows('softmaxRows', rows, src, dst);
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
  checkRows('logSoftmaxRows', rows, src, dst);
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
  return byBlocks('softmaxColumns', src, dst, length, (block, rows) =>
    softmaxEach(block, block, rows, temperature),
  );
}

/** `logSoftmaxRows` of a table that has a column for each class, as `softmaxColumns`. */
export function logSoftmaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature('logSoftmaxColumns', temperature);
  return byBlocks('logSoftmaxColumns', src, dst, length, (block, rows) =>
    logSoftmaxEach(block, block, rows, temperature),
  );
}

function softmaxEach(src: Floats, dst: Floats, rows: Rows, temperature: number): number {
  let bad = 0;
  if (src instanceof Float64Array && dst instanceof Float64Array) {
    const scaling = scalingOf(temperature);
    for (let r = 0; r < rows.length; r++) {
      if (!softmaxRow64(src, dst, startOf(rows, r), startOf(rows, r + 1), scaling)) bad++;
    }
  } else if (src instanceof Float32Array && dst instanceof Float32Array) {
    for (let r = 0; r < rows.length; r++) {
      if (!softmaxRow32(src, dst, startOf(rows, r), startOf(rows, r + 1), temperature)) bad++;
    }
  }
  return bad;
}

function logSoftmaxEach(src: Floats, dst: Floats, rows: Rows, temperature: number): number {
  let bad = 0;
  if (src instanceof Float64Array && dst instanceof Float64Array) {
    const scaling = scalingOf(temperature);
    for (let r = 0; r < rows.length; r++) {
      if (!logSoftmaxRow64(src, dst, startOf(rows, r), startOf(rows, r + 1), scaling)) bad++;
    }
  } else if (src instanceof Float32Array && dst instanceof Float32Array) {
    for (let r = 0; r < rows.length; r++) {
      if (!logSoftmaxRow32(src, dst, startOf(rows, r), startOf(rows, r + 1), temperature)) bad++;
    }
  }
  return bad;
}
