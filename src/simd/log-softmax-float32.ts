/**
 * Log-softmax of one row in single precision: the formula of `log-softmax-float64.ts` in plain doubles, rounded to
 * float32 once (0.51 ulp).
 */
import { log1p } from './log1p.js';
import { restOfRow32 } from './rest-of-row.js';
import { maximum32 } from './softmax-float32.js';

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
  temperature: number,
): boolean {
  const max = maximum32(src, start, end);
  const rest = restOfRow32(src, start, end, max, temperature);
  if (!(rest >= 0 && Math.abs(max) < Number.POSITIVE_INFINITY)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  log1p(rest, 0, logarithm);
  const log = logarithm[0]!;
  for (let i = start; i < end; i++) dst[i] = (src[i]! - max) / temperature - log;
  return true;
}
