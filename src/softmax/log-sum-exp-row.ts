/**
 * ln Σ exp(x[k]/T) of one row:
 *
 *     y = max/T + ln(1 + rest),   rest = Σ exp((x[k] − max)/T) over all k but the first maximum
 *
 * the formula of `src/simd/log-softmax-float64.ts`, where the scaling of the exponentials is explained. In double
 * precision max/T, rest and the logarithm are double-doubles, so that adding the two parts is the only rounding: y is
 * within 0.51 ulp of max(|max/T|, |y|), and where the parts cancel, what is left is right to 2⁻⁵⁶ · |max/T|. Single
 * precision takes plain doubles, rounded once.
 *
 * Beyond |max/T| = 2^100 the logarithm is no part of the result: it is at most 710 + ln n.
 */
import type { Scaling } from '../simd/anchored.js';
import { anchoredQuotients, BLOCK } from '../simd/anchored.js';
import { sumError } from '../simd/error-free.js';
import { expGrowth, expHead, expLow, expNear, expSteps } from '../simd/exp.js';
import { addToLane, clearLanes, lanesTotal, lanesTotalError } from '../simd/lanes.js';
import { log1p } from '../simd/log1p.js';
import { maximum32 } from '../simd/softmax-float32.js';
import { maximum64 } from '../simd/softmax-float64.js';

const BIAS = 256;
const UNBIAS = 2 ** -256;
const REACH64 = 800;
/** e^−700 is far below float32's smallest subnormal, and a normal double. */
const REACH32 = 700;
const LARGE = 2 ** 100;

const highs = new Float64Array(BLOCK);
const lows = new Float64Array(BLOCK);
const lanes = new Float64Array(4);
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
  const max = maximum64(src, start, end);
  if (!Number.isFinite(max)) return Number.isNaN(max) ? Number.NaN : max;
  const plain = max / scaling.temperature;
  if (!(Math.abs(plain) < LARGE) || !sumRest(src, start, end, max, scaling)) return plain;
  anchor[0] = max;
  anchoredQuotients(anchor, 0, 1, 0, scaling, anchorHigh, anchorLow);
  const [high, log] = [anchorHigh[0]!, logarithm[0]!];
  const sum = high + log;
  return sum + (sumError(high, log, sum) + (anchorLow[0]! + logarithm[1]!));
}

/** Leaves ln(1 + rest) in `logarithm`; false where rest is 0. */
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
      const y = Math.max(given, -REACH64);
      const n = expSteps(y);
      const r = expNear(y, n) + (expLow(n) + (given < -REACH64 ? 0 : lows[j]!));
      const head = expHead(n, BIAS);
      const growth = head * expGrowth(r);
      const e = head + growth;
      addToLane(from - start + j, e, growth - (e - head));
    }
  }
  const rest = lanesTotal() * UNBIAS;
  if (rest === 0) return false;
  log1p(rest, lanesTotalError() * UNBIAS, logarithm);
  return true;
}

/** `logSumExpRow64` of float32 elements in doubles, to be rounded to float32 by the caller. */
export function logSumExpRow32(
  src: Float32Array,
  start: number,
  end: number,
  temperature: number,
): number {
  const max = maximum32(src, start, end);
  if (!Number.isFinite(max)) return Number.isNaN(max) ? Number.NaN : max;
  const first = src.indexOf(max, start);
  lanes[0] = lanes[1] = lanes[2] = lanes[3] = 0;
  for (let i = start; i < end; i++) {
    if (i === first) continue;
    const y = Math.max((src[i]! - max) / temperature, -REACH32);
    const n = expSteps(y);
    const head = expHead(n, 0);
    const lane = (i - start) & 3;
    lanes[lane] = lanes[lane]! + (head + head * expGrowth(expNear(y, n) + expLow(n)));
  }
  log1p(lanes[0] + lanes[2] + (lanes[1] + lanes[3]), 0, logarithm);
  return max / temperature + logarithm[0]!;
}
