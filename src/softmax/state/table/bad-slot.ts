import { describe } from '../../../errors.js';

/** The error of a slot beyond a table's size. */
export function badSlot(operator: string, slot: number, size: number): RangeError {
  return new RangeError(
    describe({ operator, what: 'there is no such slot', got: slot, expected: `less than ${size}` }),
  );
}
