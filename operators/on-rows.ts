import {
  asyncScheduler,
  bufferCount,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  type Observable,
  type OperatorFunction,
  of,
  switchMap,
  timer,
} from 'rxjs';
import { PlainRows } from '../src/columns/plain/plain-rows.js';
import { checkFunction, checkOptions, describe } from '../src/errors.js';
import type { BatchOperator } from './core/over-batches.js';

/** How `onRows` makes batches of rows. */
export interface OnRowsOptions {
  /** Rows of a batch: default 1, so that every row is passed on at once. 1000 are several times faster. */
  readonly rows?: number | undefined;
  /** Milliseconds after which a batch that is not full is passed on; default: it waits. */
  readonly within?: number | undefined;
  /** Only for rows that are arrays: the names of their cells, or true where the first row holds them. */
  readonly header?: readonly string[] | true | undefined;
}

/**
 * Lifts an operator on batches, or several in rxjs's `pipe(a, b)`, to a stream of plain rows: objects with the
 * same keys, or arrays under a header. A header that comes as the first row goes out as the first row, with the
 * names that were added or changed. The order of cells is kept, and so are `__proto__` and names that look like
 * integers (arrays alone keep the order of those, since objects always put them first).
 *
 * Numbers, strings, bigints and booleans go in as text, which an operator reads as numbers where it wants numbers;
 * null, undefined and '' are null. Arrays and typed arrays of numbers go in as lists of doubles. Of each column the
 * first batch decides which; a column that is empty there is text. Other objects go in as something that no
 * operator takes for numbers.
 *
 * What no operator touches comes back identical: the same string, the same object. What one makes or changes comes
 * out as numbers, strings, arrays of these, and null.
 *
 * @param operator  one that gives one row for each row, batch by batch
 * @throws TypeError, RangeError for options that are none
 * @error DataError for a row with other keys or another number of cells, and for a cell that an operator cannot
 *   read, with column and row (rows count from 0, a header not counted); LogitflowError where the operator drops
 *   or adds rows
 */
export function onRows(
  operator: BatchOperator,
  options: OnRowsOptions & { readonly header: readonly string[] | true },
): OperatorFunction<readonly unknown[], unknown[]>;
/** The same for rows that are objects with the same keys. */
export function onRows<T extends object>(
  operator: BatchOperator,
  options?: OnRowsOptions & { readonly header?: undefined },
): OperatorFunction<T, Record<string, unknown>>;
export function onRows(
  operator: BatchOperator,
  options: OnRowsOptions = {},
): OperatorFunction<never, unknown> {
  checkFunction('onRows', 'the operator', operator, 'an operator on batches');
  checkOptions('onRows', options, ['rows', 'within', 'header']);
  const { rows = 1, within, header } = options;
  checkGrouping(rows, within);
  checkHeader(header);
  return (source) =>
    defer(() => {
      const plain = new PlainRows('onRows', header);
      const groups = source.pipe(
        filter((row) => !plain.takeHeader(row)),
        inGroups(rows, within),
      );
      const batches = concat(
        groups.pipe(map((group) => plain.toBatch(group))),
        defer(() => plain.carrier()),
      );
      return concat(
        operator(batches).pipe(concatMap((batch) => plain.toRows(batch))),
        defer(() => {
          plain.finish();
          return EMPTY;
        }),
      );
    });
}

function checkGrouping(rows: unknown, within: unknown): void {
  if (typeof rows !== 'number' || !Number.isSafeInteger(rows) || rows < 1) {
    throw new RangeError(refusal('rows is no number of rows', rows, 'an integer from 1'));
  }
  if (within === undefined || (typeof within === 'number' && within > 0 && within < Infinity))
    return;
  throw new RangeError(refusal('within is no span of time', within, 'milliseconds above 0'));
}

function checkHeader(header: unknown): void {
  if (header === undefined || header === true) return;
  if (Array.isArray(header) && header.every((name) => typeof name === 'string')) return;
  throw new TypeError(refusal('header is no header', header, 'an array of names, or true'));
}

function refusal(what: string, got: unknown, expected: string): string {
  return describe({ operator: 'onRows', what, got, expected });
}

/** Rows in groups of `rows`, the last one shorter; one that is not full goes after `within` milliseconds. */
function inGroups<T>(rows: number, within: number | undefined): OperatorFunction<T, T[]> {
  if (within === undefined || rows === 1) return bufferCount(rows);
  return (source) =>
    defer(() => {
      const group: T[] = [];
      let due = 0;
      const take = () => group.splice(0);
      const next = (row: T): Observable<T[]> => {
        if (group.push(row) === 1) due = asyncScheduler.now() + within;
        if (group.length === rows) return of(take());
        return timer(Math.max(0, due - asyncScheduler.now())).pipe(map(take));
      };
      const rest = () => (group.length > 0 ? of(take()) : EMPTY);
      const END = Symbol('end of the rows');
      return concat(source, of(END)).pipe(
        // A row that comes before the timer takes its place, with what is left of the time.
        switchMap((row) => (row === END ? rest() : next(row as T))), // END is the only value of its kind
      );
    });
}
