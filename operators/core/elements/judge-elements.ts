import { Validity } from '../../../src/columns/validity.js';
import type { DataError } from '../../../src/errors.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Counts, ElementRules } from '../policies.js';

/** The elements of a column, as far as they are judged. */
export interface JudgedElements {
  readonly values: Floats;
  /** Which elements are numbers: neither null nor within a null cell. undefined: all. */
  readonly live: Validity | undefined;
  /** Null elements and null cells; a null cell counts once, whatever it holds. */
  readonly nulls: number;
  /** The row in the batch of the first null; only where there is one. */
  firstNull(): number;
  /** The row in the batch of an element. */
  rowOf(index: number): number;
}

/** Makes the error of an element of a row. */
export type Place = (
  report: { what: string; got?: unknown; expected: string },
  row: number,
) => DataError;

/**
 * Counts nulls, NaN and ±∞ of the input, and refuses what is to be refused; returns what the function is to be given: not
 * a NaN that is masked.
 *
 * @throws DataError where a policy says so
 */
export function judgeElements(
  elements: JudgedElements,
  rules: ElementRules,
  counts: Counts,
  place: Place,
): Validity | undefined {
  counts.nulls += elements.nulls;
  if (elements.nulls > 0 && rules.nulls === 'error') {
    throw place({ what: 'a null', expected: 'a number' }, elements.firstNull());
  }
  return judgeNumbers(elements, rules, counts, place);
}

function judgeNumbers(
  elements: JudgedElements,
  rules: ElementRules,
  counts: Counts,
  place: Place,
): Validity | undefined {
  const { values, live } = elements;
  let nans = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // One test for all finite numbers: only NaN, ∞ and −∞ do not cancel.
    if (value - value === 0 || live?.isValid(i) === false) continue;
    if (!Number.isNaN(value)) counts.infinities += 1;
    else if (rules.nan !== 'error') nans += 1;
    else throw place({ what: 'a NaN', expected: 'a number' }, elements.rowOf(i));
  }
  counts.nans += nans;
  if (nans === 0 || rules.nan === 'propagate') return live;
  const isNumber = (i: number) => live?.isValid(i) !== false && !Number.isNaN(values[i]);
  return Validity.of(values.length, isNumber);
}
