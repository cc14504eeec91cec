import { logSoftmaxColumns, logSoftmaxRows } from '../src/softmax/rows.js';
import type { NormalizeOptions } from './core/along-rows.js';
import { normalizeRows } from './core/normalize-rows.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * The logarithm of softmax along the row: xᵢ / T − log Σ exp(xⱼ / T), right where the probability itself would
 * underflow.
 *
 * Layouts, widths, policies, masks, errors and the warning are those of `softmax`, with logarithms in place of
 * probabilities: a masked class and −∞ give −∞, a degenerate row is NaN by default, −∞ throughout under `zero`
 * and −log n under `uniform`. Null slots of the result hold 0.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function logSoftmax(options: NormalizeOptions): BatchOperator {
  return normalizeRows(
    {
      name: 'logSoftmax',
      kernel: { rows: logSoftmaxRows, columns: logSoftmaxColumns },
      zero: -Infinity,
      uniform: logOfEqual,
    },
    options,
  );
}

/** −log n, by the kernel, for `Math.log` may differ between engines in its last bit. */
function logOfEqual(classes: number): number {
  const row = new Float64Array(classes);
  logSoftmaxRows(row, row, { length: 1, width: classes }, 1);
  return row[0]!;
}
