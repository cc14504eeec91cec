/**
 * Log-softmax of one row in double precision:
 *
 *     y[c] = (x[c] − max)/T − ln(1 + rest),   rest = Σ exp((x[k] − max)/T) over all k but the first maximum
 *
 * Leaving the maximum's own 1 out of the sum keeps y of a sure class right: where rest is 1e−300, y is −1e−300, not 0.
 * Quotient, sum and logarithm are double-doubles (`anchored.ts`, `lanes.ts`, `log1p.ts`), so that y is within
 * 0.6 ulp. −∞ gives −∞; nothing underflows.
 *
 * The exponentials are scaled by 2^BIAS and clamped 800 below the maximum, where e^−800 is still a normal number then;
 * terms that small count where they are all there is. The scale is taken off before the logarithm and rounds nothing
 * unless rest is subnormal.
 */
import type { Scaling } from './anchored.js';
import { anchoredQuotients, BLOCK } from './anchored.js';
import { sumError } from './error-free.js';
import { expGrowth, expHead, expLow, expNear, expSteps } from './exp.js';
import { addToLane, clearLanes, lanesTotal, lanesTotalError } from './lanes.js';
import { log1p } from './log1p.js';
import { maximum64 } from './softmax-float64.js';

const BIAS = 256;
const UNBIAS = 2 ** -256;
const REACH = 800;
/** Quotients beyond it are not split, and the logarithm does not count. */
const LARGE = 2 ** 900;

const highs = new Float64Array(BLOCK);
const lows = new Float64Array(BLOCK);
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
  if (!(max > Number.NEGATIVE_INFINITY && sumRest(src, start, end, max, scaling))) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  logProbabilities(src, dst, start, end, max, scaling);
  return true;
}

/** Leaves ln(1 + rest) in `logarithm`; false where the row has no distribution. */
function sumRest(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): boolean {
  const first = src.indexOf(max, start);
  clearLanes();
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    anchoredQuotients(src, from, count, max, scaling, highs, lows);
    if (from <= first && first < from + count) highs[first - from] = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < count; j++) {
      const given = highs[j]!;
      const y = Math.max(given, -REACH);
      const n = expSteps(y);
      const r = expNear(y, n) + (expLow(n) + (given < -REACH ? 0 : lows[j]!));
      const head = expHead(n, BIAS);
      const growth = head * expGrowth(r);
      const e = head + growth;
      addToLane(from - start + j, e, growth - (e - head));
    }
  }
  const rest = lanesTotal();
  if (!(rest >= 0 && max < Number.POSITIVE_INFINITY)) return false;
  log1p(rest * UNBIAS, lanesTotalError() * UNBIAS, logarithm);
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
