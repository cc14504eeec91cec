/**
 * What a state comes to: the sum, and its logarithm.
 *
 *     Σ exp(x/T) = exp(max/T) · (times + rest),   rest = (sum of the others) / exp(max/T)
 *     ln Σ exp(x/T) = max/T + ln(1 + (times − 1 + rest))
 *
 * rest is the quotient of the window's exact sum and the maximum's own exponential from the same grid, so that nothing
 * of max/T's size is rounded. All steps are double-doubles of + − * / in a fixed order: the bits follow from the state's.
 */
import { checkOptions, describe } from '../../errors.js';
import { productError, sumError } from '../../simd/functions/error-free.js';
import { log1p } from '../../simd/functions/log1p.js';
import { POWER_ZERO, POWERS } from '../../simd/functions/powers-of-two.js';
import type { Scaling } from '../../simd/rows/anchored.js';
import { anchoredQuotients } from '../../simd/rows/anchored.js';
import { checkIsState, type ExactState } from './exact-state.js';
import { exponentialOf } from './exponential.js';
import { EXPONENTS, total } from './limbs.js';

/** high + low, |low| ≤ half an ulp of high. */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** A sum as mantissa · 2^exponent, 1 ≤ mantissa.high < 2. */
export interface ScaledSum {
  readonly mantissa: DoubleDouble;
  readonly exponent: bigint;
}

/** How values that are no numbers count: `propagate` makes everything NaN, `mask` leaves them out. */
export interface FinishOptions {
  readonly nan?: 'propagate' | 'mask';
}

/**
 * What the values of a state come to, by `finishState`: a copy, which values that are added later do not change. The numbers are of
 * x/T, for T the state's temperature, but `max`, which is of x. `applySoftmax` and `applyLogSoftmax` take it for the second pass.
 */
export interface Finished {
  /** The state's temperature and float width, which `applySoftmax` wants again. */
  readonly state: ExactState;
  readonly nan: 'propagate' | 'mask';
  /**
   * Whether there is a distribution: some finite value, no +∞, and no NaN unless it is masked. Without one, sums are NaN;
   * `max` and `logSumExp` are what limits say: −∞ of nothing, +∞ with a +∞, NaN with a NaN.
   */
  readonly distribution: boolean;
  /** The largest value, as it was added. */
  readonly max: number;
  /** Σ exp((x − max)/T), 1 … 2⁵³; within 2⁻⁵⁶ of itself. */
  readonly shiftedSum: DoubleDouble;
  /** Σ exp(x/T), as near; undefined for |max/T| ≥ 2⁶³ and where there is no distribution. */
  readonly sum: ScaledSum | undefined;
  /**
   * ln Σ exp(x/T); `high` is it rounded, within 0.6 ulp of max(|max/T|, |ln Σ|). ±∞ where max/T overflows.
   */
  readonly logSumExp: DoubleDouble;
  /** ln Σ exp((x − max)/T) ≥ 0, to 2⁻⁵⁶ of itself. */
  readonly shiftedLog: DoubleDouble;
}

const NOTHING = { high: Number.NaN, low: 0 } as const;
const ZERO = { high: 0, low: 0 } as const;

/** Beyond that a double-double's parts may over- or underflow. */
const LARGE = 2 ** 900;

const source = new Float64Array(1);
const quotient = new Float64Array(1);
const quotientLow = new Float64Array(1);
const logarithm = new Float64Array(2);

/**
 * Does not change the state, which may be added to afterwards.
 *
 * @throws TypeError for an unknown option, RangeError for a `nan` that is none of the two
 */
export function finish(state: ExactState, options: FinishOptions = {}): Finished {
  checkIsState('finishState', state);
  checkOptions('finishState', options, ['nan']);
  const { nan = 'propagate' } = options;
  if (nan !== 'propagate' && nan !== 'mask') {
    const report = { operator: 'finishState', what: 'unknown policy for nan', got: nan };
    throw new RangeError(describe({ ...report, expected: '"propagate" or "mask"' }));
  }
  const limit = limitOf(state, nan);
  if (limit !== undefined) {
    return {
      ...{ state, nan, distribution: false, max: limit, sum: undefined },
      ...{ shiftedSum: NOTHING, shiftedLog: NOTHING, logSumExp: { high: limit, low: 0 } },
    };
  }
  const { max, times } = state;
  const rest = restOf(state);
  const shiftedSum = plus(times, rest);
  const shiftedLog = shiftedLogOf(times, rest);
  return {
    ...{ state, nan, distribution: true, max, shiftedSum, shiftedLog },
    sum: scaledSum(state, shiftedSum),
    logSumExp: logSumExp(max, state.scaling, shiftedLog),
  };
}

