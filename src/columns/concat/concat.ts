import type { Data, RecordBatch } from 'apache-arrow';
import { recordBatch } from '../batches.js';
import { concatColumns } from './concat-columns.js';
import { DictionaryMerger } from './concat-dictionaries.js';

/**
 * Batches of one schema as one batch, rows in the order given. Schema and metadata are those of the first. One
 * batch alone comes back itself.
 *
 * Dictionaries that are the same are kept; where one begins with the others (as a stream's delta dictionaries do)
 * the longest is kept; others are merged, equal values into one, and the indices changed to match.
 *
 * @param batches  at least one; the caller has checked that the schemas are the same
 * @throws LimitError where offsets or dictionary indices are too narrow for the whole
 * @throws SchemaError for ordered dictionaries that differ, and for columns shorter than their batch
 */
export function concatBatches(operator: string, batches: readonly RecordBatch[]): RecordBatch {
  const first = batches[0]!;
  if (batches.length === 1) return first;
  const length = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const merger = new DictionaryMerger();
  const mergeDictionaries = merger.merge.bind(merger);
  const columns = first.data.children.map((_: Data, index: number) => {
    const parts = batches.map((batch) => batch.data.children[index] as Data);
    const column = first.schema.fields[index]!.name;
    return concatColumns(parts, { operator, column, mergeDictionaries });
  });
  return recordBatch(first.schema, columns, length, first.metadata);
}
