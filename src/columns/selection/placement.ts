import type { Data, DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { newField, recordBatch, withField, withFields } from '../batches.js';
import { CELLS_KEY } from '../text.js';
import { sameType } from '../types.js';
import { checkCollisions, nameOf, type Place, type Placement, placeResults } from './places.js';
import type { Chosen } from './select.js';

export { checkPlacement, type FloatWidth, type Placement } from './places.js';

/** What an operator says of one of its result columns before there is data. */
export interface Result {
  readonly type: DataType;
  readonly nullable: boolean;
  /** Merged over the source field's metadata, where the result has one source. */
  readonly metadata: ReadonlyMap<string, string>;
  /** A name of its own, in place of `as`: for operators that make several results of all their sources. */
  readonly name?: string | undefined;
}

/** How the batches of one schema are put together with their results. */
export interface Assembly {
  readonly schema: Schema;
  /** The batch with `results` in their places; everything else is passed on by reference. */
  assemble(batch: RecordBatch, results: readonly Data[]): RecordBatch;
}

/**
 * Plans the output of an operator for one schema.
 *
 * Either there is one result for each source (`results.length === sources.length` and none has a name of its
 * own), or the results are made of all sources: then each needs a name, its own or `placement.as`.
 *
 * @throws SelectionError where a result would bear the name of another column of the output; TypeError where `as` is
 *   a function and gives no name
 */
export function planAssembly(
  operator: string,
  schema: Schema,
  sources: readonly Chosen[],
  results: readonly Result[],
  placement: Placement,
): Assembly {
  const each = results.length === sources.length && results.every((r) => r.name === undefined);
  const fields = results.map((result, i) =>
    each ? fieldOf(operator, result, sources[i]!, placement) : fieldOfAll(result, placement),
  );
  const places = placeResults(schema.fields.length, sources, fields.length, each, placement);
  if (placement.as !== undefined || !each) {
    checkCollisions(operator, namesOf(schema.fields), sources, namesOf(fields), places, each);
  }
  const outputs = places.map((place) =>
    'source' in place ? (schema.fields[place.source] as Field) : fields[place.result]!,
  );
  return assembly(withFields(schema, outputs), places);
}

function namesOf(fields: readonly Field[]): readonly string[] {
  return fields.map(({ name }) => name);
}

/** The field of a result that has one source: what the source's metadata says of its old type is left out. */
function fieldOf(operator: string, result: Result, source: Chosen, placement: Placement): Field {
  const { field } = source;
  const { type, nullable } = result;
  // A wide table has a hundred thousand fields, mostly without any.
  const metadata = field.metadata.size === 0 ? result.metadata : merged(field, result);
  return withField(field, { name: nameOf(operator, source, placement), type, nullable, metadata });
}

function merged(field: Field, result: Result): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  const keeps = sameType(field.type, result.type);
  for (const [key, value] of field.metadata) {
    if (key !== CELLS_KEY && (keeps || !key.startsWith('ARROW:extension:')))
      metadata.set(key, value);
  }
  for (const [key, value] of result.metadata) metadata.set(key, value);
  return metadata;
}

function fieldOfAll(result: Result, placement: Placement): Field {
  const name = result.name ?? String(placement.as);
  return newField(name, result.type, result.nullable, result.metadata);
}

function assembly(schema: Schema, places: readonly Place[]): Assembly {
  return {
    schema,
    assemble(batch, results) {
      const columns = batch.data.children as readonly Data[];
      const children = places.map((place) =>
        'source' in place ? columns[place.source]! : results[place.result]!,
      );
      return recordBatch(schema, children, batch.numRows, batch.metadata);
    },
  };
}