/** The logarithm of the sum where there is no distribution. */
export function limitOf(state: ExactState, nan: 'propagate' | 'mask'): number | undefined {
  if (state.nans > 0 && nan === 'propagate') return Number.NaN;
  if (state.infinities > 0) return Number.POSITIVE_INFINITY;
  return state.times === 0 ? Number.NEGATIVE_INFINITY : undefined;
}

/** ln(times + rest), for a rest in units of exp(max/T). */
export function shiftedLogOf(times: number, rest: DoubleDouble): DoubleDouble {
  const beyondOne = plus(times - 1, rest);
  log1p(beyondOne.high, beyondOne.low, logarithm);
  return { high: logarithm[0]!, low: logarithm[1]! };
}

/** The others' sum in units of exp(max/T). */
function restOf({ max, top, words, scaling }: ExactState): DoubleDouble {
  const exponential = top === undefined ? undefined : exponentialOf(max, scaling);
  if (top === undefined || exponential === undefined) return ZERO;
  const down = exponential.k - top * BigInt(EXPONENTS);
  return restBelow(words, exponential.high, exponential.low, Number(down));
}

/** A window's sum, in units of its first limb, in units of 2^down · (divisorHigh + divisorLow), down ≥ 0. */
export function restBelow(
  words: Uint32Array,
  divisorHigh: number,
  divisorLow: number,
  down: number,
): DoubleDouble {
  if (down > 2 * POWER_ZERO) return ZERO;
  // In two factors: the quotient is up to 2⁸⁵, and what it is scaled to may be subnormal, but rounded once.
  const first = POWERS[POWER_ZERO - (down >> 1)]!;
  const second = POWERS[POWER_ZERO - (down - (down >> 1))]!;
  const divisor = exactly(divisorHigh, divisorLow);
  const dividend = total(words);
  const high = dividend.high / divisor.high;
  const back = high * divisor.high;
  const remainder = dividend.high - back - productError(high, divisor.high, back);
  const low = (remainder + (dividend.low - high * divisor.low)) / divisor.high;
  const { high: sum, low: error } = exactly(high, low);
  return { high: sum * first * second, low: error * first * second };
}

function scaledSum({ max, scaling }: ExactState, shifted: DoubleDouble): ScaledSum | undefined {
  const exponential = exponentialOf(max, scaling);
  if (exponential === undefined) return undefined;
  const { k, high: a, low: aLow } = exponential;
  const product = a * shifted.high;
  const error = productError(a, shifted.high, product);
  const { high, low } = exactly(product, error + (aLow * shifted.high + a * shifted.low));
  let steps = 0;
  while (high * POWERS[POWER_ZERO - steps]! >= 2) steps++;
  if (high < 1) steps = -1;
  const scale = POWERS[POWER_ZERO - steps]!;
  return { mantissa: { high: high * scale, low: low * scale }, exponent: k + BigInt(steps) };
}

/** max/T + the shifted logarithm. */
export function logSumExp(max: number, scaling: Scaling, shiftedLog: DoubleDouble): DoubleDouble {
  source[0] = max;
  anchoredQuotients(source, 0, 1, 0, scaling, quotient, quotientLow);
  const plain = max / scaling.temperature;
  // Where the quotient cannot be split it is rounded once; the logarithm counts only where that is tiny, and alone then.
  const split = Math.abs(plain) < LARGE && Math.abs(plain) > 1 / LARGE;
  const high = split ? quotient[0]! : plain;
  const sum = high + shiftedLog.high;
  if (!(Math.abs(sum) < LARGE)) return { high: sum, low: 0 };
  const low = sumError(high, shiftedLog.high, sum);
  return exactly(sum, low + ((split ? quotientLow[0]! : 0) + shiftedLog.low));
}

function plus(a: number, { high, low }: DoubleDouble): DoubleDouble {
  const sum = a + high;
  return exactly(sum, sumError(a, high, sum) + low);
}

/** a + b as a double-double. */
function exactly(a: number, b: number): DoubleDouble {
  const high = a + b;
  return { high, low: sumError(a, b, high) };
}
