import type { BatchOperator } from './core/over-batches.js';
import type { DistributionOptions } from './core/rows/along-rows.js';
import { normalizeRows } from './core/rows/normalize-rows.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * Hardmax along the row: 1 for the class with the largest value, the first of equals, and 0 for the others: `argmax` as
 * a one-hot distribution.
 *
 * Layouts, widths, policies, masks and errors are those of `softmax`, but that +∞ is a value like any other: the first
 * one wins, and the row is counted. There is no temperature, which would change nothing, and no warning of
 * probabilities, whose order is that of their logits.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see ONNX, operator Hardmax
 */
export function hardmax(options: DistributionOptions): BatchOperator {
  return normalizeRows(ROW_FUNCTIONS.hardmax, options);
}
