/**
 * mish, x · tanh(ln(1 + e^x)). With e = e^x the hyperbolic tangent is a rational function, which neither overflows nor
 * cancels where the logarithm is not taken first:
 *
 *     tanh(ln(1 + e)) = ((1 + e)² − 1) / ((1 + e)² + 1) = n / (n + 2),   n = e(e + 2)
 *
 * It comes from the grid of `mish-table.ts`, and is multiplied by x as `gated.ts` has it. Far below 0 mish is x · e^x. Error ≤ 0.59
 * ulp, 0.76 in the subnormals.
 */
import { leadingHalf, productError, sumError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo } from './exp-ratio.js';
import * as table from './exp-table.js';
import { exp, expPair, scaleBy } from './exponential.js';
import { TO_SIXTEENTHS, twiceTanhOfHalf } from './logistic-table.js';
import { MISH_PAIRS, MISH_POWERS, makeMish } from './mish-table.js';
import { quotient } from './quotient.js';

// The module's own constants: see exp.ts.
const PAIRS = MISH_PAIRS;
const GRID_POWERS = MISH_POWERS;
const SIXTEENTHS = TO_SIXTEENTHS;
const PER_LN2 = table.PER_LN2;
/** From here on mish is x. */
const REACH = 40;
/** What the grid holds; beyond, e^x does not count beside 1. */
const LEAST = -36;
/** |x| e^x is below half of the smallest subnormal, of doubles and of floats. */
const SHUT = -760;
/** The same for float32 in units of ln 2, and where mish is x; no x of float32 outweighs 2^−440. */
const SHUT_32 = -440;
const OPEN_32 = 80;
/** The lowest finite float32; mish of −∞ is −0, and so is this times 2^−440. */
const LOWEST_32 = -3.4028234663852886e38;
/** mish x = x · (3/5 + …x) below; products of so small numbers have no exact errors. */
const TINY = 2 ** -900;

const pair = new Float64Array(2);

/** x · tanh(ln(1 + e^x)); −0 where that underflows, also at −∞; ±0 → ±0. */
export function mish(x: number): number {
  if (x > REACH || x === 0) return x;
  if (!(x > LEAST)) return tail(x);
  if (Math.abs(x) <= TINY) return threeFifths(x);
  if (GRID_POWERS[0] === 0) makeMish();
  const a = x + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  const e = GRID_POWERS[at]!;
  const below = GRID_POWERS[at + 1]!;
  const v = twiceTanhOfHalf(x - a);
  const d = 1 - 0.5 * v;
  const grown = e * v;
  const more = e + 1;
  const m = grown * ((more + more) * d + grown);
  const change = (m + m) / (below * (below * (d * d) + m));
  const head = PAIRS[at]!;
  const xHead = leadingHalf(x);
  return xHead * head + ((x - xHead) * head + x * (PAIRS[at + 1]! + change));
}

/** 3x is exact as a sum and its error, in the subnormals as well. */
function threeFifths(x: number): number {
  const triple = 3 * x;
  return quotient(triple, sumError(2 * x, x, triple), 5, 0);
}

/** x · e^x (1 − e^x/2), for x ≤ −36; the last factor counts down to −40. */
function tail(x: number): number {
  if (x < SHUT) return -0;
  const k = expPair(x, 0, pair);
  const e = pair[0]!;
  const low = pair[1]! - scaleBy(e * e, k - 1);
  const product = x * e;
  return scaleBy(product + (productError(x, e, product) + x * low), k);
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
  if (x < -40) return e * (1 + x);
  const below = e * (e + 2) + 2;
  return (e * ((e + 2) * below + 4 * x * (1 + e))) / below / below;
}
