/**
 * rest = Σ exp((x[k] − max)/T) over all elements of a row but the first maximum: what log-softmax and log-sum-exp take
 * ln(1 + rest) of. Leaving the maximum's own 1 out keeps a rest of 1e−300, which 1 + rest would round away.
 */

import { expGrowth, expHead, expLow, expNear, expSteps } from '../functions/exp.js';
import type { Scaling } from './anchored.js';
import { anchoredQuotients, BLOCK } from './anchored.js';
import { addToLane, clearLanes, lanesTotal, lanesTotalError, takeLanes } from './lanes.js';

/**
 * In double precision, exponentials are scaled by 2^BIAS and clamped 800 below the maximum, where e^−800 is still a
 * normal number then; terms that small count where they are all there is. Taking the scale off rounds nothing unless
 * rest is subnormal.
 */
const BIAS = 256;
const UNBIAS = 2 ** -256;
const REACH64 = 800;
/** e^−110 is below half of float32's smallest subnormal; e^−700 is a normal double. */
const REACH32 = 700;

const highs = new Float64Array(BLOCK);
const lows = new Float64Array(BLOCK);
const lanes = new Float64Array(4);

/**
 * Of elements start … end − 1, whose maximum is `max`, as a double-double: rounded to double precision, with
 * `restError64` for what that leaves. NaN where the row holds NaN; of no meaning where `max` is infinite.
 */
export function restOfRow64(
  src: Float64Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling,
): number {
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
  return lanesTotal() * UNBIAS;
}

/** `restOfRow64` from the lanes of its SIMD twin. */
export function restOfLanes64(stored: Float64Array): number {
  takeLanes(stored);
  return lanesTotal() * UNBIAS;
}

/** The sum of the latest `restOfRow64` less what it gave, to double precision; `lanes.ts` holds it until its next sum. */
export function restError64(): number {
  return lanesTotalError() * UNBIAS;
}

/** `restOfRow64` of float32 elements, in plain doubles. */
export function restOfRow32(
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
    const y = Math.max((src[i]! - max) / temperature, -REACH32);
    const n = expSteps(y);
    const head = expHead(n, 0);
    const lane = (i - start) & 3;
    lanes[lane] = lanes[lane]! + (head + head * expGrowth(expNear(y, n) + expLow(n)));
  }
  return lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
}
