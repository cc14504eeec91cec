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
import { expm1Pair } from './expm1.js';
import { tanh } from './tanh.js';
import * as table from './tanh-shrink-table.js';

// The module's own constants: see exp.ts.
const { THIRD, THIRD_LOW, SHRINK_CURVE: CURVE } = table;

const NEAR = 0.3;
/** From here on tanh is ±1. */
const FAR = 20;
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

/** The same for float32, before rounding to it: in plain doubles, 2⁻⁴⁴ of the value. */
export function tanhShrinkNarrow(x: number): number {
  const square = x * x;
  return Math.abs(x) > NEAR ? x - tanh(x) : x * square * (THIRD + square * polynomial(square));
}
