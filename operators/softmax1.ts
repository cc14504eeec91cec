import type { BatchOperator } from './core/over-batches.js';
import type { NormalizeOptions } from './core/rows/along-rows.js';
import { normalizeRows } from './core/rows/normalize-rows.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/** What `softmax1` takes. */
export interface Softmax1Options extends NormalizeOptions {
  /**
   * A row whose classes are all −∞ or masked, or an empty cell: `zero` (default), for the implicit class takes the
   * whole; `nan`; `null`; `uniform`, 1/(n + 1) for n classes and the implicit one; or `error`.
   */
  degenerate?: NormalizeOptions['degenerate'];
}

/**
 * Softmax with an implicit zero along the row: exp(xᵢ / T) / (1 + Σ exp(xⱼ / T)), as if there were one class more with
 * the logit 0, "none of these". A row sums to less than one: it may turn down all classes.
 *
 * Layouts, widths, policies, masks, errors and the warning are those of `softmax`, but that a degenerate row is 0
 * throughout by default.
 *
 * @param options.temperature  T, finite and above 0; default 1
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Miller 2023, "Attention Is Off By One", where it is called softmax1
 */
export function softmax1(options: Softmax1Options): BatchOperator {
  return normalizeRows(ROW_FUNCTIONS.softmax1, options);
}
