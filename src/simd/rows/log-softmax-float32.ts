/**
 * Log-softmax of one row in single precision, in doubles that are rounded to float32 once (0.51 ulp):
 *
 *     y[c] = x[c]/T − ln S,  S = Σ exp(x[k]/T)       of near rows, S as for softmax
 *     y[c] = (x[c] − max)/T − ln(1 + rest)           of the others, as in `log-softmax-float64.ts`
 *
 * The errors of S (2⁻³²) do not show in a y of ¼ or more. At most one class of a row can be nearer to 0, a *sure* one:
 * its y is −ln(1 + rest), where rest = (S − e)/e for its own exponential e. What lanes round in adding up n
 * exponentials is below n · 2⁻⁵⁵ · S, so that S − e is right to 2⁻³³ where it is above n · 2⁻²² · S; where it is not,
 * exponentials are summed without e. Those of elements below −690T are too large: that does not show in a float32
 * unless e is tiny itself, and such a row's rest is summed as that of a far one.
 */
import { expFine } from '../functions/exp-fine.js';
import { log } from '../functions/log.js';
import { log1p } from '../functions/log1p.js';
import { restOfRow32 } from './rest-of-row.js';
import {
  isNear32,
  maximum32,
  nearSum32,
  nearSumWithout32,
  type Scaling32,
} from './softmax-float32.js';

/** A y above it is that of a sure class. */
export const SURE32 = -0.25;
const LEAST_REST = 2 ** -22;
const LEAST_SURE = 2 ** -600;

/** The sum of exponentials of elements start … end − 1 of a near row, with −∞ in place of element `first`. */
export type SumWithout32 = typeof nearSumWithout32;

const logarithm = new Float64Array(2);

/**
 * Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. False where the row has no
 * distribution (a NaN, a +∞, nothing but −∞, or no element); it is all NaN then.
 */
export function logSoftmaxRow32(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  scaling: Scaling32,
): boolean {
  const sum = nearSum32(src, start, end, scaling);
  if (!isNear32(sum)) return farLogSoftmaxRow32(src, dst, start, end, scaling);
  const inverse = 1 / scaling.temperature;
  const max = maximum32(src, start, end);
  const shift = log(sum);
  const sure = max * inverse - shift > SURE32;
  const at = sure ? src.indexOf(max, start) : start;
  const y = sure ? sureLog32(src, start, end, max, sum, scaling, nearSumWithout32) : 0;
  for (let i = start; i < end; i++) dst[i] = src[i]! * inverse - shift;
  if (sure) dst[at] = y;
  return true;
}

/** y of the class that is the maximum of a near row; +0, not −0, where it is too small for a float32. */
export function sureLog32(
  src: Float32Array,
  start: number,
  end: number,
  max: number,
  sum: number,
  scaling: Scaling32,
  sumWithout: SumWithout32,
): number {
  const e = expFine(max * scaling.nearSteps);
  const others = sum - e;
  let rest = others / e;
  if (!(others >= (end - start) * LEAST_REST * sum)) {
    rest =
      e > LEAST_SURE
        ? sumWithout(src, start, end, src.indexOf(max, start), scaling) / e
        : restOfRow32(src, start, end, max, scaling.temperature);
  }
  log1p(rest, 0, logarithm);
  return 0 - Math.fround(logarithm[0]!);
}

/** `logSoftmaxRow32` of any row. */
export function farLogSoftmaxRow32(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  { temperature }: Scaling32,
): boolean {
  const max = maximum32(src, start, end);
  const rest = restOfRow32(src, start, end, max, temperature);
  if (!(rest >= 0 && Math.abs(max) < Number.POSITIVE_INFINITY)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  log1p(rest, 0, logarithm);
  const shift = logarithm[0]!;
  for (let i = start; i < end; i++) dst[i] = (src[i]! - max) / temperature - shift;
  return true;
}
