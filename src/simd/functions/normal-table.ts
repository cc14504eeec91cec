/**
 * erf and the tail of the normal distribution on a grid, as pairs within 2⁻⁵⁷, and the way from the grid to x: with x = a + h,
 *
 *     Q(a) − Q(x) = φ(a) · h · (1 + mean),       1 + mean = e^w · (1 + (s − g)/24 + (s² − 6sg + 3g²)/1920 + s²(s − 15g)/322560 …)
 *
 * the mean of the density between them over that at a: e^w is the density half way, w = −h/2 · (a + h/4), and the rest its even
 * derivatives (Hermite's polynomials) there, with s = (a + h/2)² h² and g = h². erf(x) is 1 − 2Q(√2 x): for it, h and a + h/2 are √2
 * as large. The steps are 1/128. The tables are made here, when they are first wanted, by error-free transformations.
 */
import * as table from './erf-table.js';
import { tailPair } from './erfc.js';
import { leadingHalf, productError, sumError } from './error-free.js';
import { expPair, scaleBy } from './exponential.js';

// The module's own constants: see exp.ts.
const CURVE = table.ERF_CURVE;
const LEAD = table.ERF_LEAD;
const LEAD_LOW = table.ERF_LEAD_LOW;
const ROOT_HALF = Math.sqrt(0.5);
const ROOT_HALF_LOW = table.ROOT_HALF_LOW;
/** 1/√(2π), a quarter of 2/√π times √2. */
const PER_ROOT_TAU = 0.3989422804014327;

/** erf a at 128a, for 0 ≤ a ≤ 6. */
export const ERF_PAIRS = new Float64Array(2 * 1024);
/** 2/√π · e^(−a²), likewise, its first part cut to 26 bits. */
export const ERF_SLOPES = new Float64Array(2 * 1024);
/** Q(a) at 128a, for 0 ≤ a ≤ 10, its first part cut to 26 bits. */
export const TAIL_PAIRS = new Float64Array(2 * 2048);
/** φ(a), likewise. */
export const DENSITIES = new Float64Array(2048);

const pair = new Float64Array(2);

/** Fills the tables of erf. The slope at 0 says that it was done. */
export function makeErf(): void {
  if (ERF_SLOPES[0] !== 0) return;
  for (let i = 0; i <= 768; i++) fillErf(i, i / 128);
}

/** Fills those of the tail, for gelu. Q(0) says that it was done. */
export function makeTail(): void {
  if (TAIL_PAIRS[0] !== 0) return;
  for (let i = 0; i <= 1280; i++) fillTail(i, i / 128);
}

/** The mean density between two points over that at the first, less 1. */
export function meanDensity(w: number, s: number, g: number): number {
  const square = w * w;
  const upper = 1 / 24 + w * (1 / 120) + square * (1 / 720 + w * (1 / 5040));
  const growth = w + square * (0.5 + w * (1 / 6) + square * upper);
  const fourth = s * (s - 6 * g) + 3 * (g * g);
  const sixth = s * s * (s - 15 * g);
  const bend = (s - g) * (1 / 24) + (fourth * (1 / 1920) + sixth * (1 / 322560));
  return growth + (bend + growth * bend);
}

function fillErf(i: number, a: number): void {
  if (a > 0.5) complement(a);
  else nearZero(a);
  ERF_PAIRS[2 * i] = pair[0]!;
  ERF_PAIRS[2 * i + 1] = pair[1]!;
  const k = expPair(-a * a, 0, pair);
  const slope = LEAD * pair[0]!;
  const rest = productError(LEAD, pair[0]!, slope) + (LEAD * pair[1]! + LEAD_LOW * pair[0]!);
  const head = leadingHalf(slope);
  ERF_SLOPES[2 * i] = scaleBy(head, k);
  ERF_SLOPES[2 * i + 1] = scaleBy(slope - head + rest, k);
}

/** 1 − erfc a. */
function complement(a: number): void {
  const k = tailPair(a * a, 0, a, 0, pair);
  const less = scaleBy(pair[0]!, k);
  const sum = 1 - less;
  pair[1] = sumError(1, -less, sum) - scaleBy(pair[1]!, k);
  pair[0] = sum;
}

/** erf a by its series, for a ≤ 1/2. */
function nearZero(a: number): void {
  const square = a * a;
  let p = CURVE[CURVE.length - 1]!;
  for (let i = CURVE.length - 2; i >= 0; i--) p = p * square + CURVE[i]!;
  const main = a * LEAD;
  const rest = productError(a, LEAD, main) + a * (LEAD_LOW + square * p);
  pair[0] = main + rest;
  pair[1] = rest - (pair[0] - main);
}

function fillTail(i: number, a: number): void {
  const z = a * ROOT_HALF;
  const zLow = productError(a, ROOT_HALF, z) + a * ROOT_HALF_LOW;
  const k = tailPair((a * a) / 2, 0, z, zLow, pair) - 1;
  const head = leadingHalf(pair[0]!);
  TAIL_PAIRS[2 * i] = scaleBy(head, k);
  TAIL_PAIRS[2 * i + 1] = scaleBy(pair[0]! - head + pair[1]!, k);
  const shift = expPair((a * a) / -2, 0, pair);
  DENSITIES[i] = scaleBy(pair[0]! * PER_ROOT_TAU, shift);
}
