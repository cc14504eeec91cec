import { describe } from '../errors.js';

/** @throws RangeError unless it is an integer of at least 0 */
export function checkCount(operator: string, what: string, count: number): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new RangeError(
    describe({ operator, what: `bad ${what}`, got: count, expected: 'an integer of at least 0' }),
  );
}
