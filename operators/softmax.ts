import { DISTRIBUTION_FUNCTIONS } from './core/distribution-function.js';
import { normalizeOver, type SoftmaxProbabilityOptions } from './core/distributions/over-axis.js';
import type { BatchOperator } from './core/over-batches.js';
import { ROW_FUNCTIONS } from './core/rows/row-functions.js';

/**
 * Softmax: exp(xᵢ / T) / Σ exp(xⱼ / T), which makes logits probabilities, along the row, over the stream or
 * by group.
 *
 * Along the row, several scalar columns are a row's classes side by side; the cells of a list column (`List`, `LargeList`,
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
 * With `over: 'stream'` each scalar column is a distribution that runs down the stream, as `softmax(X, axis=0)`, and each
 * position of a FixedSizeList is one. The stream is looked at twice (`replay`), and the results come, in the batches
 * and order of the source, when it has completed: `take(3)` still wants all of it, and of a stream that never ends nothing
 * comes. The sum is exact (`src/softmax/state`): the bits do not depend on order, batches or replay, and every
 * probability is within 0.65 ulp, in float32 0.51. Then
 *
 * - a null is null in the result and does not count; under `mask` it gets 0; a NaN or +∞ makes its distribution NaN;
 * - a distribution of nothing but −∞ and masked values is degenerate, one of nothing but nulls is none;
 * - `where` masks rows, and is a column of booleans; `report` counts values and degenerate distributions;
 * - memory is that of `replay`, and none with `resubscribe`. Unsubscribing at any moment gives it back.
 *
 * With `over: { by }` the rows with the same key are distributions of their own, in whatever order they come, with the
 * bits of `over: 'stream'` of each group alone. Keys are integers, text, booleans, dates or dictionaries of these; a null
 * is a key too, or with `nulls: 'drop'` its rows get null. A key takes about 80 bytes, and 48 for each further column.
 * With `sorted: true` one pass is enough: a batch goes out when its last group is known to have ended, only the batches
 * of the open group are held, besides the keys, and a key that comes back is a DataError.
 *
 * Input that says in its metadata that it holds probabilities already is warned of once, through `warn`.
 *
 * @param options.columns  a glob, a RegExp, names or a function; classes stand in schema order, for names in theirs
 * @param options.over  `'row'` (default), `'stream'`, or `{ by }` with the names of the key columns
 * @param options.replay  over the stream: `'memory'` (default), `'spill'` to the store `spill`, or `'resubscribe'`
 * @param options.temperature  T, finite and above 0; default 1
 * @param options.sumToOne  along the row: rounds so that each row adds up to exactly one as it is written
 * @param options.where  the name of a column of booleans (rows), or of lists of booleans, one for each class
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; along the row a single scalar
 *   column, whose results would all be 1, and scalar and list columns mixed), SchemaError (a column without numbers, a mask without
 *   booleans; over the stream lists of different lengths; keys of floats or lists; a schema that changes midway), DataError (a cell without a
 *   number; a mask with another number of classes than its row; a policy of `error`; a second pass that brings other
 *   rows or values than the first) or LimitError (a stream that does not fit into `replayLimit`)
 * @see Bridle 1990; Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038
 */
export function softmax(options: SoftmaxProbabilityOptions): BatchOperator {
  return normalizeOver(DISTRIBUTION_FUNCTIONS.softmax, ROW_FUNCTIONS.softmax, options);
}
