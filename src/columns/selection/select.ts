import type { Field } from 'apache-arrow';
import { describe, didYouMean, SelectionError, show } from '../../errors.js';
import { globOf, isGlob } from './glob.js';
import { otherDelimiter } from './other-delimiter.js';
import { matchesPattern } from './pattern.js';

/**
 * Which columns an operator works on: a name, or a glob where it holds `*` (`'logit_*'`; nothing else is
 * special); a regular expression; literal names; or a predicate on name and index. The columns chosen stand in
 * schema order, for an array in its own order: that is the order of the classes.
 */
export type Columns =
  | string
  | RegExp
  | readonly string[]
  | ((name: string, index: number) => boolean);

/** What has columns with names: a schema. */
interface Named<F extends { readonly name: string }> {
  readonly fields: readonly F[];
}

/** A column that was chosen. */
export interface Chosen<F extends { readonly name: string } = Field> {
  /** Its place in the schema; names need not be unique, so columns go by index. */
  readonly index: number;
  readonly name: string;
  /** What the glob's one `*` stands for in the name; undefined for other selectors and for several `*`. */
  readonly star: string | undefined;
  readonly field: F;
}

const COLUMNS =
  "a column name, a glob such as 'logit_*', a RegExp, an array of names or a function";

/** Throws a TypeError where `columns` cannot choose anything in any schema. */
export function checkColumns(operator: string, columns: unknown): asserts columns is Columns {
  if (typeof columns === 'string' || typeof columns === 'function') return;
  if (columns instanceof RegExp) return;
  if (!Array.isArray(columns) || columns.length === 0) throw badColumns(operator, columns);
  const seen = new Set<unknown>();
  for (const name of columns) {
    if (typeof name !== 'string') throw badColumns(operator, columns);
    if (seen.has(name)) throw twice(operator, name);
    seen.add(name);
  }
}

/**
 * The columns of `schema` that `columns` chooses; never none.
 *
 * @throws SelectionError where nothing matches, or a literal name is missing or stands for several columns; LimitError
 *   where a RegExp is to be tried on a name of more than 10,000 characters
 */
export function chooseColumns<F extends { readonly name: string }>(
  schema: Named<F>,
  columns: Columns,
  operator: string,
): readonly Chosen<F>[] {
  if (typeof columns === 'string') {
    return isGlob(columns)
      ? byGlob(schema, columns, operator)
      : byNames(schema, [columns], operator);
  }
  if (typeof columns === 'function') return byPredicate(schema, columns, columns, operator);
  if (columns instanceof RegExp) return byRegExp(schema, columns, operator);
  return byNames(schema, columns, operator);
}

function byGlob<F extends { readonly name: string }>(
  schema: Named<F>,
  pattern: string,
  operator: string,
): readonly Chosen<F>[] {
  const glob = globOf(pattern);
  const chosen = choose(schema, glob.matches, glob.starOf);
  if (chosen.length === 0) throw noneMatched(schema, pattern, operator);
  return chosen;
}

function byRegExp<F extends { readonly name: string }>(
  schema: Named<F>,
  pattern: RegExp,
  operator: string,
): readonly Chosen<F>[] {
  const test = (name: string) => matchesPattern(pattern, name, operator);
  return byPredicate(schema, test, pattern, operator);
}

function byPredicate<F extends { readonly name: string }>(
  schema: Named<F>,
  test: (name: string, index: number) => boolean,
  got: unknown,
  operator: string,
): readonly Chosen<F>[] {
  const chosen = choose(schema, test);
  if (chosen.length === 0) throw noneMatched(schema, got, operator);
  return chosen;
}

function choose<F extends { readonly name: string }>(
  schema: Named<F>,
  test: (name: string, index: number) => boolean,
  starOf: (name: string) => string | undefined = () => undefined,
): Chosen<F>[] {
  const chosen: Chosen<F>[] = [];
  schema.fields.forEach((field, index) => {
    const { name } = field;
    if (test(name, index)) chosen.push({ index, name, star: starOf(name), field });
  });
  return chosen;
}

function byNames<F extends { readonly name: string }>(
  schema: Named<F>,
  names: readonly string[],
  operator: string,
): readonly Chosen<F>[] {
  const places = placesOf(schema);
  return names.map((name) => {
    const found = places.get(name);
    if (found === undefined) throw missing(schema, name, operator);
    if (found.length > 1) throw ambiguous(name, found, operator);
    const index = found[0]!;
    return { index, name, star: undefined, field: schema.fields[index] as F };
  });
}

/** Every name of the schema with the indices that bear it, in one pass. */
function placesOf(schema: Named<{ readonly name: string }>): Map<string, number[]> {
  const places = new Map<string, number[]>();
  schema.fields.forEach((field, index) => {
    const found = places.get(field.name);
    if (found) found.push(index);
    else places.set(field.name, [index]);
  });
  return places;
}

const MOST_LISTED = 10;

/** The schema's column names for a message: quoted, and cut after ten. */
function listColumns(schema: Named<{ readonly name: string }>): string {
  const names = schema.fields.slice(0, MOST_LISTED).map((field) => show(field.name));
  const more = schema.fields.length - names.length;
  if (names.length === 0) return 'a column, but there are none';
  return `one of ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `listColumns`, with the name or the glob that may have been meant, or else the delimiter that has cut no header. */
function offerColumns(schema: Named<{ readonly name: string }>, wanted: unknown): string {
  const names = schema.fields.map((field) => field.name);
  const globs = typeof wanted === 'string' && isGlob(wanted) ? globsOf(names) : [];
  const near = didYouMean(wanted, globs) || didYouMean(wanted, names);
  return `${listColumns(schema)}${near || otherDelimiter(names.length === 1 ? names[0] : undefined)}`;
}

/** Globs for columns that are numbered, or have a word behind a common one: `logit_*` for `logit_0` and `logit_cat`. */
function globsOf(names: readonly string[]): Set<string> {
  const cut = (name: string) =>
    name.slice(0, MOST_SHOWN).replace(/(?<=[_. -])[^_. -]+$|[0-9]+$/, '*');
  return new Set(names.slice(0, MOST_COMPARED).map(cut).filter(isGlob));
}

/** Of long names, and many: what is compared has a bound. */
const MOST_SHOWN = 100;
const MOST_COMPARED = 1000;

function noneMatched(
  schema: Named<{ readonly name: string }>,
  got: unknown,
  operator: string,
): SelectionError {
  const what = 'no column matches';
  return new SelectionError({ operator, what, got, expected: offerColumns(schema, got) });
}

function missing(
  schema: Named<{ readonly name: string }>,
  column: string,
  operator: string,
): SelectionError {
  const what = 'there is no such column';
  return new SelectionError({ operator, what, column, expected: offerColumns(schema, column) });
}

function ambiguous(column: string, found: readonly number[], operator: string): SelectionError {
  const what = `several columns bear this name, at ${found.slice(0, MOST_LISTED).join(', ')}`;
  const expected =
    'a pattern that takes them all, or a function (name, index) => boolean that tells them apart';
  return new SelectionError({ operator, what, column, expected });
}

function badColumns(operator: string, got: unknown): TypeError {
  return new TypeError(
    describe({ operator, what: 'columns cannot be chosen by this', got, expected: COLUMNS }),
  );
}

function twice(operator: string, got: string): TypeError {
  return new TypeError(
    describe({ operator, what: 'columns name one twice', got, expected: 'each name once' }),
  );
}
