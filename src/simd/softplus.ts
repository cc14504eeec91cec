/**
 * softplus, ln(1 + e^(βx)) / β, and what it is made of: with t = β|x|,
 *
 *     softplus(x) = max(x, 0) + ln(1 + e^−t) / β
 *
 * which neither overflows nor loses the small term. t, the exponential, the logarithm (`log1p.ts`) and the quotient
 * are double-doubles. The logarithm is e^−t itself where t is large; there is no point from where on the function is
 * taken to be x before it rounds to it (PyTorch's is βx = 20, an error of 10⁻¹⁰). For β = 1 a grid saves all of that.
 * Error ≤ 0.6 ulp, 0.76 in the subnormals. β is of moderate size, 10^−100 to 10^100.
 */
import { productError, sumError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo } from './exp-ratio.js';
import { expPair, scaleBy } from './exponential.js';
import { unitLog } from './log-ratio.js';
import { log1p } from './log1p.js';
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
/** ln(1 + e^−40) is e^−40 to 2⁻⁵⁸, and that is 2⁻⁵⁷/40 of 40. */
const REACH = 40;
/** e^−1000 / β is 0 for β ≥ 10^−100. */
const SHUT = 1000;
/** The same for float32, in units of ln 2. */
const SHUT_32 = 1000;

const pair = new Float64Array(2);

/** ln(1 + e^(βx)) / β; −∞ → 0, +∞ → +∞, NaN → NaN. */
export function softplus(x: number, beta: number): number {
  return beta === 1 && x > LEAST ? unitSoftplus(x) : anySoftplus(x, beta);
}

/** For β = 1 and x > −36: from the grid, as `logistic-table.ts` has it. */
function unitSoftplus(x: number): number {
  if (x > REACH) return x;
  if (SIGMOIDS[0] === 0) makePairs();
  const a = x + SIXTEENTHS - SIXTEENTHS;
  const at = ((a * 16) & 2047) << 1;
  const s = SIGMOIDS[at]! + SIGMOIDS[at + 1]!;
  const v = twiceTanhOfHalf(x - a);
  const w = (s * v) / (2 + (s - 1) * v);
  const square = w * w;
  const change = w * (2 + square * (2 / 3 + square * (2 / 5 + square * (2 / 7))));
  return SOFTPLUSES[at]! + (SOFTPLUSES[at + 1]! + change);
}

function anySoftplus(x: number, beta: number): number {
  const a = Math.abs(x);
  const t = beta * a;
  if (t > REACH) return x > 0 ? x : tail(a, t, beta);
  const tLow = productError(beta, a, t);
  const k = expPair(-t, -tLow, pair);
  log1p(scaleBy(pair[0]!, k), scaleBy(pair[1]!, k), pair);
  const y = pair[0]! / beta;
  const back = y * beta;
  const yLow = (pair[0]! - back - productError(y, beta, back) + pair[1]!) / beta;
  if (x < 0) return y + yLow;
  const sum = x + y;
  return sum + (sumError(x, y, sum) + yLow);
}

function tail(a: number, t: number, beta: number): number {
  if (t > SHUT) return 0;
  const k = expPair(-t, -productError(beta, a, t), pair);
  const y = pair[0]! / beta;
  return beta === 1 ? scaleBy(y, k) : scaleBy(y + correction(y, beta), k);
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
