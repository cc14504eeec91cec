import type { At, Floats } from '../../../src/columns/numbers.js';
import { DataError } from '../../../src/errors.js';
import type { Counts, ElementRules } from '../policies.js';

/**
 * Counts what is no number among values that lie in rows of `size`; what does not count is −∞ here.
 *
 * @throws DataError for a NaN where the policy says so
 */
export function judgeNumbers(
  values: Floats,
  size: number,
  column: string,
  { nan }: ElementRules,
  counts: Counts,
  { operator, batch, row }: At,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // One test for all finite numbers: only NaN, ∞ and −∞ do not cancel.
    if (value - value === 0 || value === Number.NEGATIVE_INFINITY) continue;
    if (value === Number.POSITIVE_INFINITY) counts.infinities += 1;
    else {
      counts.nans += 1;
      if (nan !== 'error') continue;
      const place = { column, batch, row: row + Math.floor(i / size) };
      throw new DataError({ operator, what: 'a NaN', ...place, expected: 'a number' });
    }
  }
}
