import { describe, SelectionError, show } from '../../errors.js';
import { countStars, fillStar, isGlob } from './glob.js';
import type { Chosen, Columns } from './select.js';

/**
 * Where the results of an operator stand, as far as names and order go; src/columns/selection/placement.ts makes batches of it.
 * A lane, which has no batches, needs the names and the order alone.
 */

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

/** What there is to know of a column that a result is made of. */
type Source = Pick<Chosen, 'index' | 'name' | 'star'>;

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
export type Place = { readonly source: number } | { readonly result: number };

/** The name of a result that has one source. @throws TypeError where `as` is a function and gives none */
export function nameOf(operator: string, source: Source, { as }: Placement): string {
  if (as === undefined) return source.name;
  if (typeof as === 'function') return checkName(operator, source.name, as(source.name));
  return source.star === undefined || !isGlob(as) ? as : fillStar(as, source.star);
}

function checkName(operator: string, column: string, got: unknown): string {
  if (typeof got === 'string' && got !== '') return got;
  const report = { operator, what: 'as gave no column name', got, column };
  throw new TypeError(describe({ ...report, expected: 'a string that is not empty' }));
}

/**
 * The columns of the output in order.
 *
 * @param columns  how many there are in the input
 * @param each  whether there is one result for each source; otherwise all results are made of all sources
 */
export function placeResults(
  columns: number,
  sources: readonly Source[],
  results: number,
  each: boolean,
  placement: Placement,
): readonly Place[] {
  const named = placement.as !== undefined || !each;
  const stay = named && placement.keep !== false;
  // Of each column its place among those that results stand in for: there may be a hundred thousand.
  const replaced = new Int32Array(columns).fill(-1);
  if (!stay) for (let i = 0; i < sources.length; i++) replaced[sources[i]!.index] = i;
  const places: Place[] = [];
  const putAll = () => {
    for (let result = 0; result < results; result++) places.push({ result });
  };
  for (let source = 0; source < columns; source++) {
    const i = replaced[source]!;
    if (i < 0) places.push({ source });
    else if (each) places.push({ result: i });
    else if (i === 0) putAll();
  }
  if (stay) putAll();
  return places;
}

/**
 * @param columns  the names of the input's columns
 * @param results  the names of the results
 * @throws SelectionError where a result would bear the name of another column of the output
 */
export function checkCollisions(
  operator: string,
  columns: readonly string[],
  sources: readonly Source[],
  results: readonly string[],
  places: readonly Place[],
  each: boolean,
): void {
  const taken = new Map<string, string>();
  for (const place of places) {
    if ('source' in place) taken.set(columns[place.source]!, 'a column of the input');
  }
  results.forEach((name, i) => {
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
