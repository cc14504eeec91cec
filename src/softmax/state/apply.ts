/**
 * Probabilities of values under a finished state: the second pass.
 *
 *     ln p = (x − max)/T − ln Σ exp((x[k] − max)/T),   p = exp(ln p)
 *
 * An element's result depends on it and the state alone. Quotient, logarithm and difference are double-doubles
 * (`src/simd/rows/anchored.ts`), so that there is one rounding that counts in either: ln p is within 0.6 ulp. What the sum's own
 * error of 2⁻⁵⁶ adds to p is at most 0.13 ulp, the exponential (`src/simd/functions/exp-round.ts`) is within 0.52 ulp: 0.65 together,
 * where a division by the sum would cost up to 2.65. In single precision p is rounded once more, and within 0.51 ulp.
 *
 * Exponentials are computed 2²⁵⁶ times as large, so that taking that off is the only rounding of a subnormal p, besides
 * the ordinary one. What lies below −750 is taken as −750, where p is 0.
 */
import { DataError, describe } from '../../errors.js';
import type { Floats } from '../../simd/floats.js';
import { anchoredQuotients } from '../../simd/rows/anchored.js';
import { INPUT } from '../../simd/wasm.js';
import { checkLength, checkValues } from './exact-state.js';
import type { Finished } from './finish.js';
import { logProbability, probability } from './probability.js';
import { simdBinsFor } from './simd-bins.js';

/** Error bounds in ulp of the result. */
export const STATE_TOLERANCE = {
  softmax: { float32: 0.51, float64: 0.65 },
  logSoftmax: { float32: 0.51, float64: 0.6 },
  /** Of max(|max/T|, |result|). */
  logSumExp: 0.51,
} as const;

const PIECE = 1024;

const piece = new Float64Array(PIECE);
const highs = new Float64Array(PIECE);
const lows = new Float64Array(PIECE);

/** What results are made of. */
export type Distribution = Pick<Finished, 'state' | 'nan' | 'distribution' | 'max' | 'shiftedLog'>;

/**
 * @param finished  the state of all values that the distribution is over
 * @param src  any of those values, of the state's width
 * @param dst  as many probabilities, of the same type; may be `src`, else must not overlap it
 *
 * −∞ gives 0. A masked NaN gives 0; without a distribution everything is canonical NaN, as a NaN is that the state has
 * not met.
 * @throws TypeError, RangeError where arrays do not fit, DataError where a value is larger than the state's maximum: it cannot have been among those added
 */
export function applySoftmax<T extends Floats>(finished: Distribution, src: T, dst: T): void {
  checkArguments('applySoftmax', finished, src, dst);
  softmaxOf('applySoftmax', finished, src, dst, 0, src.length);
}

/** ln p of each value; −∞ gives −∞, and so does a masked NaN. Otherwise as `applySoftmax`. */
export function applyLogSoftmax<T extends Floats>(finished: Distribution, src: T, dst: T): void {
  checkArguments('applyLogSoftmax', finished, src, dst);
  logSoftmaxOf('applyLogSoftmax', finished, src, dst, 0, src.length);
}

function checkArguments(operator: string, finished: Distribution, src: Floats, dst: Floats): void {
  // Callers without types may give anything.
  if (typeof finished?.state !== 'object') {
    const expected = 'what finishState gives';
    throw new TypeError(describe({ operator, what: 'no finished state', got: finished, expected }));
  }
  checkValues(operator, finished.state, src);
  checkValues(operator, finished.state, dst);
  checkLength(operator, 'dst', dst, src.length);
}

/** `applySoftmax` of the values from … to − 1. */
export function softmaxOf(
  operator: string,
  finished: Distribution,
  src: Floats,
  dst: Floats,
  from: number,
  to: number,
): void {
  const { max, state, shiftedLog } = finished;
  const { high, low } = shiftedLog;
  const simd = simdBinsFor(state.scaling);
  if (simd !== undefined) {
    const { exports, input64 } = simd;
    exports.setAnchor(max, high, low);
    apply(operator, finished, src, dst, from, to, input64, (count) => {
      exports.exactProbabilities64(INPUT, count); // the same bits
    });
    return;
  }
  apply(operator, finished, src, dst, from, to, piece, (count) => {
    anchoredQuotients(piece, 0, count, max, state.scaling, highs, lows);
    for (let j = 0; j < count; j++) piece[j] = probability(highs[j]!, lows[j]!, high, low);
  });
}

/** `applyLogSoftmax` of the values from … to − 1. */
export function logSoftmaxOf(
  operator: string,
  finished: Distribution,
  src: Floats,
  dst: Floats,
  from: number,
  to: number,
): void {
  const { max, state, shiftedLog } = finished;
  const { high, low } = shiftedLog;
  apply(operator, finished, src, dst, from, to, piece, (count) => {
    anchoredQuotients(piece, 0, count, max, state.scaling, highs, lows);
    for (let j = 0; j < count; j++) piece[j] = logProbability(highs[j]!, lows[j]!, high, low);
  });
}

/** Runs `compute` over pieces of src; it works in place, on `values`. */
function apply(
  operator: string,
  { nan, distribution, max }: Distribution,
  src: Floats,
  dst: Floats,
  from: number,
  to: number,
  values: Float64Array,
  compute: (count: number) => void,
): void {
  if (!distribution) {
    dst.fill(Number.NaN, from, to);
    return;
  }
  for (let at = from; at < to; at += PIECE) {
    const part = src.subarray(at, Math.min(at + PIECE, to));
    values.set(part);
    const nans = checkPart(operator, part, max, at);
    if (nans.length > 0 && nan === 'mask') {
      for (const j of nans) values[j] = Number.NEGATIVE_INFINITY;
    }
    compute(part.length);
    // A NaN's bits may be any after the arithmetic.
    if (nan === 'propagate') for (const j of nans) values[j] = Number.NaN;
    dst.set(values.subarray(0, part.length), at);
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

/** The error of a value beyond the maximum. */
export function unmet(operator: string, got: number, max: number, row: number): DataError {
  return new DataError({
    ...{ operator, what: 'a value that the state has not met', got, row },
    expected: `at most ${max}, the largest that was added`,
  });
}
