import { DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import { printable, SchemaError } from '../errors.js';

/**
 * Whether two types are the same to whoever reads the data.
 *
 * apache-arrow's own comparison calls Float64 as a program writes it and Float64 as a file declares it different,
 * and two decimals of different scale the same; so the types are compared by what they say. A dictionary's id is
 * a number within its file, not part of its type.
 */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) return true;
  if (a.typeId !== b.typeId) return false;
  if (DataType.isDictionary(a) && DataType.isDictionary(b)) {
    return (
      sameType(a.indices, b.indices) &&
      sameType(a.dictionary, b.dictionary) &&
      a.isOrdered === b.isOrdered
    );
  }
  return (
    TRAITS.every((trait) => sameTrait(a, b, trait)) &&
    sameFields(a.children ?? [], b.children ?? [])
  );
}

/** Every property that any type has beyond its children; absent ones are the same everywhere. */
const TRAITS = [
  'bitWidth',
  'isSigned',
  'precision',
  'scale',
  'unit',
  'timezone',
  'byteWidth',
  'listSize',
  'mode',
  'typeIds',
  'keysSorted',
];

function sameTrait(a: DataType, b: DataType, trait: string): boolean {
  const [one, other]: unknown[] = [Reflect.get(a, trait), Reflect.get(b, trait)];
  return one === other || String(one ?? '') === String(other ?? '');
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  return a.length === b.length && a.every((field, i) => sameField(field, b[i]!));
}

function sameField(a: Field, b: Field): boolean {
  return a === b || (a.name === b.name && a.nullable === b.nullable && sameType(a.type, b.type));
}

/**
 * The schema of what a stream brings, held to be a batch: rows, arrays and tables come to operators as easily.
 *
 * @throws SchemaError where it is none
 */
export function schemaOf(operator: string, value: RecordBatch, batch: number): Schema {
  const given: unknown = value;
  const isBatch = typeof given === 'object' && given !== null && 'schema' in given;
  if (isBatch && 'numRows' in given && !('batches' in given)) return value.schema;
  throw new SchemaError({
    operator,
    what: 'the stream holds something else than record batches',
    got: isBatch ? 'a table' : given,
    batch,
    expected:
      'a RecordBatch: from(table.batches) gives those of a table, and onRows takes plain rows',
  });
}

/**
 * Throws a SchemaError where the schema of a batch is not that of its stream: other names, types, nullability or
 * another number of columns. Metadata may differ; the first batch's counts.
 *
 * @param batch  the index of the batch in its stream
 */
export function checkSchema(
  operator: string,
  expected: Schema,
  schema: Schema,
  batch: number,
): void {
  if (schema === expected || sameFields(schema.fields, expected.fields)) return;
  const fields: readonly Field[] = expected.fields;
  const index = schema.fields.findIndex((f: Field, i) => !fields[i] || !sameField(f, fields[i]));
  const got = index < 0 ? schema.fields.length : sayField(schema.fields[index]);
  const wanted = index < 0 || !fields[index] ? `${fields.length} columns` : sayField(fields[index]);
  throw new SchemaError({
    operator,
    what: 'the schema changes midway',
    got,
    batch,
    expected: `${printable(wanted)}, as in the batches before`,
  });
}

/** A field in words: `score: Float64`, with `?` where it may be null. */
function sayField(field: Field): string {
  return `${field.name}: ${field.type}${field.nullable ? '?' : ''}`;
}
