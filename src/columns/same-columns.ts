import { DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import { printable, SchemaError, show } from '../errors.js';
import { recordBatch } from './batches.js';

/**
 * A batch of a later file under the schema of the first one: their columns have to agree in order, name and type;
 * metadata may differ (pandas writes the number of rows into it), and the first file's stands.
 *
 * @param file  whose batch it is
 * @throws SchemaError that names the file and the first column that differs
 */
export function underSchema(first: Schema, batch: RecordBatch, file: string): RecordBatch {
  if (batch.schema === first) return batch;
  checkSameColumns(first, batch.schema, file);
  return recordBatch(first, batch.data.children, batch.numRows, batch.metadata);
}

function checkSameColumns(first: Schema, later: Schema, file: string): void {
  const count = Math.max(first.fields.length, later.fields.length);
  for (let i = 0; i < count; i++) {
    const was = spell(first, i);
    const is = spell(later, i);
    // A column without nulls fits where they are allowed, not the other way round.
    if (was === is || was === `${is} or null`) continue;
    throw new SchemaError({
      file,
      operator: 'read',
      what: `the schema differs from the first file's at column ${i}`,
      got: is ?? 'no column',
      expected: was === undefined ? 'no more columns' : `${show(was)}${advice(first, later, i)}`,
    });
  }
}

/** The types of a CSV's columns are read off each file; a file that has others by chance can be told better. */
function advice(first: Schema, later: Schema, index: number): string {
  const [was, is]: readonly (Field | undefined)[] = [first.fields[index], later.fields[index]];
  if (was === undefined || is === undefined || was.name !== is.name) return '';
  const numeric = [was, is].every(({ type }) => DataType.isInt(type) || DataType.isFloat(type));
  return `; if both are CSV, --type ${printable(was.name)}=${numeric ? 'float64' : 'text'} reads them alike`;
}

function spell(schema: Schema, index: number): string | undefined {
  const field = schema.fields[index];
  if (field === undefined) return undefined;
  return `${field.name}: ${field.type}${field.nullable ? ' or null' : ''}`;
}
