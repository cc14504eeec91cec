/**
 * softplus, ln(1 + e^(βx)) / β, and what it is made of: with t = β|x|,
 *
 *     softplus(x) = max(x, 0) + ln(1 + e^−t) / β
 *
 * which neither overflows nor loses the small term. t, the exponential, the logarithm (`log1p.ts`) and the quotient
 * are double-doubles. The logarithm is e^−t itself where t is large; there is no point from where on the function is
 * taken to be x before it rounds to it (PyTorch's is βx = 20, an error of 10⁻¹⁰). Error ≤ 0.53 ulp, 0.76 in the
 * subnormals. β is of moderate size, 10^−100 to 10^100.
 */
import { productError, sumError } from './error-free.js';
import { expNarrow, expPair, scaleBy } from './exponential.js';
import * as table from './log-table.js';
import { log1p } from './log1p.js';

// The module's own constants: see exp.ts.
const { RECIPROCALS: FACTORS, LOG_HIGHS: HIGHS, LOG_LOWS: LOWS } = table;
const { LOG_C3: C3, LOG_C4: C4, LOG_C5: C5, LOG_C6: C6 } = table;

/** ln(1 + e^−40) is e^−40 to 2⁻⁵⁸, and that is 2⁻⁵⁷/40 of 40. */
const REACH = 40;
/** e^−1000 / β is 0 for β ≥ 10^−100. */
const SHUT = 1000;

const pair = new Float64Array(2);

/** ln(1 + e^(βx)) / β; −∞ → 0, +∞ → +∞, NaN → NaN. */
export function softplus(x: number, beta: number): number {
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

/** The same for float32, before rounding to it: in plain doubles, 2⁻⁴⁴ of the value. */
export function softplusNarrow(x: number, beta: number): number {
  return Math.max(x, 0) + log1pOfUnit(expNarrow(-beta * Math.abs(x))) / beta;
}

/**
 * ln(1 + u) for 0 ≤ u ≤ 1: the scheme of `log1p.ts` without its pairs and branches. For u < 1/128 the factor is 1, and
 * r is u itself.
 */
function log1pOfUnit(u: number): number {
  const v = 1 + u;
  const j = (u * 64 + 0.5) | 0;
  const c = FACTORS[j]!;
  const r = v * c - 1 + (u - (v - 1)) * c;
  const square = r * r;
  const cubic = C3 + r * C4 + square * (C5 + r * C6);
  return HIGHS[j]! + LOWS[j]! + (r + square * (r * cubic - 0.5));
}
