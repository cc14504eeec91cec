/**
 * Log-softmax of one row in single precision: the formula of `log-softmax-float64.ts` in plain doubles, rounded to
 * float32 once (0.51 ulp).
 */
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { log1p } from './log1p.js';
import { maximum32 } from './softmax-float32.js';

/** e^−110 is below half of float32's smallest subnormal; e^−700 is a normal double. */
const REACH = 700;

const lanes = new Float64Array(4);
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
  const rest = sumOfRest(src, start, end, max, temperature);
  if (!(rest >= 0 && Math.abs(max) < Number.POSITIVE_INFINITY)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  log1p(rest, 0, logarithm);
  const log = logarithm[0]!;
  for (let i = start; i < end; i++) dst[i] = (src[i]! - max) / temperature - log;
  return true;
}

function sumOfRest(
  src: Float32Array,
  start: number,
  end: number,
  max: number,
  temperature: number,
): number {
  const first = src.indexOf(max, start);
  lanes[0] = lanes[1] = lanes[2] = lanes[3] = 0;
  for (let i = start; i < end; i++) {
    if (i === first) continue;
    const y = Math.max((src[i]! - max) / temperature, -REACH);
    const n = expSteps(y);
    const head = expHead(n, 0);
    const lane = (i - start) & 3;
    lanes[lane] = lanes[lane]! + (head + head * expGrowth(expNear(y, n) + expLow(n)));
  }
  return lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
}
