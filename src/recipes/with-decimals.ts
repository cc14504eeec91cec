import { describe } from '../errors.js';
import type { AnyStep, FormatOptions, Recipe, Step } from './recipe.js';

/** How numbers are written. */
export type WrittenDigits = Pick<FormatOptions, 'precision' | 'significant'>;

/**
 * A recipe whose probabilities add up as they are written: where text has so many decimals, `sumToOne: true` means these.
 *
 * @throws RangeError where what is rounded to sum to one would be rounded again
 */
export function withDecimals(recipe: Recipe, digits: WrittenDigits): Recipe {
  const { precision, significant } = digits;
  if (precision === undefined && significant === undefined) return recipe;
  return { ...recipe, steps: recipe.steps.map((step) => withDecimalsOf(step, digits)) };
}

function withDecimalsOf(step: Step, { precision, significant }: WrittenDigits): Step {
  const { op, sumToOne = false }: AnyStep = step;
  if (sumToOne === false) return step;
  if (precision === undefined) {
    const what = 'sumToOne does not outlast the rounding to significant digits';
    const expected = 'precision, a number of decimals';
    throw new RangeError(describe({ operator: op, what, got: significant, expected }));
  }
  if (sumToOne === true) return { ...step, sumToOne: { decimals: precision } } as Step; // it has the option
  // Invariant: the step was parsed, and the object holds a number of decimals.
  const { decimals } = sumToOne as { readonly decimals: number };
  if (decimals <= precision) return step;
  const what = `sumToOne does not outlast the rounding to ${precision} decimals`;
  throw new RangeError(
    describe({ operator: op, what, got: decimals, expected: `at most ${precision} decimals` }),
  );
}
