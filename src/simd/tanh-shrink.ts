/**
 * x − tanh x, which a subtraction loses near 0: it is x³/3 there. Up to 0.3 it is a polynomial with the leading term
 * kept as a double-double; beyond, tanh is taken apart into what its rounding left.
 *
 *     |x| ≤ 0.3:   x³ (1/3 + x² P(x²))
 *     elsewhere:   x − e/(e + 2),  e = e^2x − 1, as pairs
 *
 * Error ≤ 0.6 ulp, 0.76 in the subnormals.
 */
import { productError, sumError } from './error-free.js';
import { within } from './exp-ratio.js';
import * as narrow from './exp-table.js';
import { expm1Pair } from './expm1.js';
import * as table from './tanh-shrink-table.js';

// The module's own constants: see exp.ts.
const { THIRD, THIRD_LOW, SHRINK_CURVE: CURVE } = table;
const { SHRINK_P0: P0, SHRINK_P1: P1, SHRINK_P2: P2, SHRINK_P3: P3, SHRINK_P4: P4 } = narrow;
const { SHRINK_Q1: Q1, SHRINK_Q2: Q2, SHRINK_Q3: Q3, SHRINK_Q4: Q4, SHRINK_Q5: Q5 } = narrow;

const NEAR = 0.3;
/** From here on tanh is ±1. */
const FAR = 20;
/** Where float32 does not tell tanh from ±1. */
const REACH_32 = 10;
/** Below it x³ is near the subnormals, where products have no exact errors: it is scaled up and down again. */
const SMALL = 2 ** -300;
const UP = 2 ** 100;
const DOWN = 2 ** -300;

const pair = new Float64Array(2);

/** x − tanh x; ±∞ → ±∞, ±0 → ±0, NaN → NaN. */
export function tanhShrink(x: number): number {
  const a = Math.abs(x);
  const y = a > NEAR ? shrunk(a) : a < SMALL ? cubic(a * UP) * DOWN : cubic(a);
  return x < 0 || Object.is(x, -0) ? -y : y;
}

function cubic(x: number): number {
  const square = x * x;
  const cube = square * x;
  const cubeLow = productError(square, x, cube) + productError(x, x, square) * x;
  const main = cube * THIRD;
  const mainLow = productError(cube, THIRD, main) + (cube * THIRD_LOW + cubeLow * THIRD);
  return main + (mainLow + cube * square * polynomial(square));
}

function polynomial(square: number): number {
  let p = CURVE[CURVE.length - 1]!;
  for (let i = CURVE.length - 2; i >= 0; i--) p = p * square + CURVE[i]!;
  return p;
}

function shrunk(x: number): number {
  if (x > FAR) return x - 1;
  expm1Pair(2 * x, 0, pair);
  const e = pair[0]!;
  const below = e + 2;
  const belowLow = sumError(e, 2, below) + pair[1]!;
  const tanh = e / below;
  const back = tanh * below;
  const tanhLow = (e - back - productError(tanh, below, back) + pair[1]! - tanh * belowLow) / below;
  const y = x - tanh;
  return y + (sumError(x, -tanh, y) - tanhLow);
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
