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
  if (areFinite(values)) return;
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

/** Only of NaN, ∞ and −∞ a product with 0 is no 0. Four sums do not wait for one another. */
function areFinite(values: Floats): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < values.length; i += 4) {
    a += 0 * values[i]!;
    b += 0 * values[i + 1]!;
    c += 0 * values[i + 2]!;
    d += 0 * values[i + 3]!;
  }
  for (; i < values.length; i++) a += 0 * values[i]!;
  return a + b + c + d === 0;
}
