/**
 * The negative branches of elu, celu and selu: a factor times e^t − 1, the product as a double-double of which only the
 * sum is rounded. Near 0, where e^t − 1 is t to the last bit, the factor meets t itself, so that tiny and subnormal
 * arguments keep all their digits. Error ≤ 0.55 ulp, 0.76 in the subnormals.
 *
 * Factors are of moderate size (at most 10^100), which keeps Dekker's splitting in range.
 */
import { productError } from './error-free.js';
import * as table from './exp-table.js';
import { exp2m1Narrow, expm1, expm1Pair, REACH_32 as FARTHEST, scaledGrowth } from './expm1.js';
import { exp, expPair, scaleBy } from './exponential.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { RATIO_EVEN_0: EVEN_0, RATIO_EVEN_2: EVEN_2, RATIO_ODD_1: ODD_1 } = table;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const REACH_32 = FARTHEST;
/** 1.5 · 2⁵²: see exp.ts. */
const ROUNDER = 6755399441055744;

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

/**
 * `eluNarrow` of elements 0 … length − 1, with canonical NaNs, flat and without a branch on the sign, which a machine guesses wrong every
 * other time: `below` is x where x < 0, else 0, and adding the part that is 0 changes nothing. The sign of 0 and what is
 * not finite are left to the function of one element.
 */
export function eluLoop32(
  src: Float32Array,
  dst: Float32Array,
  length: number,
  up: number,
  factor: number,
  rate: number,
): void {
  for (let i = 0; i < length; i++) {
    const x = src[i]!;
    const below = 0.5 * (x - Math.abs(x));
    const z = Math.max(below * rate, -REACH_32);
    const n = z + ROUNDER - ROUNDER;
    const f = z - n;
    const square = f * f;
    const p = square * EVEN_2 + EVEN_0;
    const q = (square + ODD_1) * f;
    const power = SCALES[SCALE_ZERO + (n | 0)]!;
    const y = up * (x - below) + factor * (((power + 1) * q - (1 - power) * p) / (p - q));
    dst[i] = Math.abs(y) > 0 ? y : canonical(eluNarrow(x, up, factor, rate));
  }
}

function canonical(y: number): number {
  return Number.isNaN(y) ? Number.NaN : y;
}

/** For float32, before rounding to it: up · x where x > 0, else factor · (2^(rate · x) − 1); rate is 1/ln 2 for e^x. */
export function eluNarrow(x: number, up: number, factor: number, rate: number): number {
  return x > 0 ? up * x : factor * exp2m1Narrow(x * rate);
}
