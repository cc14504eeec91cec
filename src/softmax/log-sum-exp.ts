/** The logarithm of the sum of exponentials of many rows, in the layouts that tables come in. */
import { describe } from '../errors.js';
import type { BlockKernel32, BlockKernel64 } from '../simd/block-kernel.js';
import { simdKernels } from '../simd/engine.js';
import { emptyLike, type Floats } from '../simd/floats.js';
import type { Scaling } from '../simd/rows/anchored.js';
import { scalingOf } from '../simd/rows/anchored.js';
import { logOfBareSum64, logOfSum32, logOfSum64 } from '../simd/rows/log-of-sum.js';
import { type Scaling32, scaling32 } from '../simd/rows/softmax-float32.js';
import { blockHeight, checkList, gather } from './columns.js';
import type { Rows } from './layout.js';
import { checkRows, checkTemperature, startOf } from './layout.js';
import {
  carefulLogSumExp32,
  carefulLogSumExp64,
  logSumExpRow32,
  logSumExpRow64,
} from './log-sum-exp-row.js';
import { checkFloats, checkPair, kindOf } from './pair.js';
import { type Finish, sumRows } from './simd-sums.js';

/** Error bound in ulp of max(|largest x/T|, |result|). */
export const LOG_SUM_EXP_TOLERANCE = { float32: 0.51, float64: 0.6 } as const;

/**
 * ln Σ exp(x[k]/T) of each row: what logSoftmax subtracts, a smooth maximum, the free energy −F/T.
 *
 * @param src  the rows' logits
 * @param dst  one result a row, of src's type; must not overlap `src`
 * @param temperature  T, finite and above 0
 * @returns the number of results that are not finite, which are the limits: NaN for a row that holds one; else +∞ for
 *   one that holds +∞; −∞, the logarithm of an empty sum, for one that holds nothing but −∞ or is empty. (max/T may
 *   overflow too.)
 *
 * Range [max x/T, max x/T + ln n]; within `LOG_SUM_EXP_TOLERANCE`, also where the two parts cancel: that of
 * [−ln 2, −ln 2] is 2.3 · 10⁻¹⁷, what the rounding of ln 2 leaves. Shifting the row shifts the result.
 * @throws RangeError where the rows reach beyond an array or the temperature is out of range
 * @see Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function logSumExpRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  checkPair('logSumExpRows', src, dst);
  checkRows('logSumExpRows', rows, src);
  checkRows('logSumExpRows', { length: rows.length, width: 1 }, dst);
  checkTemperature('logSumExpRows', temperature);
  return eachRow(src, dst, 0, rows, temperature);
}

/**
 * `logSumExpRows` of a table that has a column for each class: class c of row r is src[c][r]. The same bits.
 *
 * @param src  a column for each class, at least `length` values each; without a class all rows are empty
 * @param dst  `length` results; must be none of the columns
 */
export function logSumExpColumns<T extends Floats>(
  src: readonly T[],
  dst: T,
  length: number,
  temperature: number,
): number {
  checkTemperature('logSumExpColumns', temperature);
  checkList('logSumExpColumns', 'src', src);
  checkFloats('logSumExpColumns', 'dst', dst);
  for (const column of [...src, dst]) {
    checkLikeResult(column, dst);
    checkRows('logSumExpColumns', { length, width: 1 }, column);
  }
  const width = src.length;
  const height = blockHeight(length, Math.max(1, width));
  const block = emptyLike(dst, height * width);
  let infinite = 0;
  for (let start = 0; start < length; start += height) {
    const rows = { length: Math.min(height, length - start), width };
    gather(src, block, start, rows.length);
    infinite += eachRow(block, dst, start, rows, temperature);
  }
  return infinite;
}

/** Results go to `dst` from `at` on. */
function eachRow(src: Floats, dst: Floats, at: number, rows: Rows, temperature: number): number {
  const simd = simdKernels(src);
  if (src instanceof Float32Array) {
    const scaling = scaling32(temperature);
    if (simd !== undefined) {
      const finish = finish32(scaling, simd.float32);
      sumRows(simd.float32, src, dst, at, rows, temperature, finish);
    } else {
      for (let r = 0; r < rows.length; r++) {
        dst[at + r] = logSumExpRow32(src, startOf(rows, r), startOf(rows, r + 1), scaling);
      }
    }
  } else {
    const scaling = scalingOf(temperature);
    if (simd !== undefined) {
      const finish = finish64(scaling, simd.float64);
      sumRows(simd.float64, src, dst, at, rows, temperature, finish);
    } else {
      for (let r = 0; r < rows.length; r++) {
        dst[at + r] = logSumExpRow64(src, startOf(rows, r), startOf(rows, r + 1), scaling);
      }
    }
  }
  let infinite = 0;
  for (let r = 0; r < rows.length; r++) if (!Number.isFinite(dst[at + r]!)) infinite++;
  return infinite;
}

function finish32(scaling: Scaling32, kernel: BlockKernel32): Finish<Float32Array> {
  return {
    row(sums, r, src, start, end) {
      const y = logOfSum32(sums[r]!);
      return Number.isNaN(y) ? carefulLogSumExp32(src, start, end, scaling) : y;
    },
    long(src, start, end) {
      return this.row(kernel.longSums(src, start, end), 0, src, start, end);
    },
  };
}

function finish64(scaling: Scaling, kernel: BlockKernel64): Finish<Float64Array> {
  return {
    row(sums, r, src, start, end) {
      const y = logOfSum64(sums[3 * r + 1]!, sums[3 * r + 2]!, sums[3 * r]!, scaling);
      return Number.isNaN(y) ? carefulLogSumExp64(src, start, end, scaling) : y;
    },
    long(src, start, end) {
      if (scaling.temperature === 1) {
        const sums = kernel.longBareSums(src, start, end);
        const y = logOfBareSum64(sums[0]!, sums[1]!);
        if (!Number.isNaN(y)) return y;
      }
      return this.row(kernel.longSums(src, start, end), 0, src, start, end);
    },
  };
}

function checkLikeResult(column: Floats, dst: Floats): void {
  if (column?.constructor === dst.constructor) return;
  throw new TypeError(
    describe({
      operator: 'logSumExpColumns',
      what: 'a column of another type than dst',
      got: kindOf(column),
      expected: dst.constructor.name,
    }),
  );
}
