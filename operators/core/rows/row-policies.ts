import type { At } from '../../../src/columns/numbers.js';
import { DataError } from '../../../src/errors.js';
import type { Counts, RowRules } from '../policies.js';
import type { Scratch } from '../scratch.js';
import type { JudgedRows } from './block.js';
import type { Mask } from './masked-numbers.js';

/** What became of a row: the kernel's result stands, its result is null, or it has no class left. */
export const ORDINARY = 0;
export const NULL = 1;
export const DEGENERATE = 2;

/**
 * Runs a kernel over the block with what `mask` names taken out; may be called twice. Returns a test for the rows
 * that want a closer look (every row that holds a NaN or a +∞ or has no class left must pass it, others may), or
 * undefined where there are none: clean batches are never looked at twice.
 */
export type RunKernel = (mask: Mask) => ((row: number) => boolean) | undefined;

/** One batch of one source, and what is to be done with it. */
export interface Bench {
  readonly block: JudgedRows;
  readonly rules: RowRules;
  readonly counts: Counts;
  readonly at: At;
  readonly scratch: Scratch;
  /** 1 for rows that are masked out: their results are null, and what they hold is not judged. */
  readonly out?: Uint8Array | undefined;
}

/**
 * The policies around a kernel along the rows: nulls are judged before it runs, what it could not give a
 * distribution after it, and it runs again where NaN turns out to be masked. Order of precedence in a row: a
 * policy of `error`, then null, then NaN, then degenerate.
 *
 * @returns a verdict a row, or undefined where all are ordinary
 * @throws DataError where a policy says so
 */
export function underPolicies(bench: Bench, run: RunKernel): Uint8Array | undefined {
  const { block, rules, scratch, out } = bench;
  let verdicts = block.hasNulls || out !== undefined ? judgeNulls(bench) : undefined;
  const nulls = block.hasNulls && rules.nulls === 'mask';
  const suspect = run({ nulls, nan: false });
  if (suspect === undefined) return verdicts;
  verdicts ??= scratch.zeros(block.length);
  let again = false;
  for (let row = 0; row < block.length; row++) {
    if (!suspect(row) || block.isMissing(row) || out?.[row] === 1) continue;
    again = judge(bench, row, verdicts) || again;
  }
  if (again) run({ nulls, nan: true });
  return verdicts;
}

function judgeNulls(bench: Bench): Uint8Array {
  const { block, rules, counts, scratch, out } = bench;
  const verdicts = scratch.zeros(block.length);
  block.markNulls(verdicts);
  for (let row = 0; row < block.length; row++) {
    if (out?.[row] === 1) {
      verdicts[row] = NULL;
      continue;
    }
    if (verdicts[row] === ORDINARY) continue;
    counts.nulls += 1;
    if (rules.nulls === 'error') throw nullError(bench, row);
    verdicts[row] = rules.nulls === 'propagate' || block.isMissing(row) ? NULL : ORDINARY;
  }
  return verdicts;
}

const NAN = 1;
const INFINITE = 2;
const FINITE = 4;

/** Judges one row without a distribution; true where the kernel has to run again without its NaN. */
function judge(bench: Bench, row: number, verdicts: Uint8Array): boolean {
  const { block, rules, counts } = bench;
  const found = survey(block, row);
  const nan = (found & NAN) !== 0;
  if (nan) counts.nans += 1;
  if (found & INFINITE) counts.infinities += 1;
  if (nan && rules.nan === 'error') throw nanError(bench, row);
  if (verdicts[row] === NULL || (nan && rules.nan === 'propagate')) return false;
  if (found & (FINITE | INFINITE)) return nan;
  counts.degenerate += 1;
  if (rules.degenerate === 'error') throw degenerateError(bench, row);
  verdicts[row] = rules.degenerate === 'null' ? NULL : DEGENERATE;
  return false;
}

/** Which kinds of numbers a row holds, absent ones aside. */
function survey(block: JudgedRows, row: number): number {
  const { absent } = block;
  let found = 0;
  for (let i = 0, n = block.classes(row); i < n; i++) {
    if (block.isNull(row, i)) continue;
    const value = block.at(block.values, row, i);
    if (Number.isNaN(value)) found |= NAN;
    else if (value === -absent) found |= INFINITE;
    else if (value !== absent) found |= FINITE;
  }
  return found;
}

function nullError(bench: Bench, row: number): DataError {
  const { block } = bench;
  if (block.isMissing(row)) return dataError(bench, row, 'a null cell', 'a list', block.nameOf(0));
  const index = findIndex(block, row, (i) => block.isNull(row, i));
  return dataError(bench, row, 'a null', 'a number', block.nameOf(index));
}

function nanError(bench: Bench, row: number): DataError {
  const { block } = bench;
  const index = findIndex(
    block,
    row,
    (i) => !block.isNull(row, i) && Number.isNaN(block.at(block.values, row, i)),
  );
  return dataError(bench, row, 'a NaN', 'a number', block.nameOf(index));
}

function degenerateError(bench: Bench, row: number): DataError {
  const { block } = bench;
  const empty = block.classes(row) === 0;
  const what = empty ? 'an empty cell has no distribution' : 'no class is left in the row';
  const bound = block.absent < 0 ? 'above -Infinity' : 'below Infinity';
  const expected = empty ? 'at least one number' : `a number ${bound}`;
  return dataError(bench, row, what, expected, block.list ? block.nameOf(0) : undefined);
}

function findIndex(block: JudgedRows, row: number, test: (index: number) => boolean): number {
  let index = 0;
  while (index < block.classes(row) - 1 && !test(index)) index++;
  return index;
}

function dataError(
  { at }: Bench,
  row: number,
  what: string,
  expected: string,
  column: string | undefined,
): DataError {
  const place = { batch: at.batch, row: at.row + row };
  const report = { operator: at.operator, what, expected, ...place };
  return new DataError(column === undefined ? report : { ...report, column });
}
