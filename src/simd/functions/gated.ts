/**
 * x · σ(t), the sigmoid-weighted unit: silu (t = βx) and quickGelu (t = 1.702x).
 *
 *     x · σ(t) = x / (1 + e^−t)
 *
 * In doubles, σ comes from the grid of `logistic-table.ts`, in two parts of which the first has 26 bits: its product with
 * the leading half of x is exact, and all that is small is added to it. Below t = −36 the denominator is a double-double,
 * scaled by 2^−k, 2^k being the binade of e^−t, and is divided into x at once: one rounding, where the product of x and a
 * rounded sigmoid has two, and one more where the result is subnormal. t is a double-double too, since its rounding would
 * be multiplied by up to 745. Error ≤ 0.6 ulp, 0.76 in the subnormals.
 */
import { leadingHalf, productError, sumError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo, within } from './exp-ratio.js';
import { expPair, scaleBy } from './exponential.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  SIGMOID_SLOPES,
  TO_SIXTEENTHS,
  twiceTanhOfHalf,
} from './logistic-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';
import { quotient } from './quotient.js';
import { sigmoid } from './sigmoid.js';

// The module's own constants: see exp.ts.
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const PAIRS = SIGMOID_PAIRS;
const SLOPES = SIGMOID_SLOPES;
const SIXTEENTHS = TO_SIXTEENTHS;
/** What the grid holds. */
const LEAST = -36;
/** From here on e^−t is below 2⁻⁵⁷, and x · σ(t) is x. */
const OPEN = 40;
/** From here down |x| e^t is 0 for |x| ≤ 10^100. */
const SHUT = -1000;

/** The same for float32, in units of ln 2: no x of float32 outweighs 2^−440. */
const REACH_32 = 440;
/** The lowest finite float32: −∞ · σ(−∞) is −0, and so is this times 2^−440. */
const LOWEST_32 = -3.4028234663852886e38;
/** Where σ is ½ to the last bit. */
const TINY = 2 ** -60;

const pair = new Float64Array(2);

/** x · σ(t + tLow); 0 with the sign of x where that underflows, also at −∞. */
export function gated(x: number, t: number, tLow: number): number {
  if (!(t > LEAST)) return gatedTail(x, t, tLow);
  if (t > OPEN) return x;
  if (Math.abs(t) < TINY) return x * 0.5;
  if (PAIRS[0] === 0) makePairs();
  const a = t + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  const head = PAIRS[at]!;
  const rest = PAIRS[at + 1]!;
  const v = twiceTanhOfHalf(t - a + tLow);
  const change = (SLOPES[at]! * v) / (1 + SLOPES[at + 1]! * v);
  const xHead = leadingHalf(x);
  return xHead * head + ((x - xHead) * head + x * (rest + change));
}

/** For t ≤ −36. */
function gatedTail(x: number, t: number, tLow: number): number {
  if (t < SHUT) return x < 0 ? -0 : 0;
  const k = expPair(-t, -tLow, pair);
  const one = SCALES[Math.max(SCALE_ZERO - k, 0)]!;
  const high = pair[0]!;
  const sum = one + high;
  const low = sumError(one, high, sum) + pair[1]!;
  return scaleBy(quotient(x, 0, sum, low), -k);
}

/** x · σ(y·ln2) for float32, before rounding to it, by `exp-ratio.ts`: 2⁻³² of the value. */
export function gatedNarrow(x: number, y: number): number {
  const z = within(y, REACH_32);
  const n = nearest(z);
  const f = z - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(n) * (p + q);
  return (Math.max(x, LOWEST_32) * power) / (p - q + power);
}

/** x · σ(x). */
export function silu(x: number): number {
  return gated(x, x, 0);
}

/** x · σ(βx) for β > 0. */
export function swish(x: number, beta: number): number {
  const t = beta * x;
  return gated(x, t, productError(beta, x, t));
}

/** x · σ(βx) for float32, where `rate` is β/ln 2. */
export function swishNarrow(x: number, rate: number): number {
  return gatedNarrow(x, x * rate);
}

/** The derivative of x · σ(βx): σ(βx)(1 + βx · σ(−βx)). */
export function swishSlope(x: number, beta: number): number {
  const t = beta * x;
  if (Math.abs(t) > -SHUT) return x > 0 ? 1 : 0;
  return gate(x, beta) * (1 + t * sigmoid(-t));
}

/** σ(βx), its argument unrounded. */
export function gate(x: number, beta: number): number {
  if (Math.abs(x) < TINY / beta || Math.abs(x * beta) > -SHUT) return sigmoid(beta * x);
  return swish(x, beta) / x;
}
