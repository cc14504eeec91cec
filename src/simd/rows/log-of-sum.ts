/**
 * ln Σ exp(x[k]/T) from the sum of exponentials that softmax divides by:
 *
 *     single precision     ln S                                   S in doubles, of a near row
 *     double precision     b + ln(S · 2⁻²⁵⁶)                      S a double-double, b what its exponentials left out
 *     long rows of it      ln S                                   S another, of bare exponentials: see `bare-sum.ts`
 *
 * where b is k · ln2 of a near row and max/T of others: see `softmax-float64.ts`. It takes no maximum's own 1 out of the
 * sum, whose errors (2⁻³² and 2⁻⁵⁸) would show in a small logarithm. So it is used for |y| ≥ ½ alone, where they are
 * 0.01 and 0.03 ulp; of bare exponentials (2⁻⁵³) for |y| ≥ 8, where they are 0.07. The functions give NaN where it is
 * not to be used.
 */

import { sumError } from '../functions/error-free.js';
import { log, logOfPair } from '../functions/log.js';
import { LN2_HIGH, LN2_LOW } from '../functions/log-table.js';
import { log1p } from '../functions/log1p.js';
import type { Scaling } from './anchored.js';
import { anchoredQuotients } from './anchored.js';
import { isNear32 } from './softmax-float32.js';
import { binadeOf64, isNear64 } from './softmax-float64.js';

const LEAST = 0.5;
const LEAST_BARE = 8;
/** Beyond it the logarithm is no part of the result. */
const LARGE = 2 ** 100;
const UNBIAS = 2 ** -256;

const logarithm = new Float64Array(2);
const pair = new Float64Array(2);
const anchor = new Float64Array(1);
const baseHigh = new Float64Array(1);
const baseLow = new Float64Array(1);

export function logOfSum32(sum: number): number {
  if (!isNear32(sum)) return Number.NaN;
  const y = log(sum);
  return Math.abs(y) >= LEAST ? y : Number.NaN;
}

/** Of a long row, at T = 1, from `bareSum64` and `bareRest64`. */
export function logOfBareSum64(sum: number, rest: number): number {
  if (!isNear32(sum)) return Number.NaN;
  const y = logOfPair(sum, rest);
  return Math.abs(y) >= LEAST_BARE ? y : Number.NaN;
}

/** Of a row with the maximum `max`, whose exponentials are `sum` + `rest`. */
export function logOfSum64(sum: number, rest: number, max: number, scaling: Scaling): number {
  if (!(sum > 0 && Math.abs(max / scaling.temperature) < LARGE)) return Number.NaN;
  logPairOfSum64(sum, rest, max, scaling, pair);
  const y = pair[0]! + pair[1]!;
  return Math.abs(y) >= LEAST ? y : Number.NaN;
}

/** The logarithm as `into[0]` + `into[1]`, whatever its size. */
export function logPairOfSum64(
  sum: number,
  rest: number,
  max: number,
  scaling: Scaling,
  into: Float64Array,
): void {
  setBase(max, scaling);
  const scaled = sum * UNBIAS;
  const u = scaled - 1;
  log1p(u, sumError(scaled, -1, u) + rest * UNBIAS, logarithm);
  const [base, log] = [baseHigh[0]!, logarithm[0]!];
  const high = base + log;
  into[0] = high;
  into[1] = sumError(base, log, high) + (baseLow[0]! + logarithm[1]!);
}

function setBase(max: number, scaling: Scaling): void {
  if (isNear64(max, scaling)) {
    const k = binadeOf64(max);
    baseHigh[0] = k * LN2_HIGH;
    baseLow[0] = k * LN2_LOW;
  } else {
    anchor[0] = max;
    anchoredQuotients(anchor, 0, 1, 0, scaling, baseHigh, baseLow);
  }
}
