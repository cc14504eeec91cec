/**
 * x − tanh x, which a subtraction loses near 0: it is x³/3 there. Up to 0.3 it is a polynomial with the leading term
 * kept as a double-double; beyond, what tanh leaves of the nearest multiple of 1/64 is in a table, and the way from there is
 * that of `tanh.ts`.
 *
 *     |x| ≤ 0.3:   x³ (1/3 + x² P(x²))
 *     elsewhere:   (a − tanh a) + (h − (tanh(a + h) − tanh a))
 *
 * Error ≤ 0.7 ulp, 0.76 in the subnormals.
 */
import { sumError } from './error-free.js';
import { within } from './exp-ratio.js';
import * as narrow from './exp-table.js';
import { expm1Pair } from './expm1.js';
import { lossOfTanh, restOfQuotient, TO_64THS, tanhLess } from './logistic-table.js';
import * as table from './tanh-shrink-table.js';

// The module's own constants: see exp.ts.
const { THIRD, THIRD_HEAD, THIRD_REST } = table;
const { SHRINK_C0: C0, SHRINK_C1: C1, SHRINK_C2: C2, SHRINK_C3: C3, SHRINK_C4: C4 } = table;
const { SHRINK_C5: C5, SHRINK_C6: C6, SHRINK_C7: C7, SHRINK_C8: C8, SHRINK_C9: C9 } = table;
const TO_STEPS = TO_64THS;
const { SHRINK_P0: P0, SHRINK_P1: P1, SHRINK_P2: P2, SHRINK_P3: P3, SHRINK_P4: P4 } = narrow;
const { SHRINK_Q1: Q1, SHRINK_Q2: Q2, SHRINK_Q3: Q3, SHRINK_Q4: Q4, SHRINK_Q5: Q5 } = narrow;

const NEAR = 0.3;
/** 2⁴⁴ + 1 leaves nine bits: see `leadingHalf`. */
const SPLITTER = 17592186044417;
/** From here on tanh is ±1. */
const FAR = 19.5;
/** Where float32 does not tell tanh from ±1. */
const REACH_32 = 10;
/** Below it x³ is near the subnormals, where products have no exact errors: it is scaled up and down again. */
const SMALL = 2 ** -300;
const UP = 2 ** 100;
const DOWN = 2 ** -300;

/** tanh a at 64a, for 0 ≤ a < 20. */
export const SHRINK_TANHS = new Float64Array(2048);
/** a − tanh a, as pairs. */
export const SHRINK_PAIRS = new Float64Array(2 * 2048);

// The module's own constants, likewise.
const TANHS = SHRINK_TANHS;
const SHRUNK = SHRINK_PAIRS;

/** Fills the tables when they are first wanted. */
export function makeShrunk(): void {
  if (TANHS[1] !== 0) return;
  const growth = new Float64Array(2);
  for (let n = 1; n < 1280; n++) {
    expm1Pair(n / 32, 0, growth);
    const e = growth[0]!;
    const below = e + 2;
    const q = e / below;
    const rest = restOfQuotient(e, growth[1]!, below, sumError(e, 2, below) + growth[1]!, q);
    const less = n / 64 - q;
    TANHS[n] = q;
    SHRUNK[2 * n] = less;
    SHRUNK[2 * n + 1] = sumError(n / 64, -q, less) - rest;
  }
}

/** x − tanh x; ±∞ → ±∞, ±0 → ±0, NaN → NaN. */
export function tanhShrink(x: number): number {
  const a = Math.abs(x);
  const y = a > NEAR ? shrunk(a) : a <= SMALL ? cubic(a * UP) * DOWN : cubic(a);
  return x < 0 || Object.is(x, -0) ? -y : y;
}

/** The leading term is that of the nine leading bits of x, whose cube times the head of 1/3 is exact. */
function cubic(x: number): number {
  const scaled = SPLITTER * x;
  const head = scaled - (scaled - x);
  const headSquare = head * head;
  const cube = headSquare * head;
  const square = x * x;
  const rest = (x - head) * (square + x * head + headSquare) * THIRD;
  const higher = square * x * square * polynomial(square);
  return cube * THIRD_HEAD + (cube * THIRD_REST + rest + higher);
}

/** P, grouped for a short chain of operations. */
function polynomial(s: number): number {
  const square = s * s;
  const fourth = square * square;
  const upper = C4 + s * C5 + square * (C6 + s * C7) + fourth * (C8 + s * C9);
  return C0 + s * C1 + square * (C2 + s * C3) + fourth * upper;
}

/** For x > 0.3. */
function shrunk(x: number): number {
  if (x > FAR) return x - 1;
  if (TANHS[1] === 0) makeShrunk();
  const a = x + TO_STEPS - TO_STEPS;
  const at = (a * 64) & 2047;
  const h = x - a;
  const less = tanhLess(h);
  const loss = lossOfTanh(TANHS[at]!, h + less);
  return SHRUNK[2 * at]! + (SHRUNK[2 * at + 1]! + (loss - less));
}

/**
 * The same for float32, before rounding to it: x³ times a ratio of polynomials, 2⁻³⁵ of the value, up to where tanh is 1, and
 * the way from there.
 */
export function tanhShrinkNarrow(x: number): number {
  const a = within(x, REACH_32);
  const s = a * a;
  const top = P0 + s * (P1 + s * (P2 + s * (P3 + s * P4)));
  const bottom = 1 + s * (Q1 + s * (Q2 + s * (Q3 + s * (Q4 + s * Q5))));
  return (a * s * top) / bottom - (a - x);
}
