import { DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import { sameType } from '../../../columns/types.js';
import { printable, SchemaError } from '../../../errors.js';

const operator = 'encodeArrow';

/**
 * Throws a SchemaError where a batch cannot be written under the schema of the first one: another number of columns,
 * other names or types, or nulls in a column that the schema declares to have none. Nullability, metadata and the
 * names of list items may differ; those of the first batch are written.
 *
 * @param index  of the batch in its stream
 */
export function checkWritable(schema: Schema, batch: RecordBatch, index: number): void {
  if (batch.schema !== schema) checkFields(schema.fields, batch.schema.fields, index);
  for (const [i, { name, nullable }] of schema.fields.entries()) {
    const column = batch.data.children[i]!;
    if (nullable || column.nullCount === 0) continue;
    const what = 'nulls in a column that the schema declares without nulls';
    const got = column.nullCount;
    throw new SchemaError({ operator, what, got, column: name, batch: index });
  }
}

/**
 * The same for batches that nobody looks into: also a column that may have nulls where the first schema says that it has none.
 */
export function checkSchema(schema: Schema, other: Schema, index: number): void {
  checkFields(schema.fields, other.fields, index);
  for (const [i, { name, nullable }] of schema.fields.entries()) {
    if (nullable || !other.fields[i]!.nullable) continue;
    const what = 'the schema allows nulls midway';
    throw new SchemaError({ operator, what, column: name, batch: index });
  }
}

function checkFields(expected: readonly Field[], fields: readonly Field[], batch: number): void {
  for (let i = 0; i < Math.max(expected.length, fields.length); i++) {
    const [a, b] = [expected[i], fields[i]];
    if (a && b && a.name === b.name && agree(a.type, b.type)) continue;
    throw new SchemaError({
      operator,
      what: 'the schema changes midway',
      got: say(b),
      batch,
      expected: `${printable(say(a))}, as in the first batch`,
    });
  }
}

function say(field: Field | undefined): string {
  return field === undefined ? 'no more columns' : `${field.name}: ${field.type}`;
}

/** Whether values of the one type can be written as the other: the same but for the nullability within. */
function agree(a: DataType, b: DataType): boolean {
  if (sameType(a, b)) return true;
  if (DataType.isDictionary(a) && DataType.isDictionary(b)) {
    return sameType(a.indices, b.indices) && agree(a.dictionary, b.dictionary);
  }
  const children: readonly Field[] = a.children ?? [];
  const others: readonly Field[] = b.children ?? [];
  return (
    a.typeId === b.typeId &&
    shapeOf(a) === shapeOf(b) &&
    children.length > 0 &&
    children.length === others.length &&
    children.every(
      (c, i) => agree(c.type, others[i]!.type) && (isList(a) || c.name === others[i]!.name),
    )
  );
}

function isList(type: DataType): boolean {
  return DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);
}

/** What a nested type has beside its children. */
function shapeOf(type: DataType): string {
  if (DataType.isFixedSizeList(type)) return String(type.listSize);
  if (DataType.isMap(type)) return String(type.keysSorted);
  return DataType.isUnion(type) ? `${type.mode} ${type.typeIds}` : '';
}
