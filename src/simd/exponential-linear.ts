/**
 * The negative branches of elu, celu and selu: a factor times e^t − 1, the product as a double-double of which only the
 * sum is rounded. Near 0, where e^t − 1 is t to the last bit, the factor meets t itself, so that tiny and subnormal
 * arguments keep all their digits. Error ≤ 0.55 ulp, 0.76 in the subnormals.
 *
 * Factors are of moderate size (at most 10^100), which keeps Dekker's splitting in range.
 */
import { productError } from './error-free.js';
import { exp2m1Narrow, expm1, expm1Pair, scaledGrowth } from './expm1.js';
import { exp, expPair, scaleBy } from './exponential.js';

/** e^t − 1 = t(1 + t/2 + …), and 2⁻⁶¹ does not count. */
const TINY = 2 ** -60;
/** Below it, products with a factor may have no exact errors. */
const FAINT = 2 ** -500;
const SMALL = 2 ** -600;
const UP = 2 ** 500;
const DOWN = 2 ** -500;

const pair = new Float64Array(2);

/** x where x > 0, else e^x − 1. */
export function eluOfOne(x: number): number {
  return x > 0 ? x : expm1(x);
}

/** (factor + factorLow) · (e^x − 1) for x ≤ 0, where `head` is the leading half of factor, and `rest` all that it lacks. */
export function scaledExpm1(
  x: number,
  factor: number,
  factorLow: number,
  head: number,
  rest: number,
): number {
  return x > -FAINT ? scaledTiny(x, factor, factorLow) : scaledGrowth(x, head, rest);
}

/** (factor + factorLow) · x. Near the subnormals products have no exact errors: x is scaled up and the result down. */
function scaledTiny(x: number, factor: number, factorLow: number): number {
  if (factorLow === 0 || x === 0) return factor * x;
  const lifted = x > -SMALL;
  const t = lifted ? x * UP : x;
  const product = factor * t;
  const y = product + (productError(factor, t, product) + factorLow * t);
  return lifted ? y * DOWN : y;
}

/** alpha · (e^(x/alpha) − 1) for x ≤ 0 and alpha > 0. */
export function continuousExpm1(x: number, alpha: number): number {
  const t = x / alpha;
  if (t > -TINY) return x;
  // Beyond the reach of e^t only −alpha is left, and the quotient's error may be NaN.
  expm1Pair(t, t < -40 ? 0 : quotientError(x, alpha, t), pair);
  const y = pair[0]!;
  const product = alpha * y;
  return product + (productError(alpha, y, product) + alpha * pair[1]!);
}

/** x/alpha − t, for t = x/alpha rounded. */
function quotientError(x: number, alpha: number, t: number): number {
  const back = t * alpha;
  return (x - back - productError(t, alpha, back)) / alpha;
}

/** The derivative of that, e^(x/alpha). */
export function continuousSlope(x: number, alpha: number): number {
  const t = x / alpha;
  if (!(t > -760)) return exp(t);
  const k = expPair(t, quotientError(x, alpha, t), pair);
  return scaleBy(pair[0]!, k);
}

/** For float32, before rounding to it: up · x where x > 0, else factor · (2^(rate · x) − 1); rate is 1/ln 2 for e^x. */
export function eluNarrow(x: number, up: number, factor: number, rate: number): number {
  return x > 0 ? up * x : factor * exp2m1Narrow(x * rate);
}
