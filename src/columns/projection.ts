import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { columnAt, recordBatch, withFields } from './batches.js';

/** A column of the output: which column of the input it is, and the field that it goes by. */
export interface Pick {
  readonly index: number;
  readonly field: Field;
}

/** Batches of some of the columns, under their own or other fields; the columns are passed on by reference. */
export function planProjection(
  schema: Schema,
  picks: readonly Pick[],
): (batch: RecordBatch) => RecordBatch {
  const output = withFields(
    schema,
    picks.map(({ field }) => field),
  );
  return (batch) => {
    const columns = picks.map(({ index }) => columnAt(batch, index));
    return recordBatch(output, columns, batch.numRows, batch.metadata);
  };
}
