import { DISTRIBUTION_FUNCTIONS } from './core/distribution-function.js';
import { reduceOver, type SoftmaxOptions } from './core/distributions/over-axis.js';
import type { BatchOperator } from './core/over-batches.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/** What `logSumExp` takes. */
export interface LogSumExpOptions extends Omit<SoftmaxOptions, 'as' | 'degenerate'> {
  /** The name of the result; over the stream of several columns a pattern such as `'total_*'`. */
  as: string;
  /** Whether the columns stay (default); with `false` the result stands in the place of the first. */
  keep?: boolean | undefined;
  /**
   * A row whose classes are all −∞ or masked, or an empty cell: `zero` (default), the logarithm of 0, which is −∞;
   * `nan`; `null`; or `error`.
   */
  degenerate?: 'zero' | 'nan' | 'null' | 'error' | undefined;
}

/**
 * The logarithm of the sum of exponentials, ln Σ exp(xⱼ / T): one number for each row, what `logSoftmax` takes off. Among equals it is the value and ln n; far from them, the largest value.
 *
 * Layouts, widths, masks, errors and the warning are those of `softmax`, but that there is one result, in the width of
 * the widest column, of several scalar columns or of one list column. A masked class takes no part. A null makes the
 * result null and a NaN makes it NaN, unless the policies say otherwise; a +∞ makes it +∞ and is counted; where no class
 * is left it is −∞, or what `degenerate` says. Over the stream and by group there is a result for each column, which stands
 * on every row but those that are null: `as` may be a pattern then.
 *
 * Within 0.6 ulp of max(|largest xⱼ / T|, |result|) where computed in Float64, 0.51 in Float32, also where the two cancel.
 *
 * @param options.as  the result's name
 * @param options.temperature  T, finite and above 0; default 1
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function logSumExp(options: LogSumExpOptions): BatchOperator {
  return reduceOver(DISTRIBUTION_FUNCTIONS.logSumExp, ROW_FUNCTIONS.logSumExp, options);
}
