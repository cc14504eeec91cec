/**
 * The logistic sigmoid, its integral and the hyperbolic tangent on a grid, as pairs within 2⁻⁵⁹, and the way from the grid to x: with
 * x = a + h, a on the grid, their addition theorems are quotients of which only a small part is rounded.
 *
 *     σ(x) = S + S(1 − S) · v / (1 + (S − ½) · v),       S = σ(a),  v = 2 tanh(h/2);  S(1 − S) and S − ½ are tabulated too
 *     tanh x = T + u − T·u·(T + u) / (1 + T·u),          T = tanh a,  u = tanh h
 *
 *     ln(1 + e^x) = ln(1 + e^a) + 2 atanh(w),            w = S · v / (2 + (S − 1) · v)
 *
 * h is exact, at most half a step of the grid, and tanh of it a short polynomial. The tables are made here, when they
 * are first wanted, by error-free transformations; so they have the same bits everywhere.
 */
import { leadingHalf, productError, sumError } from './error-free.js';
import * as table from './exp-table.js';
import { expm1Pair } from './expm1.js';
import { expPair, scaleBy } from './exponential.js';
import { log1p } from './log1p.js';

// The module's own constants: see exp.ts.
const { TANH_C3: C3, TANH_C5: C5, TANH_C7: C7 } = table;
const { TWICE_TANH_C3: T3, TWICE_TANH_C5: T5, TWICE_TANH_C7: T7 } = table;

/** Adding and taking off leaves the multiple of 1/16, 1/32, 1/64 or 1/128 that is nearest: 1.5 · 2⁴⁸ and less. */
export const TO_SIXTEENTHS = 422212465065984;
export const TO_32NDS = 211106232532992;
export const TO_64THS = 105553116266496;
export const TO_128THS = 52776558133248;

/** Room for 2048 pairs; that of σ(a) is at 16a mod 2048, for −40 ≤ a ≤ 40, its first part cut to 26 bits. */
export const SIGMOID_PAIRS = new Float64Array(2 * 2048);
/** S(1 − S) and S − ½, likewise. */
export const SIGMOID_SLOPES = new Float64Array(2 * 2048);
/** The same of ln(1 + e^a), of which no part is cut. */
export const SOFTPLUS_PAIRS = new Float64Array(2 * 2048);
/** Room for 1024 pairs; that of tanh a is at 32a, for 0 ≤ a < 20. */
export const TANH_PAIRS = new Float64Array(2 * 1024);

/** Fills the tables: some milliseconds, which whoever takes nothing from them need not wait. σ(0) says that it was done. */
export function makePairs(): void {
  if (SIGMOID_PAIRS[0] !== 0) return;
  fillSigmoid(SIGMOID_PAIRS);
  fillSoftplus(SOFTPLUS_PAIRS);
  fillTanh(TANH_PAIRS);
}

/** 2 tanh(h/2) for |h| ≤ 1/32. */
export function twiceTanhOfHalf(h: number): number {
  const square = h * h;
  return h + h * square * (T3 + square * (T5 + square * T7));
}

/** tanh h − h for |h| ≤ 1/64. */
export function tanhLess(h: number): number {
  const square = h * h;
  return h * square * (C3 + square * (C5 + square * C7));
}

/** What tanh a + tanh h has too much as a sum, for t = tanh a and u = tanh h. */
export function lossOfTanh(t: number, u: number): number {
  const product = t * u;
  return (product * (t + u)) / (1 + product);
}

function fillSigmoid(pairs: Float64Array): void {
  const power = new Float64Array(2);
  for (let n = -640; n <= 640; n++) {
    const k = expPair(n / -16, 0, power);
    const e = scaleBy(power[0]!, k);
    const d = 1 + e;
    const dLow = sumError(1, e, d) + scaleBy(power[1]!, k);
    const q = 1 / d;
    const head = leadingHalf(q);
    const at = 2 * (n & 2047);
    const rest = q - head + restOfQuotient(1, 0, d, dLow, q);
    const s = head + rest;
    pairs[at] = head;
    pairs[at + 1] = rest;
    SIGMOID_SLOPES[at] = s * (1 - s);
    SIGMOID_SLOPES[at + 1] = s - 0.5;
  }
}

function fillSoftplus(pairs: Float64Array): void {
  const power = new Float64Array(2);
  for (let n = -640; n <= 640; n++) {
    const k = expPair(Math.abs(n) / -16, 0, power);
    log1p(scaleBy(power[0]!, k), scaleBy(power[1]!, k), power);
    const above = Math.max(n, 0) / 16;
    const sum = above + power[0]!;
    const at = 2 * (n & 2047);
    pairs[at] = sum;
    pairs[at + 1] = sumError(above, power[0]!, sum) + power[1]!;
  }
}

function fillTanh(pairs: Float64Array): void {
  const growth = new Float64Array(2);
  for (let n = 1; n < 640; n++) {
    expm1Pair(n / 16, 0, growth);
    const e = growth[0]!;
    const below = e + 2;
    const q = e / below;
    const belowLow = sumError(e, 2, below) + growth[1]!;
    pairs[2 * n] = q;
    pairs[2 * n + 1] = restOfQuotient(e, growth[1]!, below, belowLow, q);
  }
}

/** (n + nLow) / (d + dLow) − q, for q = n/d rounded. */
export function restOfQuotient(
  n: number,
  nLow: number,
  d: number,
  dLow: number,
  q: number,
): number {
  const back = q * d;
  return (n - back - productError(q, d, back) + nLow - q * dLow) / d;
}
