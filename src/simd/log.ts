/**
 * The natural logarithm, of doubles of any size, and logit; both on the pairs of `log1p.ts`, which hold for x < 1 and
 * for −1 < u < 0 as well. No cancellation where they are added: k · ln2 and the table's logarithm are one exact sum. Error
 * ≤ 0.51 ulp.
 */
import { productError, sumError } from './error-free.js';
import { exponentOf, log1p as log1pPair, logOf } from './log1p.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const SMALLEST_NORMAL = 2 ** -1022;
const TWO_54 = 2 ** 54;

const pair = new Float64Array(2);
const other = new Float64Array(2);

/** ln x; ±0 → −∞, +∞ → +∞, below 0 and NaN → NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  logPair(x, pair);
  return pair[0]!;
}

/** ln(1 + x); −1 → −∞, +∞ → +∞, −0 → −0, below −1 and NaN → NaN. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x;
  log1pPair(x, 0, pair);
  return pair[0]!;
}

/**
 * ln(p / (1 − p)); 0 → −∞, 1 → +∞, outside of [0, 1] and NaN → NaN. Around ½ it is ln(1 + (2p − 1)/(1 − p)), where
 * 2p − 1 is exact; at the ends the difference of two logarithms of which one is small.
 */
export function logit(p: number): number {
  if (!(p > 0 && p < 1)) {
    return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  }
  if (p < 0.25) return logitOfSmall(p);
  if (p > 0.75) return -logitOfSmall(1 - p);
  const rest = 1 - p;
  const restLow = sumError(1, -p, rest);
  const twice = 2 * p - 1;
  const u = twice / rest;
  const back = u * rest;
  const uLow = (twice - back - productError(u, rest, back) - u * restLow) / rest;
  log1pPair(u, uLow, pair);
  return pair[0]!;
}

function logitOfSmall(p: number): number {
  logPair(p, pair);
  log1pPair(-p, 0, other);
  const high = pair[0]! - other[0]!;
  return high + (sumError(pair[0]!, -other[0]!, high) + (pair[1]! - other[1]!));
}

/** Writes ln x to `into` as high and low, for 0 < x < ∞. */
function logPair(x: number, into: Float64Array): void {
  const small = x < SMALLEST_NORMAL;
  const normal = small ? x * TWO_54 : x;
  const k = exponentOf(normal);
  logOf(small ? k - 54 : k, normal * SCALES[SCALE_ZERO - k]!, 0, into);
}
