import { planProjection } from '../src/columns/projection.js';
import { type Columns, checkColumns, chooseColumns } from '../src/columns/selection/select.js';
import { type BatchOperator, overBatches } from './core/over-batches.js';

/**
 * Keeps the chosen columns and drops the others. The kept ones stand in schema order, for an array of names in
 * the array's order; they are passed on by reference, with the metadata of schema, fields and batches.
 *
 * @param columns  a name, a glob (`'prob_*'`), a RegExp, literal names, or a predicate on name and index
 * @throws TypeError where `columns` is none of these, or an array names a column twice
 * @error SelectionError where nothing matches, or a literal name is missing or borne by several columns
 */
export function select(columns: Columns): BatchOperator {
  checkColumns('select', columns);
  return overBatches('select', {}, (schema) =>
    planProjection(schema, chooseColumns(schema, columns, 'select')),
  );
}
