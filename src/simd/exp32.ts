/**
 * exp in single precision: the scheme of `exp.ts` without a table, for f32x4 has no gather.
 *
 *     x = n · ln2 + r,  |r| ≤ ln2/2             n the nearest integer, by adding and taking off 1.5·2²³
 *     exp(x) = 2ⁿ · (1 + r + r²·q₂(r) + r⁴·q₄(r))
 *
 * 1 + r is kept as a sum and its error (Fast2Sum), which the small terms join first: 0.81 ulp instead of 1. The terms
 * are grouped so that few wait for another (Estrin's scheme): SIMD is as slow as the longest chain of them.
 *
 * n·LN2_HIGH is exact for |n| < 2¹⁰, so the argument may be x itself up to |x| ≤ 700. Each operation rounds to
 * float32, as f32x4 does; no fround stands where the result is exact (the magic number off again, n·LN2_HIGH, x less
 * that, what 1 + r lost, the scaling of what is rounded next), for in V8 each one costs as much as the operation.
 */
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { fround } = Math;
const PER_LN2 = table.PER_LN2_32;
const LN2_HIGH = table.LN2_HIGH_32;
const LN2_LOW = table.LN2_LOW_32;
const C2 = table.EXP32_C2;
const C3 = table.EXP32_C3;
const C4 = table.EXP32_C4;
const C5 = table.EXP32_C5;
const C6 = table.EXP32_C6;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const ROUNDER = 12582912; // 1.5 · 2²³

/** The whole number of ln2 nearest to x. */
export function expSteps32(x: number): number {
  return fround(fround(x * PER_LN2) + ROUNDER) - ROUNDER;
}

/** exp(x) · 2^shift, to be rounded to float32 by the caller, for n = expSteps32(x); it must be a normal number. */
export function exp32(x: number, n: number, shift: number): number {
  const near = x - n * LN2_HIGH;
  const r = fround(near - fround(n * LN2_LOW));
  const r2 = fround(r * r);
  const base = fround(1 + r);
  const lost = r - (base - 1);
  const q2 = fround(fround(r * C3) + C2);
  const q4 = fround(fround(fround(r * C5) + C4) + fround(r2 * C6));
  const rest = fround(fround(lost + fround(r2 * q2)) + fround(fround(r2 * r2) * q4));
  return (base + rest) * SCALES[(n | 0) + shift + SCALE_ZERO]!;
}
