import { type Data, type DataType, Field, RecordBatch, Schema, Struct } from 'apache-arrow';
import { makeColumn } from './column.js';

/**
 * Record batches made without apache-arrow's constructor for them. That one compares every column's name with
 * every other (10,000 columns cost 0.3 s a batch), and where two columns share a name it gives the first the
 * field of the last, type and all.
 */

const NO_METADATA: ReadonlyMap<string, string> = new Map();

/** Of each schema, the type of its rows: batches of one schema have one. */
const ROW_TYPES = new WeakMap<Schema, Struct>();

/**
 * A batch of `schema` over `children`, which are taken as they are.
 *
 * @param children  one column for each field, each of `length` rows and of the field's type
 */
export function recordBatch(
  schema: Schema,
  children: readonly Data[],
  length: number,
  metadata: ReadonlyMap<string, string> = NO_METADATA,
): RecordBatch {
  const data = makeColumn(rowType(schema), length, { children: [...children] });
  // A map of its own, as the constructor gives it: whoever has the batch may write into it.
  const own = { schema, data, _metadata: new Map(metadata) };
  return Object.assign(Object.create(RecordBatch.prototype) as RecordBatch, own);
}

function rowType(schema: Schema): Struct {
  let type = ROW_TYPES.get(schema);
  if (type === undefined) {
    type = new Struct(schema.fields);
    ROW_TYPES.set(schema, type);
  }
  return type;
}

/** The column at `index` of a batch. */
export function columnAt(batch: RecordBatch, index: number): Data {
  return batch.data.children[index] as Data;
}

/** Rows `begin` up to `end` of a batch, over the same buffers. */
export function sliceBatch(batch: RecordBatch, begin: number, end: number): RecordBatch {
  if (begin === 0 && end === batch.numRows) return batch;
  const children = batch.data.children.map((child: Data) => child.slice(begin, end - begin));
  return recordBatch(batch.schema, children, end - begin, batch.metadata);
}

/** A schema with other fields and the same metadata. */
export function withFields(schema: Schema, fields: readonly Field[]): Schema {
  return new Schema([...fields], schema.metadata);
}

/** A new field. */
export function newField(
  name: string,
  type: DataType,
  nullable: boolean,
  metadata: ReadonlyMap<string, string> = NO_METADATA,
): Field {
  const own = new Map<string, string>();
  // A constructor that is given a map makes an array for each entry.
  metadata.forEach((value, key) => {
    own.set(key, value);
  });
  return new Field(name, type, nullable, own);
}

/** A field with what `changes` says changed, and everything else kept. */
export function withField(
  field: Field,
  changes: {
    readonly name?: string;
    readonly type?: DataType;
    readonly nullable?: boolean;
    readonly metadata?: ReadonlyMap<string, string>;
  },
): Field {
  const { name = field.name, type = field.type, nullable = field.nullable } = changes;
  return newField(name, type, nullable, changes.metadata ?? field.metadata);
}
