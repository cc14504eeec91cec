/**
 * Probabilities of values under a finished state: the second pass.
 *
 *     p = exp((x − max)/T) / Σ exp((x[k] − max)/T),   ln p = (x − max)/T − ln Σ exp((x[k] − max)/T)
 *
 * An element's result depends on it and the state alone. The quotients are double-doubles (`src/simd/anchored.ts`), so
 * that the exponential is within 0.52 ulp, the sum is rounded once, and so is the quotient: p is within 1.6 ulp in double
 * precision; in single precision all that is rounded once more, and p is within 0.51 ulp. ln p is within 0.6 ulp.
 *
 * The exponentials are those of `src/simd/softmax-float64.ts`, which tells of their scale and their two forms, or of its
 * SIMD twin, with the same bits.
 */
import { DataError } from '../../errors.js';
import { anchoredQuotients } from '../../simd/anchored.js';
import { simdKernels } from '../../simd/engine.js';
import { productError, sumError } from '../../simd/error-free.js';
import { expSteps } from '../../simd/exp.js';
import { expRest, roundGrowth, roundHead } from '../../simd/exp-round.js';
import type { Floats } from '../../simd/floats.js';
import { checkValues } from './exact-state.js';
import type { Finished } from './finish.js';

/** Error bounds in ulp of the result. */
export const STATE_TOLERANCE = {
  softmax: { float32: 0.51, float64: 1.6 },
  logSoftmax: { float32: 0.51, float64: 0.6 },
  /** Of max(|max/T|, |result|). */
  logSumExp: 0.51,
} as const;

const PIECE = 1024;
const BIAS = 256;
const REACH = 750;
/** Maxima up to it, at T = 1, need no quotients. */
const NEAR = 4096;
/** Quotients beyond it are not split, and the logarithm does not count. */
const LARGE = 2 ** 900;

const piece = new Float64Array(PIECE);
const highs = new Float64Array(PIECE);
const lows = new Float64Array(PIECE);

/**
 * @param finished  the state of all values that the distribution is over
 * @param src  any of those values, of the state's width
 * @param dst  as many probabilities, of the same type; may be `src`, else must not overlap it
 *
 * −∞ gives 0. A masked NaN gives 0; without a distribution everything is canonical NaN, as a NaN is that the state has
 * not met.
 * @throws DataError where a value is larger than the state's maximum: it cannot have been among those added
 */
export function applySoftmax<T extends Floats>(finished: Finished, src: T, dst: T): void {
  const { state, max } = finished;
  const near = state.scaling.temperature === 1 && Math.abs(max) <= NEAR;
  const sum = near ? nearSum(finished) : finished.shiftedSum.high * 2 ** BIAS;
  const simd = simdKernels()?.float64;
  simd?.setTemperature(state.scaling.temperature);
  apply('applySoftmax', finished, src, dst, (count, values) => {
    if (simd !== undefined) {
      simd.input.set(values.subarray(0, count));
      simd.clear();
      simd.exponentials(count, max);
      simd.divide(count, sum);
      values.set(simd.output.subarray(0, count));
    } else if (near) nearQuotients(values, count, max, sum);
    else farQuotients(values, count, finished, sum);
  });
}

/**
 * Σ exp(x) in the units of `nearQuotients` and its SIMD twin: 2^(k − BIAS), 2^k being the binade of exp(max). It is the
 * maximum's own exponential there, with its rounding error, times the shifted sum: a single value has probability 1.
 */
function nearSum({ max, shiftedSum: { high, low } }: Finished): number {
  const n = expSteps(max);
  const head = roundHead(n, BIAS - (n >> 6));
  const growth = head * roundGrowth(expRest(max, 0, n), n);
  const e = head + growth;
  const eLow = growth - (e - head);
  const product = e * high;
  return product + (productError(e, high, product) + (eLow * high + e * low));
}

/** See `nearExponentials` of src/simd/softmax-float64.ts. */
function nearQuotients(values: Float64Array, count: number, max: number, sum: number): void {
  const floor = max - REACH;
  const shift = BIAS - (expSteps(max) >> 6);
  for (let j = 0; j < count; j++) {
    const x = Math.max(values[j]!, floor);
    const n = expSteps(x);
    const head = roundHead(n, shift);
    values[j] = (head + head * roundGrowth(expRest(x, 0, n), n)) / sum;
  }
}

/** See `farExponentials` there. */
function farQuotients(values: Float64Array, count: number, of: Finished, sum: number): void {
  anchoredQuotients(values, 0, count, of.max, of.state.scaling, highs, lows);
  for (let j = 0; j < count; j++) {
    const given = highs[j]!;
    const y = Math.max(given, -REACH);
    const n = expSteps(y);
    const r = expRest(y, given < -REACH ? 0 : lows[j]!, n);
    const head = roundHead(n, BIAS);
    values[j] = (head + head * roundGrowth(r, n)) / sum;
  }
}

/** ln p of each value; −∞ gives −∞, and so does a masked NaN. Otherwise as `applySoftmax`. */
export function applyLogSoftmax<T extends Floats>(finished: Finished, src: T, dst: T): void {
  const { high, low } = finished.shiftedLog;
  const { max, state } = finished;
  apply('applyLogSoftmax', finished, src, dst, (count, values) => {
    anchoredQuotients(values, 0, count, max, state.scaling, highs, lows);
    for (let j = 0; j < count; j++) {
      const y = highs[j]!;
      const sum = y - high;
      // Where the logarithm does not count; halved, for the difference may overflow where its quotient does not.
      if (y < -LARGE) values[j] = ((values[j]! / 2 - max / 2) / state.scaling.temperature) * 2;
      else values[j] = sum + (sumError(y, -high, sum) + (lows[j]! - low));
    }
  });
}

/** Runs `compute`, which works in place, over pieces of src. */
function apply(
  operator: string,
  { state, nan, distribution, max }: Finished,
  src: Floats,
  dst: Floats,
  compute: (count: number, values: Float64Array) => void,
): void {
  checkValues(operator, state, src);
  checkValues(operator, state, dst);
  if (!distribution) {
    dst.fill(Number.NaN, 0, src.length);
    return;
  }
  for (let from = 0; from < src.length; from += PIECE) {
    const part = src.subarray(from, from + PIECE);
    piece.set(part);
    const nans = checkPart(operator, part, max, from);
    if (nans.length > 0 && nan === 'mask') {
      for (const j of nans) piece[j] = Number.NEGATIVE_INFINITY;
    }
    compute(part.length, piece);
    // NaN of SIMD has any bits.
    if (nan === 'propagate') for (const j of nans) piece[j] = Number.NaN;
    dst.set(piece.subarray(0, part.length), from);
  }
}

const NONE: readonly number[] = [];

/** Where the NaN are. */
function checkPart(operator: string, part: Floats, max: number, from: number): readonly number[] {
  let nans: number[] | undefined;
  for (let j = 0; j < part.length; j++) {
    const x = part[j]!;
    if (x <= max) continue;
    if (x > max) throw unmet(operator, x, max, from + j);
    nans ??= [];
    nans.push(j);
  }
  return nans ?? NONE;
}

function unmet(operator: string, got: number, max: number, row: number): DataError {
  return new DataError({
    ...{ operator, what: 'a value that the state has not met', got, row },
    expected: `at most ${max}, the largest that was added`,
  });
}
