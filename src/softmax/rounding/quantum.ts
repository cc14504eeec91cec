import { describe } from '../../errors.js';

/** What one is in quanta, where it is the last place of a float type below one: all sums of such numbers are exact. */
export const UNITS_OF_FLOAT = { 16: 2 ** 11, 32: 2 ** 24, 64: 2 ** 53 } as const;

/**
 * So many decimals a float type holds: the float next to such a decimal of at most one is next to no other, and the
 * decimal is the shortest that reads back to it.
 */
export const MOST_DECIMALS_OF_FLOAT = { 16: 3, 32: 7, 64: 15 } as const;

/** @throws RangeError unless it is an integer of 1 to 2⁵³ */
export function checkUnits(operator: string, units: number): void {
  if (Number.isInteger(units) && units >= 1 && units <= 2 ** 53) return;
  const report = { operator, what: 'bad number of units', got: units };
  throw new RangeError(describe({ ...report, expected: 'an integer of 1 to 2⁵³' }));
}
