/**
 * e^x for results of float32: in doubles, without a table, as a quotient that other quotients take apart.
 *
 *     x / ln2 = n + f,  |f| ≤ 1/2                n the nearest integer, by adding and taking off 1.5·2⁵²
 *     e^x = 2ⁿ · (p + q) / (p − q)               q/p = tanh(f·ln2/2), p even in f, q odd
 *
 * The hyperbolic tangent of so short a range is a ratio of a cubic and a quadratic, within 2⁻³⁰·⁷ of itself, which is
 * 2⁻³² of e^x: a rounding of float32 hides it. Functions of e^x that are divided anyway (sigmoid, tanh, gates) take p, q
 * and 2ⁿ into numerator and denominator and cost no division more; and where e^x − 1 is wanted,
 *
 *     (p − q) · (e^x − 1) = (2ⁿ + 1) · q − (1 − 2ⁿ) · p
 *
 * is 2q to the last bit for n = 0: nothing cancels around 0, and −0 stays −0.
 */
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { RATIO_EVEN_0: EVEN_0, RATIO_EVEN_2: EVEN_2, RATIO_ODD_1: ODD_1 } = table;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const ROUNDER = 6755399441055744; // 1.5 · 2⁵²

/** x in units of ln 2, at most `reach` away from 0. */
export function within(y: number, reach: number): number {
  return Math.max(Math.min(y, reach), -reach);
}

/** The integer nearest to y. */
export function nearest(y: number): number {
  return y + ROUNDER - ROUNDER;
}

/** p, for the square of f. */
export function evenPart(square: number): number {
  return square * EVEN_2 + EVEN_0;
}

/** q, for f and its square. */
export function oddPart(f: number, square: number): number {
  return (square + ODD_1) * f;
}

/** 2ⁿ for |n| ≤ 1000; 1 for NaN. */
export function twoTo(n: number): number {
  return SCALES[SCALE_ZERO + (n | 0)]!;
}
