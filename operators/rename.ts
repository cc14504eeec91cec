import type { Field, Schema } from 'apache-arrow';
import { withField } from '../src/columns/batches.js';
import { type Pick, planProjection } from '../src/columns/projection.js';
import { chooseColumns } from '../src/columns/selection/select.js';
import { describe, SelectionError, show } from '../src/errors.js';
import { type BatchOperator, overBatches } from './core/over-batches.js';

/** New names by old ones, or a function from each old name to the new one. */
export type Renaming = Readonly<Record<string, string>> | ((name: string) => string);

/**
 * Gives columns other names. Order, types, values and metadata stay; names may be swapped.
 *
 * @param renaming  new names by old ones (literal; other columns keep theirs), or a function of every name
 * @throws TypeError where `renaming` is neither, or a new name is no string
 * @error SelectionError where an old name is missing or borne by several columns, or two columns would end up
 *   with one name
 */
export function rename(renaming: Renaming): BatchOperator {
  checkRenaming(renaming);
  return overBatches('rename', {}, (schema) => {
    const picks = renamed(schema, renaming);
    checkCollisions(schema, picks);
    return planProjection(schema, picks);
  });
}

const EXPECTED = 'an object from old names to new ones, or a function from a name to a name';

function checkRenaming(renaming: unknown): void {
  if (typeof renaming === 'function') return;
  if (typeof renaming !== 'object' || renaming === null || Array.isArray(renaming)) {
    const what = 'columns cannot be renamed by this';
    throw new TypeError(describe({ operator: 'rename', what, got: renaming, expected: EXPECTED }));
  }
  for (const [column, name] of Object.entries(renaming)) checkName(column, name);
}

function checkName(column: string, got: unknown): asserts got is string {
  if (typeof got === 'string') return;
  const what = 'the new name is no string';
  const report = { operator: 'rename', what, got, column, expected: 'a string' };
  throw new TypeError(describe(report));
}

/** Every column of the schema, under its new field. */
function renamed(schema: Schema, renaming: Renaming): readonly Pick[] {
  const nameOf = typeof renaming === 'function' ? byFunction(renaming) : byMap(schema, renaming);
  return schema.fields.map((field: Field, index) => {
    const name = nameOf(field.name);
    return { index, field: name === field.name ? field : withField(field, { name }) };
  });
}

function byFunction(renaming: (name: string) => string): (name: string) => string {
  return (column) => {
    const name: unknown = renaming(column);
    checkName(column, name);
    return name;
  };
}

function byMap(schema: Schema, renaming: Readonly<Record<string, string>>) {
  // Entries, not look-ups: `__proto__` is a name like any other, and `toString` is no entry.
  const names = new Map(Object.entries(renaming));
  if (names.size > 0) chooseColumns(schema, [...names.keys()], 'rename');
  return (column: string) => names.get(column) ?? column;
}

/** Names that the schema repeats already are its own affair; those that a new name repeats are an error. */
function checkCollisions(schema: Schema, picks: readonly Pick[]): void {
  const bearers = new Map<string, number>();
  picks.forEach(({ field }, index) => {
    const other = bearers.get(field.name);
    bearers.set(field.name, index);
    if (other === undefined) return;
    const isNew = (i: number) => picks[i]!.field !== schema.fields[i];
    if (isNew(index) || isNew(other)) throw collision(schema, other, index, field.name);
  });
}

function collision(schema: Schema, a: number, b: number, column: string): SelectionError {
  const [one, other] = [a, b].map((i) => show(schema.fields[i]!.name));
  const what = `${one} and ${other} would bear the same name`;
  return new SelectionError({ operator: 'rename', what, column, expected: 'different names' });
}
