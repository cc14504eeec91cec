/**
 * Log-softmax of one row in double precision:
 *
 *     y[c] = (x[c] − max)/T − ln(1 + rest),   rest = Σ exp((x[k] − max)/T) over all k but the first maximum
 *
 * Leaving the maximum's own 1 out of the sum keeps y of a sure class right: where rest is 1e−300, y is −1e−300, not 0.
 * Quotient, sum and logarithm are double-doubles (`anchored.ts`, `rest-of-row.ts`, `log1p.ts`), so that y is within
 * 0.6 ulp. −∞ gives −∞; nothing underflows.
 *
 * Near rows take y[c] = x[c] − ln Σ exp(x[k]), the logarithm a double-double from the sum of softmax (`log-of-sum.ts`),
 * whose error of 2⁻⁵⁸ is 0.03 ulp of a y of ½ or more. The one class of a row that may be nearer to 0, a *sure* one, is
 * computed as above.
 */

import { sumError } from '../functions/error-free.js';
import { log1p } from '../functions/log1p.js';
import type { Scaling } from './anchored.js';
import { anchoredQuotients, BLOCK } from './anchored.js';
import { groundLanesRest } from './ground-lanes.js';
import { logPairOfSum64 } from './log-of-sum.js';
import { restError64, restOfRow64 } from './rest-of-row.js';
import { isNear64, maximum64, sumOfExponentials64 } from './softmax-float64.js';

/** A y above it is that of a sure class. */
export const SURE64 = -0.5;

/** Quotients beyond it are not split, and the logarithm does not count. */
const LARGE = 2 ** 900;

const highs = new Float64Array(BLOCK);
const lows = new Float64Array(BLOCK);
const shift = new Float64Array(2);
const logarithm = new Float64Array(2);

/**
 * Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. False where the row has no
 * distribution (a NaN, a +∞, nothing but −∞, or no element); it is all NaN then.
 */
export function logSoftmaxRow64(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): boolean {
  const max = maximum64(src, start, end);
  if (!isNear64(max, scaling)) return farLogSoftmaxRow64(src, dst, start, end, scaling);
  const sum = sumOfExponentials64(src, start, end, max, scaling);
  logPairOfSum64(sum, groundLanesRest(), max, scaling, shift);
  const sure = max - shift[0]! > SURE64;
  const at = sure ? src.indexOf(max, start) : start;
  const y = sure ? sureLog64(src, start, end, max, scaling) : 0;
  shifted(src, dst, start, end);
  if (sure) dst[at] = y;
  return true;
}

/** x − `shift`. */
function shifted(src: Float64Array, dst: Float64Array, start: number, end: number): void {
  const high = shift[0]!;
  const low = shift[1]!;
  for (let i = start; i < end; i++) {
    const x = src[i]!;
    const sum = x - high;
    dst[i] = x < -LARGE ? x : sum + (sumError(x, -high, sum) - low);
  }
}

/** y of the class that is the row's maximum. */
function sureLog64(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): number {
  return sureLogOfRest64(restOfRow64(src, start, end, max, scaling));
}

/** `sureLog64` from the row's rest, which is the latest that has been taken. */
export function sureLogOfRest64(rest: number): number {
  log1p(rest, restError64(), logarithm);
  return 0 - logarithm[0]!;
}

/** `logSoftmaxRow64` of any row. */
export function farLogSoftmaxRow64(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): boolean {
  const max = maximum64(src, start, end);
  if (!(max > Number.NEGATIVE_INFINITY && logRest(src, start, end, max, scaling))) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  logProbabilities(src, dst, start, end, max, scaling);
  return true;
}

/** Leaves ln(1 + rest) in `logarithm`; false where the row has no distribution. */
function logRest(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): boolean {
  const rest = restOfRow64(src, start, end, max, scaling);
  if (!(rest >= 0 && max < Number.POSITIVE_INFINITY)) return false;
  log1p(rest, restError64(), logarithm);
  return true;
}

function logProbabilities(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): void {
  const high = logarithm[0]!;
  const low = logarithm[1]!;
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    anchoredQuotients(src, from, count, max, scaling, highs, lows);
    for (let j = 0; j < count; j++) {
      const y = highs[j]!;
      const sum = y - high;
      dst[from + j] = y < -LARGE ? y : sum + (sumError(y, -high, sum) + (lows[j]! - low));
    }
  }
}
