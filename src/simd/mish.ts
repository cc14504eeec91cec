/**
 * mish, x · tanh(ln(1 + e^x)). With e = e^x the hyperbolic tangent is a rational function, which neither overflows nor
 * cancels where the logarithm is not taken first:
 *
 *     tanh(ln(1 + e)) = ((1 + e)² − 1) / ((1 + e)² + 1) = n / (n + 2),   n = e(e + 2)
 *
 * e, n and x · n are double-doubles, divided once. Far below 0 it is x · e^x. Error ≤ 0.53 ulp, 0.76 in the subnormals.
 */
import { productError, sumError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo } from './exp-ratio.js';
import * as table from './exp-table.js';
import { exp, expPair, scaleBy } from './exponential.js';
import { quotient } from './quotient.js';

/** e^−40 is 2⁻⁵⁷: beyond, mish is x, or x · e^x. */
const REACH = 40;
/** |x| e^x is below half of the smallest subnormal, of doubles and of floats. */
const SHUT = -760;
/** The same for float32 in units of ln 2, and where mish is x; no x of float32 outweighs 2^−440. */
const SHUT_32 = -440;
const OPEN_32 = 80;
/** The lowest finite float32; mish of −∞ is −0, and so is this times 2^−440. */
const LOWEST_32 = -3.4028234663852886e38;
/** mish x = x · (3/5 + …x), and 2⁻⁶⁰ does not count. */
const TINY = 2 ** -61;

// The module's own constant: see exp.ts.
const PER_LN2 = table.PER_LN2;

const pair = new Float64Array(2);

/** x · tanh(ln(1 + e^x)); −0 where that underflows, also at −∞; ±0 → ±0. */
export function mish(x: number): number {
  if (x > REACH || x === 0) return x;
  if (x < SHUT) return -0;
  if (Math.abs(x) < TINY) return threeFifths(x);
  const k = expPair(x, 0, pair);
  return x < -REACH ? tail(x, k) : body(x, k);
}

/** 3x is exact as a sum and its error, in the subnormals as well. */
function threeFifths(x: number): number {
  const triple = 3 * x;
  return quotient(triple, sumError(2 * x, x, triple), 5, 0);
}

function tail(x: number, k: number): number {
  const product = x * pair[0]!;
  return scaleBy(product + (productError(x, pair[0]!, product) + x * pair[1]!), k);
}

function body(x: number, k: number): number {
  const e = scaleBy(pair[0]!, k);
  const eLow = scaleBy(pair[1]!, k);
  const more = e + 2;
  const moreLow = sumError(e, 2, more) + eLow;
  const n = e * more;
  const nLow = productError(e, more, n) + (e * moreLow + eLow * more);
  const top = x * n;
  const topLow = productError(x, n, top) + x * nLow;
  const bottom = n + 2;
  return quotient(top, topLow, bottom, sumError(n, 2, bottom) + nLow);
}

/** The same for float32, before rounding to it, by `exp-ratio.ts`, numerators and denominators apart: 2⁻³¹ of the value. */
export function mishNarrow(x: number): number {
  const y = Math.max(Math.min(x * PER_LN2, OPEN_32), SHUT_32);
  const steps = nearest(y);
  const f = y - steps;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const below = p - q;
  const above = twoTo(steps) * (p + q);
  const n = above * (above + (below + below));
  return (Math.max(x, LOWEST_32) * n) / (n + (below + below) * below);
}

/** The derivative: e((e + 2)(n + 2) + 4x(1 + e)) / (n + 2)², with e and n as above. */
export function mishSlope(x: number): number {
  if (x > REACH) return 1;
  if (x < SHUT) return 0;
  const e = exp(x);
  if (x < -REACH) return e * (1 + x);
  const below = e * (e + 2) + 2;
  return (e * ((e + 2) * below + 4 * x * (1 + e))) / below / below;
}
