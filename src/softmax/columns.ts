import { describe } from '../errors.js';
import { checkCount } from '../simd/check-count.js';
import { emptyLike, type Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { checkRows } from './layout.js';
import { checkFloats, kindOf } from './pair.js';

/** Elements of a block: it stays in the first cache with its columns, at any number of classes up to as many. */
const BLOCK = 4096;
/** At least so many rows: to find a column takes as long as to copy many numbers of it. */
const FEWEST_ROWS = 32;

/**
 * Runs a row kernel over a table that has a column for each class: blocks of rows are gathered side by side, computed
 * in place, and scattered into the columns of `dst`. So the bits are the row kernel's own. `checkColumns` has been
 * called.
 *
 * @returns the sum of what `compute` returns; it gets the block and the rows in it
 */
export function byBlocks<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  compute: (block: Floats, rows: Rows) => number,
): number {
  const width = src.length;
  if (width === 0) return length;
  const height = blockHeight(length, width);
  const block = emptyLike(src[0]!, height * width);
  let result = 0;
  for (let start = 0; start < length; start += height) {
    const rows = { length: Math.min(height, length - start), width };
    gather(src, block, start, rows.length);
    result += compute(block, rows);
    scatter(block, dst, start, rows.length);
  }
  return result;
}

/** Rows of a block. */
export function blockHeight(length: number, width: number): number {
  return Math.min(length, Math.max(FEWEST_ROWS, Math.floor(BLOCK / width)));
}

/** Rows from `start` on, side by side in a block. */
export function gather(src: readonly Floats[], block: Floats, start: number, count: number): void {
  const width = src.length;
  for (let c = 0; c < width; c++) {
    const column = src[c]!;
    for (let r = 0, i = c; r < count; r++, i += width) block[i] = column[start + r]!;
  }
}

function scatter(block: Floats, dst: readonly Floats[], start: number, count: number): void {
  const width = dst.length;
  for (let c = 0; c < width; c++) {
    const column = dst[c]!;
    for (let r = 0, i = c; r < count; r++, i += width) column[start + r] = block[i]!;
  }
}

/**
 * @throws RangeError where a column is shorter than `length`, or the two sets differ in number; TypeError where they
 *   differ in type
 */
export function checkColumns(
  operator: string,
  src: readonly Floats[],
  dst: readonly Floats[],
  length: number,
): void {
  checkList(operator, 'src', src);
  checkList(operator, 'dst', dst);
  if (src.length > 0) checkFloats(operator, 'the first column', src[0]);
  const kind = src[0]?.constructor;
  for (const columns of [src, dst]) {
    const at = columns.findIndex((column) => column?.constructor !== kind);
    if (at < 0) continue;
    throw new TypeError(
      describe({
        operator,
        what: 'columns of unlike types',
        got: kindOf(columns[at]),
        expected: `${kind?.name}, as the first column is`,
      }),
    );
  }
  checkCount(operator, 'number of rows', length);
  const short = [src, dst].flatMap(
    (columns) => columns.find((column) => column.length < length) ?? [],
  );
  checkRows(operator, { length, width: 1 }, ...short);
  if (src.length === dst.length) return;
  throw new RangeError(
    describe({
      operator,
      what: 'dst has another number of columns than src',
      got: dst.length,
      expected: String(src.length),
    }),
  );
}

/** @throws TypeError where columns are no array */
export function checkList(operator: string, name: string, columns: unknown): void {
  if (Array.isArray(columns)) return;
  const expected = 'an array with one for each class';
  throw new TypeError(
    describe({ operator, what: `${name} is no array of columns`, got: columns, expected }),
  );
}
