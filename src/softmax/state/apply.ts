/**
 * Probabilities of values under a finished state: the second pass.
 *
 *     p = exp((x − max)/T) / Σ exp((x[k] − max)/T),   ln p = (x − max)/T − ln Σ exp((x[k] − max)/T)
 *
 * An element's result depends on it and the state alone. The quotients are double-doubles (`src/simd/anchored.ts`), so
 * that the exponential is within 0.52 ulp, the sum is rounded once, and so is the quotient: p is within 1.6 ulp in double
 * precision; in single precision all that is rounded once more, and p is within 0.51 ulp. ln p is within 0.6 ulp.
 *
 * As in `src/simd/softmax-float64.ts`, exponentials and sum are scaled by 2²⁵⁶, so that a subnormal probability is rounded
 * in the division only, and what lies more than 750 below the maximum is taken as 750 below it, where p is 0.
 */
import { DataError } from '../../errors.js';
import { anchoredQuotients } from '../../simd/anchored.js';
import { sumError } from '../../simd/error-free.js';
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
  const { high } = finished.shiftedSum;
  const sum = high * 2 ** BIAS;
  apply('applySoftmax', finished, src, dst, (count, result) => {
    for (let j = 0; j < count; j++) {
      const given = highs[j]!;
      const y = Math.max(given, -REACH);
      const n = expSteps(y);
      const r = expRest(y, given < -REACH ? 0 : lows[j]!, n);
      const head = roundHead(n, BIAS);
      result[j] = (head + head * roundGrowth(r, n)) / sum;
    }
  });
}

/** ln p of each value; −∞ gives −∞, and so does a masked NaN. Otherwise as `applySoftmax`. */
export function applyLogSoftmax<T extends Floats>(finished: Finished, src: T, dst: T): void {
  const { high, low } = finished.shiftedLog;
  const { temperature } = finished.state.scaling;
  apply('applyLogSoftmax', finished, src, dst, (count, values) => {
    for (let j = 0; j < count; j++) {
      const y = highs[j]!;
      const sum = y - high;
      // Where the logarithm does not count; halved, for the difference may overflow where its quotient does not.
      if (y < -LARGE) values[j] = ((values[j]! / 2 - finished.max / 2) / temperature) * 2;
      else values[j] = sum + (sumError(y, -high, sum) + (lows[j]! - low));
    }
  });
}

/** Runs `compute`, from `highs` and `lows`, over pieces of src. */
function apply(
  operator: string,
  { state, nan, distribution, max }: Finished,
  src: Floats,
  dst: Floats,
  compute: (count: number, result: Float64Array) => void,
): void {
  checkValues(operator, state, src);
  checkValues(operator, state, dst);
  if (!distribution) {
    dst.fill(Number.NaN, 0, src.length);
    return;
  }
  for (let from = 0; from < src.length; from += PIECE) {
    const count = Math.min(PIECE, src.length - from);
    piece.set(src.subarray(from, from + count));
    for (let j = 0; j < count; j++) {
      const x = piece[j]!;
      if (x > max) throw unmet(operator, x, max, from + j);
      if (nan === 'mask' && Number.isNaN(x)) piece[j] = Number.NEGATIVE_INFINITY;
    }
    anchoredQuotients(piece, 0, count, max, state.scaling, highs, lows);
    compute(count, piece);
    dst.set(piece.subarray(0, count), from);
  }
}

function unmet(operator: string, got: number, max: number, row: number): DataError {
  return new DataError({
    ...{ operator, what: 'a value that the state has not met', got, row },
    expected: `at most ${max}, the largest that was added`,
  });
}
