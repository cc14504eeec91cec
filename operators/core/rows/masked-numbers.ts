import type { Numbers } from '../../../src/columns/numbers.js';
import { Validity } from '../../../src/columns/validity.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';

/** Which elements are taken out of their row before a kernel sees it. */
export interface Mask {
  readonly nulls: boolean;
  readonly nan: boolean;
}

/** The values with `absent` for what is masked: a copy in a slot of `scratch` where anything may be. */
export function maskNumbers(
  numbers: Numbers,
  mask: Mask,
  absent: number,
  scratch: Scratch,
  slot: number,
): Floats {
  const nulls = mask.nulls ? numbers.validity : undefined;
  if (nulls === undefined && !mask.nan) return numbers.values;
  const copy = scratch.floats(slot, numbers.values, numbers.length);
  copy.set(numbers.values);
  if (mask.nan) {
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i]!)) copy[i] = absent;
  }
  nulls?.fillNulls(copy, absent);
  return copy;
}

const KEPT = 0;
const TAKEN_OUT = 1;
const UNKNOWN = 2;

/** Of an element that is there, that is not, or of which nobody knows. */
export function stateOf(present: boolean | null): number {
  if (present === null) return UNKNOWN;
  return present ? KEPT : TAKEN_OUT;
}

/**
 * Numbers of which some are taken out, and some, of which nobody knows whether they are there, are null.
 *
 * @param states  what `stateOf` says of each
 */
export function takeOut(
  numbers: Numbers,
  states: Uint8Array,
  absent: number,
  scratch: Scratch,
  slot: number,
): Numbers {
  const { length, validity } = numbers;
  const values = scratch.floats(slot, numbers.values, length);
  values.set(numbers.values);
  states.forEach((state, i) => {
    if (state === TAKEN_OUT) values[i] = absent;
  });
  const isValid = (i: number) =>
    states[i] === TAKEN_OUT || (states[i] === KEPT && validity?.isValid(i) !== false);
  return { values, length, validity: Validity.of(length, isValid) };
}
