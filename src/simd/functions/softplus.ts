/**
 * softplus, ln(1 + e^(βx)) / β. There is no point from where on it is taken to be βx before it rounds to it (PyTorch's is
 * βx = 20, an error of 10⁻¹⁰). The logarithm is taken from the grid of `logistic-table.ts`, at t = βx, a pair, and divided as a pair:
 * multiplied by 1/β, one too. Below t = −36 the logarithm is e^t itself. Error ≤ 0.6 ulp, 0.76 in the subnormals. β is of
 * moderate size, 10^−100 to 10^100.
 */
import { productError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo } from './exp-ratio.js';
import { expPair, scaleBy } from './exponential.js';
import { unitLog } from './log-ratio.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  SOFTPLUS_PAIRS,
  TO_SIXTEENTHS,
  twiceTanhOfHalf,
} from './logistic-table.js';

// The module's own constants: see exp.ts.
const SIGMOIDS = SIGMOID_PAIRS;
const SOFTPLUSES = SOFTPLUS_PAIRS;
const SIXTEENTHS = TO_SIXTEENTHS;
/** What the grid holds. */
const LEAST = -36;
/** From here on e^−t does not count beside t. */
const REACH = 40;
/** e^−1000 / β is 0 for β ≥ 10^−100. */
const SHUT = 1000;
/** The same for float32, in units of ln 2. */
const SHUT_32 = 1000;

const pair = new Float64Array(2);

/**
 * ln(1 + e^(βx)) / β; −∞ → 0, +∞ → +∞, NaN → NaN.
 *
 * @param per  1/β, which `perLow` is what its rounding left of: see `reciprocalRest`
 */
export function softplus(x: number, beta: number, per: number, perLow: number): number {
  const t = beta * x;
  if (!(t > LEAST)) return softplusTail(x, beta);
  if (t > REACH) return x;
  const tLow = productError(beta, x, t);
  const a = t + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  if (SIGMOIDS[0] === 0) makePairs();
  const grid = SOFTPLUSES[at]!;
  const rest = SOFTPLUSES[at + 1]! + changeOf(t - a + tLow, at);
  const high = grid + rest;
  const low = rest - (high - grid);
  const product = high * per;
  return product + (productError(high, per, product) + (high * perLow + low * per));
}

/** 1/β less `per`, 1/β rounded. */
export function reciprocalRest(beta: number, per: number): number {
  const back = per * beta;
  return (1 - back - productError(per, beta, back)) * per;
}

/** For β = 1. */
export function unitSoftplus(x: number): number {
  if (!(x > LEAST)) return softplusTail(x, 1);
  if (x > REACH) return x;
  if (SIGMOIDS[0] === 0) makePairs();
  const a = x + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  return SOFTPLUSES[at]! + (SOFTPLUSES[at + 1]! + changeOf(x - a, at));
}

/** ln(1 + e^(a + h)) less that for a. */
function changeOf(h: number, at: number): number {
  const s = SIGMOIDS[at]! + SIGMOIDS[at + 1]!;
  const v = twiceTanhOfHalf(h);
  const w = (s * v) / (2 + (s - 1) * v);
  const square = w * w;
  return w * (2 + square * (2 / 3 + square * (2 / 5 + square * (2 / 7))));
}

/** For βx ≤ −36, and NaN. */
function softplusTail(x: number, beta: number): number {
  return tail(Math.abs(x), beta * Math.abs(x), beta);
}

/** e^−t less half of its square, which counts down to −40, over β; t = βa. */
function tail(a: number, t: number, beta: number): number {
  if (t > SHUT) return 0;
  const k = expPair(-t, -productError(beta, a, t), pair);
  const high = pair[0]!;
  pair[1] = pair[1]! - scaleBy(high * high, k - 1);
  if (beta === 1) return scaleBy(high + pair[1], k);
  const y = high / beta;
  return scaleBy(y + correction(y, beta), k);
}

/** What the rounded quotient y of the pair and β lacks. */
function correction(y: number, beta: number): number {
  const back = y * beta;
  return (pair[0]! - back - productError(y, beta, back) + pair[1]!) / beta;
}

/**
 * The same for float32, before rounding to it, where `rate` is β/ln 2 and `per` 1/β: 2⁻³² of the value. With e^−t = N/D by
 * `exp-ratio.ts`, ln(1 + N/D) is ln((1 + w)/(1 − w)) for w = N/(N + 2D), which is at most 1/3.
 */
export function softplusNarrow(x: number, rate: number, per: number): number {
  const y = -Math.min(Math.abs(x * rate), SHUT_32);
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const above = twoTo(n) * (p + q);
  const below = p - q;
  const w = above / (above + (below + below));
  return Math.max(x, 0) + w * unitLog(w * w) * per;
}
