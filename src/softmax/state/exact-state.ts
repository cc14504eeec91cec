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
 * *Error.* Each exponential is within 2⁻⁵⁸ of itself, all those below the window together within 2⁻⁷⁴ of the sum of the
 * others. So the sum is within 2⁻⁵⁸ of itself, for any number of values.
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
import { describe, LimitError, SchemaError } from '../../errors.js';
import type { Scaling } from '../../simd/anchored.js';
import { anchoredQuotients, scalingOf } from '../../simd/anchored.js';
import type { Floats } from '../../simd/floats.js';
import { checkTemperature } from '../layout.js';
import { addToBins, BINS_CAPACITY, emptyBins } from './bins.js';
import { exponentialOf, LONE } from './exponential.js';
import { addLimb, addMultiple, EXPONENTS, LIMBS, limbOf, lower, WORDS } from './limbs.js';
import { largestBelow, scan } from './scan.js';

/** Values that one state may hold. */
export const MOST_VALUES = 2 ** 53;

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

/** Elements that are taken at once: their quotients stay in the first cache. */
const PIECE = 1024;
const piece = new Float64Array(PIECE);
const highs = new Float64Array(PIECE);
const lows = new Float64Array(PIECE);
const zeros = new Float64Array(PIECE);

/**
 * The state of no values.
 *
 * @throws RangeError, TypeError where an option is out of range
 */
export function empty({ temperature = 1, float }: StateOptions): ExactState {
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

/**
 * Adds values to a state. The state depends on the multiset of all values that were added, and on nothing else.
 *
 * @param values  any doubles, or floats where the state is of float width 32
 * @throws TypeError where the values are of another width; LimitError, and the state is as before, beyond 2⁵³ values
 */
export function add(state: ExactState, values: Floats): void {
  checkValues('addToState', state, values);
  checkCount('addToState', state.count, values.length);
  let held = 0;
  for (let from = 0; from < values.length; from += PIECE) {
    const count = Math.min(PIECE, values.length - from);
    const part = values.subarray(from, from + count);
    if (held + count > BINS_CAPACITY) {
      emptyBins(state.words);
      held = 0;
    }
    if (part instanceof Float64Array) addPiece(state, part, count);
    else {
      piece.set(part);
      addPiece(state, piece, count);
    }
    held += count;
  }
  emptyBins(state.words);
}

/**
 * Adds the values of state b to state a; b is left as it is, and may be a itself. Any tree of merges gives the bits of
 * one `add` of everything.
 *
 * @throws SchemaError where temperatures or float widths differ; LimitError beyond 2⁵³ values; a is as before then
 */
export function merge(a: ExactState, b: ExactState): void {
  checkAlike(a, b);
  checkCount('mergeStates', a.count, b.count);
  const { max, times, top } = b;
  a.count += b.count;
  a.nans += b.nans;
  a.infinities += b.infinities;
  a.minusInfinities += b.minusInfinities;
  if (max === a.max) a.times += times;
  else if (max > a.max) crown(a, max, times);
  else if (times > 0) addOther(a, max, times);
  if (top === undefined) return;
  raise(a, top);
  const below = a.top! - top;
  for (let j = 0; below + BigInt(j) < LIMBS; j++) {
    addLimb(a.words, Number(below) + j, b.words, j);
  }
}

/** @throws TypeError where the values are not of the state's float width. */
export function checkValues(operator: string, { float }: ExactState, values: Floats): void {
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

function addPiece(state: ExactState, x: Float64Array, count: number): void {
  const found = scan(x, count);
  state.count += count;
  state.nans += found.nans;
  state.infinities += found.infinities;
  state.minusInfinities += found.minusInfinities;
  if (found.times === 0) return;
  let second = found.second;
  if (found.max > state.max) crown(state, found.max, found.times);
  else if (found.max === state.max) state.times += found.times;
  else second = found.max;
  if (second === Number.NEGATIVE_INFINITY) return;
  const { scaling } = state;
  const plain = scaling.temperature === 1;
  if (!plain) anchoredQuotients(x, 0, count, 0, scaling, highs, lows);
  const quotients = plain ? x : highs;
  let exponential = exponentialOf(second, scaling);
  if (exponential === undefined && second > 0) {
    // The second is too large to count, but smaller ones may.
    second = largestBelow(x, quotients, count, LONE);
    exponential = exponentialOf(second, scaling);
  }
  if (exponential === undefined) return;
  raise(state, limbOf(exponential.k));
  addToBins(x, quotients, plain ? zeros : lows, count, state.max, second, state.top!, scaling);
}

/** Makes `max` the maximum, and the old one one of the others. */
function crown(state: ExactState, max: number, times: number): void {
  const { max: old, times: oldTimes } = state;
  state.max = max + 0; // +0, where −0 and 0 are alike
  state.times = times;
  if (oldTimes > 0) addOther(state, old, oldTimes);
}

/** Adds a value that is not the maximum, `times` times. */
function addOther(state: ExactState, value: number, times: number): void {
  const exponential = exponentialOf(value, state.scaling);
  if (exponential === undefined) return;
  const { k, high, low } = exponential;
  raise(state, limbOf(k));
  const below = state.top! - limbOf(k);
  if (below >= LIMBS) return;
  addMultiple(state.words, Number(below), Number(k & BigInt(EXPONENTS - 1)), high, low, times);
}

/** Makes the window begin with limb `top`, unless it begins higher. */
function raise(state: ExactState, top: bigint): void {
  if (state.top === undefined) state.top = top;
  if (top <= state.top) return;
  emptyBins(state.words);
  const steps = top - state.top;
  lower(state.words, steps < LIMBS ? Number(steps) : LIMBS);
  state.top = top;
}

function checkAlike(a: ExactState, b: ExactState): void {
  if (a.float === b.float && a.scaling.temperature === b.scaling.temperature) return;
  const [expected, got] = [a, b].map(
    ({ scaling, float }) => `temperature ${scaling.temperature} and float width ${float}`,
  );
  throw new SchemaError({
    operator: 'mergeStates',
    what: 'states that do not match',
    got,
    expected,
  });
}

function checkCount(operator: string, held: number, more: number): void {
  // held + more may be rounded to the limit.
  if (held <= MOST_VALUES - more) return;
  throw new LimitError({
    operator,
    what: 'more values than a state can hold',
    got: `${held} + ${more}`,
    expected: 'at most 2^53',
  });
}
