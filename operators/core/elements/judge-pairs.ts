import { Validity } from '../../../src/columns/validity.js';
import type { Counts, ElementRules } from '../policies.js';

/** Numbers in pairs. */
export interface NumberPairs {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Which pairs are whole; undefined: all. */
  readonly live: Validity | undefined;
}

/**
 * Counts pairs that hold a NaN or ±∞; returns which have a result that is neither null nor masked.
 *
 * @param refuse  the error of a NaN, which is thrown where the policy says so
 */
export function judgePairs(
  { first, second, live }: NumberPairs,
  rules: ElementRules,
  counts: Counts,
  refuse: (pair: number) => Error,
): Validity | undefined {
  const masked = new Uint8Array(first.length);
  let nans = 0;
  for (let pair = 0; pair < first.length; pair++) {
    const [a, b] = [first[pair]!, second[pair]!];
    if ((a - a === 0 && b - b === 0) || live?.isValid(pair) === false) continue;
    if (!Number.isNaN(a) && !Number.isNaN(b)) counts.infinities += 1;
    else {
      if (rules.nan === 'error') throw refuse(pair);
      nans += 1;
      masked[pair] = 1;
    }
  }
  counts.nans += nans;
  if (nans === 0 || rules.nan === 'propagate') return live;
  return Validity.of(first.length, (pair) => live?.isValid(pair) !== false && masked[pair] === 0);
}
