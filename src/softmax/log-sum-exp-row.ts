/**
 * ln Σ exp(x[k]/T) of one row:
 *
 *     y = max/T + ln(1 + rest),   rest = Σ exp((x[k] − max)/T) over all k but the first maximum
 *
 * the formula of `src/simd/rows/log-softmax-float64.ts`, with the rest of `src/simd/rows/rest-of-row.ts`. In double precision
 * max/T, rest and the logarithm are double-doubles, so that adding the two parts is the only rounding: y is within
 * 0.51 ulp of max(|max/T|, |y|), and where the parts cancel, what is left is right to 2⁻⁵⁶ · |max/T|. Single precision
 * takes plain doubles, rounded once.
 *
 * Where the result is no small number, the sum that softmax takes will do, of which there is a SIMD twin: see
 * `src/simd/rows/log-of-sum.ts`. The careful functions are for what is left. Rows that are too long for a block of it are looked
 * through once where that will do.
 *
 * Beyond |max/T| = 2^100 the logarithm is no part of the result: it is at most 710 + ln n.
 */

import { sumError } from '../simd/functions/error-free.js';
import { log1p } from '../simd/functions/log1p.js';
import type { Scaling } from '../simd/rows/anchored.js';
import { anchoredQuotients } from '../simd/rows/anchored.js';
import { bareRest64, bareSum64, isLong64 } from '../simd/rows/bare-sum.js';
import { groundLanesRest } from '../simd/rows/ground-lanes.js';
import { logOfBareSum64, logOfSum32, logOfSum64 } from '../simd/rows/log-of-sum.js';
import { restError64, restOfRow32, restOfRow64 } from '../simd/rows/rest-of-row.js';
import { maximum32, nearSum32, type Scaling32 } from '../simd/rows/softmax-float32.js';
import { maximum64, sumOfExponentials64 } from '../simd/rows/softmax-float64.js';

const LARGE = 2 ** 100;

const logarithm = new Float64Array(2);
const anchor = new Float64Array(1);
const anchorHigh = new Float64Array(1);
const anchorLow = new Float64Array(1);

/** Of elements start … end − 1, rounded to double precision; the limits where the maximum is not finite. */
export function logSumExpRow64(
  src: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): number {
  if (isLong64(end - start) && scaling.temperature === 1) {
    const y = logOfBareSum64(bareSum64(src, start, end), bareRest64());
    if (!Number.isNaN(y)) return y;
  }
  const max = maximum64(src, start, end);
  const sum = sumOfExponentials64(src, start, end, max, scaling);
  const y = logOfSum64(sum, groundLanesRest(), max, scaling);
  return Number.isNaN(y) ? carefulLogSumExp64(src, start, end, scaling) : y;
}

/** `logSumExpRow64` of any row. */
export function carefulLogSumExp64(
  src: Float64Array,
  start: number,
  end: number,
  scaling: Scaling,
): number {
  const max = maximum64(src, start, end);
  if (!Number.isFinite(max)) return Number.isNaN(max) ? Number.NaN : max;
  const plain = max / scaling.temperature;
  if (!(Math.abs(plain) < LARGE) || !logRest(src, start, end, max, scaling)) return plain;
  anchor[0] = max;
  anchoredQuotients(anchor, 0, 1, 0, scaling, anchorHigh, anchorLow);
  const [high, log] = [anchorHigh[0]!, logarithm[0]!];
  const sum = high + log;
  return sum + (sumError(high, log, sum) + (anchorLow[0]! + logarithm[1]!));
}

/** Leaves ln(1 + rest) in `logarithm`; false where rest is 0. */
function logRest(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): boolean {
  const rest = restOfRow64(src, start, end, max, scaling);
  if (rest === 0) return false;
  log1p(rest, restError64(), logarithm);
  return true;
}

/** `logSumExpRow64` of float32 elements in doubles, to be rounded to float32 by the caller. */
export function logSumExpRow32(
  src: Float32Array,
  start: number,
  end: number,
  scaling: Scaling32,
): number {
  const y = logOfSum32(nearSum32(src, start, end, scaling));
  return Number.isNaN(y) ? carefulLogSumExp32(src, start, end, scaling) : y;
}

/** `logSumExpRow32` of any row. */
export function carefulLogSumExp32(
  src: Float32Array,
  start: number,
  end: number,
  { temperature }: Scaling32,
): number {
  const max = maximum32(src, start, end);
  if (!Number.isFinite(max)) return Number.isNaN(max) ? Number.NaN : max;
  log1p(restOfRow32(src, start, end, max, temperature), 0, logarithm);
  return max / temperature + logarithm[0]!;
}
