import { softmaxColumns, softmaxRows } from '../src/softmax/rows.js';
import type { NormalizeOptions } from './core/along-rows.js';
import { normalizeRows } from './core/normalize-rows.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * Softmax along the row: exp(xᵢ / T) / Σ exp(xⱼ / T), which makes logits probabilities.
 *
 * Several scalar columns are a row's classes side by side; the cells of a list column (`List`, `LargeList`,
 * `FixedSizeList`) are a row's classes in one cell, and several list columns are a distribution each. Both layouts
 * give the same bits, and so does every split of the stream into batches.
 *
 * - Width: the widest float among the columns, Float16 becomes Float32, integers and numerals Float64; `float`
 *   overrides it. What is computed in is never narrower than the input.
 * - −∞ is probability 0. A +∞ makes the row NaN, and is counted.
 * - A null makes the row null (a list cell: the cell), a NaN makes it NaN; `nulls` and `nan` can mask the class
 *   instead, which gives it 0 and lets the rest sum to one, or refuse it.
 * - `where` masks rows, whose results are null, or classes, which get 0 while the rest sums to one.
 * - A row whose classes are all −∞ or masked, and an empty cell, are degenerate: NaN, or what `degenerate` says.
 * - Null slots of the result hold 0, and NaN is canonical.
 *
 * Input that says in its metadata that it holds probabilities already is warned of once, through `warn`.
 *
 * @param options.columns  a glob, a RegExp, names or a function; classes stand in schema order, for names in theirs
 * @param options.over  `'row'`, the only axis
 * @param options.temperature  T, finite and above 0; default 1
 * @param options.where  the name of a column of booleans (rows), or of lists of booleans, one for each class
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; a single scalar column, whose results
 *   would all be 1; scalar and list columns mixed), SchemaError (a column without numbers, a mask without
 *   booleans; a schema that changes midway) or DataError (a cell without a number; a mask with another number of
 *   classes than its row; a policy of `error`)
 * @see Bridle 1990; Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function softmax(options: NormalizeOptions): BatchOperator {
  return normalizeRows(
    {
      name: 'softmax',
      kernel: { rows: softmaxRows, columns: softmaxColumns },
      zero: 0,
      uniform: (classes) => 1 / classes,
    },
    options,
  );
}
