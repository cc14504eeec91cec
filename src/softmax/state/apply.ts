/**
 * Probabilities of values under a finished state: the second pass.
 *
 *     ln p = (x − max)/T − ln Σ exp((x[k] − max)/T),   p = exp(ln p)
 *
 * An element's result depends on it and the state alone. Quotient, logarithm and difference are double-doubles
 * (`src/simd/anchored.ts`), so that there is one rounding that counts in either: ln p is within 0.6 ulp. What the sum's own
 * error of 2⁻⁵⁶ adds to p is at most 0.13 ulp, the exponential (`src/simd/exp-round.ts`) is within 0.52 ulp: 0.65 together,
 * where a division by the sum would cost up to 2.65. In single precision p is rounded once more, and within 0.51 ulp.
 *
 * Exponentials are computed 2²⁵⁶ times as large, so that taking that off is the only rounding of a subnormal p, besides
 * the ordinary one. What lies below −750 is taken as −750, where p is 0.
 */
import { DataError } from '../../errors.js';
import { anchoredQuotients } from '../../simd/anchored.js';
import type { Floats } from '../../simd/floats.js';
import { INPUT } from '../../simd/wasm.js';
import { checkValues } from './exact-state.js';
import type { Finished } from './finish.js';
import { logProbability, probability } from './probability.js';
import type { SimdBins } from './simd-bins.js';
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
  const { max, state, shiftedLog } = finished;
  const { high, low } = shiftedLog;
  const simd = simdBinsFor(state.scaling);
  simd?.exports.setAnchor(max, high, low);
  apply('applySoftmax', finished, src, dst, (count, values) => {
    if (simd !== undefined) {
      bySimd(simd, count, values);
      return;
    }
    anchoredQuotients(values, 0, count, max, state.scaling, highs, lows);
    for (let j = 0; j < count; j++) {
      values[j] = probability(highs[j]!, lows[j]!, high, low);
    }
  });
}

/** The same bits. */
function bySimd({ exports, input64 }: SimdBins, count: number, values: Float64Array): void {
  input64.set(values.subarray(0, count));
  exports.exactProbabilities64(INPUT, count);
  values.set(input64.subarray(0, count));
}

/** ln p of each value; −∞ gives −∞, and so does a masked NaN. Otherwise as `applySoftmax`. */
export function applyLogSoftmax<T extends Floats>(finished: Finished, src: T, dst: T): void {
  const { high, low } = finished.shiftedLog;
  const { max, state } = finished;
  apply('applyLogSoftmax', finished, src, dst, (count, values) => {
    anchoredQuotients(values, 0, count, max, state.scaling, highs, lows);
    for (let j = 0; j < count; j++) {
      values[j] = logProbability(highs[j]!, lows[j]!, high, low);
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
    // A NaN's bits may be any after the arithmetic.
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

/** The error of a value beyond the maximum. */
export function unmet(operator: string, got: number, max: number, row: number): DataError {
  return new DataError({
    ...{ operator, what: 'a value that the state has not met', got, row },
    expected: `at most ${max}, the largest that was added`,
  });
}
