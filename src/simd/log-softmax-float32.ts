/**
 * Log-softmax of one row in single precision, in doubles that are rounded to float32 once (0.51 ulp):
 *
 *     y[c] = x[c]/T − ln S,  S = Σ exp(x[k]/T)       of near rows, S as for softmax
 *     y[c] = (x[c] − max)/T − ln(1 + rest)           of the others, as in `log-softmax-float64.ts`
 *
 * The errors of S (2⁻³²) do not show in a y of ¼ or more. At most one class of a row can be nearer to 0, a *sure* one:
 * its y is −ln(1 + rest), where rest = (S − e)/e for its own exponential e. What lanes round in adding up n
 * exponentials is below n · 2⁻⁵⁵ · S, so that a rest of n · 2⁻²² · S is right to 2⁻³³; for a smaller one, exponentials
 * are summed without e.
 */
import { expFine } from './exp-fine.js';
import { log } from './log.js';
import { log1p } from './log1p.js';
import { restOfRow32 } from './rest-of-row.js';
import { isNear32, maximum32, nearSum32, type Scaling32 } from './softmax-float32.js';

/** A y above it is that of a sure class. */
export const SURE32 = -0.25;
const LEAST_REST = 2 ** -22;

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
  const y = sure ? sureLog32(src, start, end, max, sum, scaling) : 0;
  for (let i = start; i < end; i++) dst[i] = src[i]! * inverse - shift;
  if (sure) dst[at] = y;
  return true;
}

/** y of the class that is the maximum of a near row, in doubles. */
export function sureLog32(
  src: Float32Array,
  start: number,
  end: number,
  max: number,
  sum: number,
  { nearSteps, temperature }: Scaling32,
): number {
  const e = expFine(max * nearSteps);
  const others = sum - e;
  const plain = others >= (end - start) * LEAST_REST * sum;
  log1p(plain ? others / e : restOfRow32(src, start, end, max, temperature), 0, logarithm);
  return 0 - logarithm[0]!;
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
