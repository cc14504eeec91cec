import type { Data, DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { describe, SelectionError, show } from '../errors.js';
import { newField, recordBatch, withField, withFields } from './batches.js';
import { countStars, fillStar, isGlob } from './glob.js';
import type { Chosen, Columns } from './select.js';
import { CELLS_KEY } from './text.js';
import { sameType } from './types.js';

/** The width of a floating-point type in bits. */
export type FloatWidth = 16 | 32 | 64;

/** Where an operator puts its results. */
export interface Placement {
  /**
   * The results' names. `'prob_*'` takes what the one `*` of the glob in `columns` stands for; other selectors of
   * several columns need a function of the source's name. Without it each result replaces its source.
   */
  readonly as?: string | ((column: string) => string) | undefined;
  /**
   * With `as`: whether the sources stay (default), and the results come after the last column; with `false` the
   * results stand in their sources' places. Without `as` a result always replaces its source, and `true` throws.
   */
  readonly keep?: boolean | undefined;
  /** The results' width; default: the input's (Float16 becomes 32 for probabilities, integers become 64). */
  readonly float?: FloatWidth | undefined;
}

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
 * Throws where a placement cannot work with any schema.
 *
 * @param shape  'each': one result for each source; 'one': one result for all of them, which needs a name
 * @throws TypeError, and RangeError for a width other than 16, 32 and 64
 */
export function checkPlacement(
  operator: string,
  columns: Columns,
  placement: Placement,
  shape: 'each' | 'one',
): void {
  const { as, keep, float } = placement;
  const fail = (what: string, got: unknown, expected: string) =>
    new TypeError(describe({ operator, what, got, expected }));
  if (float !== undefined && float !== 16 && float !== 32 && float !== 64) {
    const what = 'float is no width of a floating-point type';
    throw new RangeError(describe({ operator, what, got: float, expected: '16, 32 or 64' }));
  }
  if (keep !== undefined && typeof keep !== 'boolean') {
    throw fail('keep is no boolean', keep, 'true or false');
  }
  if (keep === true && as === undefined) {
    throw fail('keep needs as', keep, 'as: a name for the result, so that its source can stay');
  }
  if (shape === 'one') checkOneName(as, fail);
  else checkNames(columns, as, fail);
}

type Fail = (what: string, got: unknown, expected: string) => TypeError;

function checkOneName(as: Placement['as'], fail: Fail): void {
  if (typeof as !== 'string' || as === '' || isGlob(as)) {
    throw fail('as must name the one result', as, 'a column name without *');
  }
}

function checkNames(columns: Columns, as: Placement['as'], fail: Fail): void {
  if (as === undefined || typeof as === 'function') return;
  if (typeof as !== 'string' || as === '') {
    throw fail('as names no column', as, "a column name, a pattern such as 'prob_*' or a function");
  }
  const stars = countStars(as);
  if (stars > 1) throw fail('as holds more than one *', as, 'one *');
  if (stars === 1 && !(typeof columns === 'string' && countStars(columns) === 1)) {
    const expected = "columns as a glob with one * too, such as 'logit_*', or as: a function";
    throw fail('as holds a * that stands for nothing', as, expected);
  }
  if (stars === 0 && canChooseSeveral(columns)) {
    throw fail(
      'as is one name for several results',
      as,
      "a pattern such as 'prob_*' or a function",
    );
  }
}

function canChooseSeveral(columns: Columns): boolean {
  if (typeof columns === 'string') return isGlob(columns);
  return !Array.isArray(columns) || columns.length > 1;
}

/** A column of the output: a source column by its index, or a result by its own. */
type Place = { readonly source: number } | { readonly result: number };

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
  const places = placeResults(schema, sources, fields.length, each, placement);
  if (placement.as !== undefined || !each) {
    checkCollisions(operator, schema, sources, fields, places, each);
  }
  const outputs = places.map((place) =>
    'source' in place ? (schema.fields[place.source] as Field) : fields[place.result]!,
  );
  return assembly(withFields(schema, outputs), places);
}

/** The field of a result that has one source: what the source's metadata says of its old type is left out. */
function fieldOf(operator: string, result: Result, source: Chosen, placement: Placement): Field {
  const { field } = source;
  const metadata = new Map<string, string>();
  const keeps = sameType(field.type, result.type);
  for (const [key, value] of field.metadata) {
    if (key !== CELLS_KEY && (keeps || !key.startsWith('ARROW:extension:')))
      metadata.set(key, value);
  }
  for (const [key, value] of result.metadata) metadata.set(key, value);
  const { type, nullable } = result;
  return withField(field, { name: nameOf(operator, source, placement), type, nullable, metadata });
}

function fieldOfAll(result: Result, placement: Placement): Field {
  const name = result.name ?? String(placement.as);
  return newField(name, result.type, result.nullable, result.metadata);
}

function nameOf(operator: string, source: Chosen, { as }: Placement): string {
  if (as === undefined) return source.name;
  if (typeof as === 'function') return checkName(operator, source.name, as(source.name));
  return source.star === undefined || !isGlob(as) ? as : fillStar(as, source.star);
}

function checkName(operator: string, column: string, got: unknown): string {
  if (typeof got === 'string' && got !== '') return got;
  const report = { operator, what: 'as gave no column name', got, column };
  throw new TypeError(describe({ ...report, expected: 'a string that is not empty' }));
}

function placeResults(
  schema: Schema,
  sources: readonly Chosen[],
  results: number,
  each: boolean,
  placement: Placement,
): readonly Place[] {
  const all = Array.from({ length: results }, (_, result): Place => ({ result }));
  const columns = schema.fields.map((_: Field, source: number): Place => ({ source }));
  const named = placement.as !== undefined || !each;
  if (named && placement.keep !== false) return [...columns, ...all];
  const standIn = new Map<number, readonly Place[]>();
  sources.forEach(({ index }, i) => {
    if (each) standIn.set(index, [all[i]!]);
    else standIn.set(index, i === 0 ? all : []);
  });
  return columns.flatMap((place, index) => standIn.get(index) ?? [place]);
}

function checkCollisions(
  operator: string,
  schema: Schema,
  sources: readonly Chosen[],
  fields: readonly Field[],
  places: readonly Place[],
  each: boolean,
): void {
  const taken = new Map<string, string>();
  for (const place of places) {
    if ('source' in place)
      taken.set((schema.fields[place.source] as Field).name, 'a column of the input');
  }
  fields.forEach(({ name }, i) => {
    const who = each ? `the result of ${show(sources[i]!.name)}` : 'a result';
    const other = taken.get(name);
    if (other !== undefined) throw collision(operator, who, name, other);
    taken.set(name, who);
  });
}

function collision(operator: string, who: string, column: string, other: string): SelectionError {
  const what = `${who} would bear the same name as ${other}`;
  return new SelectionError({ operator, what, column, expected: 'another name in as' });
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
