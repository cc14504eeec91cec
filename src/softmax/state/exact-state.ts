/**
 * The exact state of a softmax: what is known of Σ exp(x/T) over any number of values, small, mergeable, and the same
 * bits in whatever order and pieces the values came.
 *
 * Of the finite values that were added, a state holds
 *
 *     max, times      the largest, and how often it came
 *     words, top      the exact sum of the exponentials of all others, in a window of limbs (`limbs.ts`) whose first is
 *                     that of the largest of them
 *
 * and counts of everything. The maximum is kept apart so that what it leaves of ln Σ keeps its digits: ln(1 + 10⁻³⁰⁰) is
 * 10⁻³⁰⁰, not 0.
 *
 * *Independence of order.* Call *others* the values that are finite, not the maximum, and of |x/T| < 2⁶³ (`LONE`). Let a
 * state be what this definition says: `max` and `times` of the multiset of values; `top` the largest limb among its
 * others; limb top − i of `words` the sum, as an integer, of the others' exponentials that belong to it, for i < 5. The
 * definition does not mention an order. Every step keeps to it:
 *
 * - An element's exponential and limb depend on itself and T alone, and the limb does not fall as the element grows. So
 *   `top` can be found as the limb of the largest other, and never falls when values are added: an other stays one
 *   unless it equals the maximum, and it cannot come to equal a larger one.
 * - When a larger maximum comes, the old one, `times` times, becomes one of the others.
 * - Raising `top` drops limbs below the window whole, and only those. An other that is in the window of the final `top`
 *   was never below the window of an earlier, lower one: it was added, and its limb never dropped. One that is below
 *   the final window was added to a limb that has been dropped whole, or to none. No limb holds a carry from another.
 * - Integers are added exactly: in bins (`bins.ts`) and limbs without overflow, which bounds the number of values by 2⁵³.
 *
 * *Error.* Each exponential is within 2⁻⁵⁷·⁵ of itself, all those below the window together within 2⁻⁷⁴ of the sum of the
 * others. So the sum is within 2⁻⁵⁷·⁴ of itself, for any number of values.
 *
 * −∞ adds nothing to the sum. NaN and +∞ add nothing either, but stick as counts: `finish` says what they mean.
 *
 * *Size.* Nearly all states are *ordinary*: no special values, fewer than 2³² values, a `top` of 16 bits (as every |x/T| up
 * to 2¹⁷ has), nothing below the second limb, and so no fifth words. 50 bytes hold one: 8 of `max`, 4 each of `times` and
 * `count`, 2 of `top`, two limbs of 16.
 *
 * See Demmel & Nguyen 2015, doi:10.1109/TC.2014.2345391, on reproducible sums; Dukhan & Ablavatski 2020,
 * arXiv:2001.04438, on exponentials as pairs of mantissa and exponent.
 */
import { checkOptions, describe, LimitError } from '../../errors.js';
import type { Floats } from '../../simd/floats.js';
import type { Scaling } from '../../simd/rows/anchored.js';
import { scalingOf } from '../../simd/rows/anchored.js';
import { checkTemperature } from '../layout.js';
import { LIMBS, WORDS } from './limbs.js';

/** Values that one state may hold. */
export const MOST_VALUES = 2 ** 53;

/** What an empty state, or a `StateTable` of them, is made of; neither can be changed afterwards. */
export interface StateOptions {
  /** T, finite and above 0; default 1. */
  readonly temperature?: number;
  /** The width of the values: 32 for Float32Array (and float16 held in one), 64 for Float64Array. */
  readonly float: 32 | 64;
}

/** Changed by `add` and `merge` alone; `toBytes` is its form for others. */
export interface ExactState {
  readonly float: 32 | 64;
  readonly scaling: Scaling;
  /** Values that were added: all, and those that are no finite numbers. */
  count: number;
  nans: number;
  infinities: number;
  minusInfinities: number;
  /** The largest finite value, never −0; −∞ where there is none. */
  max: number;
  /** How often it came. */
  times: number;
  /** The limb that the window begins with; undefined as long as it is empty. */
  top: bigint | undefined;
  readonly words: Uint32Array;
}

/**
 * The state of no values.
 *
 * @throws RangeError, TypeError where an option is out of range
 */
export function empty(options: StateOptions): ExactState {
  checkOptions('emptyState', options, ['temperature', 'float']);
  const { temperature = 1, float } = options;
  checkTemperature('emptyState', temperature);
  if (float !== 32 && float !== 64) {
    throw new RangeError(
      describe({
        operator: 'emptyState',
        what: 'bad float width',
        got: float,
        expected: '32 or 64',
      }),
    );
  }
  return {
    float,
    scaling: scalingOf(temperature),
    count: 0,
    nans: 0,
    infinities: 0,
    minusInfinities: 0,
    max: Number.NEGATIVE_INFINITY,
    times: 0,
    top: undefined,
    words: new Uint32Array(LIMBS * WORDS),
  };
}

/** @throws TypeError where it is no state */
export function checkIsState(operator: string, state: ExactState | undefined): void {
  if (state?.words instanceof Uint32Array) return;
  const expected = 'a state of emptyState or stateFromBytes';
  throw new TypeError(describe({ operator, what: 'no state', got: state, expected }));
}

/** @throws TypeError where the values are not of the state's float width, and where there is no state */
export function checkValues(operator: string, state: ExactState, values: Floats): void {
  checkIsState(operator, state);
  const { float } = state;
  if (values instanceof (float === 32 ? Float32Array : Float64Array)) return;
  throw new TypeError(
    describe({
      operator,
      what: `values of another type than the state's`,
      got: values?.constructor?.name,
      expected: `Float${float}Array`,
    }),
  );
}

/** @throws RangeError where an array has fewer elements than there are values */
export function checkLength(
  operator: string,
  name: string,
  array: Floats | Uint32Array,
  least: number,
): void {
  if (array?.length >= least) return;
  const report = { operator, what: `${name} is too short`, got: array?.length };
  throw new RangeError(describe({ ...report, expected: `at least ${least} elements` }));
}

/** @throws LimitError where so many more are too many. */
export function checkCount(operator: string, held: number, more: number): void {
  // held + more may be rounded to the limit.
  if (held <= MOST_VALUES - more) return;
  throw new LimitError({
    operator,
    what: 'more values than a state can hold',
    got: `${held} + ${more}`,
    expected: 'at most 2^53',
  });
}
