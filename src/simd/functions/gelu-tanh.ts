/**
 * geluTanh, x · σ(t) for t = 2√(2/π)(x + 0.044715x³) = x/2 · (1 + tanh(√(2/π)(x + 0.044715x³))).
 *
 * The gate is on a grid of its own, of steps of 1/128 in x, as pairs of which the first has 26 bits. What t changes on the way from
 * there is a product of short factors, so that t itself, whose rounding the gate would multiply by up to 49, is never formed:
 *
 *     t(a + h) − t(a) = h · (2√(2/π) + 3ca² + ch · (3a + h)),      c = 2√(2/π) · 0.044715
 *
 * and σ goes along by its addition theorem (see `logistic-table.ts`). Below −7.9 it is the tail of `gated.ts`. Error ≤ 0.6 ulp, 0.76
 * in the subnormals.
 */
import { byBlocks, odd, results } from './element-blocks.js';
import { leadingHalf, productError, sumError } from './error-free.js';
import * as table from './exp-table.js';
import { expPair, scaleBy } from './exponential.js';
import { gated, gatedNarrow } from './gated.js';
import { restOfQuotient, TO_128THS } from './logistic-table.js';
import { sigmoid } from './sigmoid.js';

/** 2√(2/π) and 0.044715 times it, both as high and low. */
const LINEAR = 1.5957691216057308;
const LINEAR_LOW = -9.96930880911092e-17;
const CUBIC = 0.07135481627260025;
const CUBIC_LOW = -6.175149918155315e-19;
/** The same two in units of ln 2. */
const LINEAR_RATE = LINEAR * table.PER_LN2;
const CUBIC_RATE = CUBIC * table.PER_LN2;
const THRICE_CUBIC = 3 * CUBIC;

// The module's own constants: see exp.ts.
const { WIDE_TANH_C3: C3, WIDE_TANH_C5: C5, WIDE_TANH_C7: C7, WIDE_TANH_C9: C9 } = table;
const TO_STEPS = TO_128THS;
/** What the grid holds; from its end on geluTanh is x. */
const LEAST = -7.9;
const OPEN = 7.9;
/** A bound on the x whose cube is worth forming. */
const WIDE = 1e4;
/** For the loop: see log-loop.ts. */
const ARGUMENT = Float64Array.of(TO_STEPS, LINEAR, THRICE_CUBIC, CUBIC);
const CURVE = Float64Array.of(C3, C5, C7, C9);
/** 2²⁷ + 1: see error-free.ts. */
const SPLITTER = 134217729;
const values = results;
const places = odd;
/** Where σ is ½ to the last bit. */
const TINY = 2 ** -60;

/** Room for 2048 pairs; the gate of a is at 128a mod 2048, for −8 ≤ a < 8. */
export const GATE_PAIRS = new Float64Array(2 * 2048);
const PAIRS = GATE_PAIRS;

/** t and what its rounding left. */
const argument = new Float64Array(2);

/** Fills the table when it is first wanted. */
export function makeGates(): void {
  if (PAIRS[0] !== 0) return;
  const power = new Float64Array(2);
  for (let n = -1024; n < 1024; n++) {
    setArgument(n / -128);
    const k = expPair(argument[0]!, argument[1]!, power);
    const e = scaleBy(power[0]!, k);
    const d = 1 + e;
    const dLow = sumError(1, e, d) + scaleBy(power[1]!, k);
    const q = 1 / d;
    const head = leadingHalf(q);
    const at = 2 * (n & 2047);
    PAIRS[at] = head;
    PAIRS[at + 1] = q - head + restOfQuotient(1, 0, d, dLow, q);
  }
}

function setArgument(x: number): void {
  const square = x * x;
  const cubic = CUBIC * square;
  const cubicLow =
    productError(CUBIC, square, cubic) + (CUBIC_LOW * square + CUBIC * productError(x, x, square));
  const factor = LINEAR + cubic;
  const factorLow = sumError(LINEAR, cubic, factor) + (cubicLow + LINEAR_LOW);
  const t = x * factor;
  argument[0] = t;
  argument[1] = productError(x, factor, t) + x * factorLow;
}

/** geluTanh x; 0 with the sign of x where that underflows, also at −∞. */
export function geluOfTanh(x: number): number {
  if (x > OPEN) return x;
  if (!(x > LEAST)) return tail(x);
  if (x === 0) return x;
  if (PAIRS[0] === 0) makeGates();
  const a = x + TO_STEPS - TO_STEPS;
  const at = ((a * 128) & 2047) << 1;
  const h = x - a;
  const slope = LINEAR + THRICE_CUBIC * (a * a) + CUBIC * h * (3 * a + h);
  const change = h * slope;
  const square = change * change;
  const curve = C3 + square * (C5 + square * (C7 + square * C9));
  const v = change + change * square * curve;
  const head = PAIRS[at]!;
  const rest = PAIRS[at + 1]!;
  const s = head + rest;
  const moved = (s * (1 - s) * v) / (1 + (s - 0.5) * v);
  const xHead = leadingHalf(x);
  return xHead * head + ((x - xHead) * head + x * (rest + moved));
}

/** `geluOfTanh` of elements 0 … length − 1, with the same bits, into the same places of `dst`, which may be `src`. */
export function geluOfTanhLoop(src: Float64Array, dst: Float64Array, length: number): void {
  makeGates();
  byBlocks(fillGated, geluOfTanh, src, dst, length);
}

/** Sets aside what is beyond the grid, and 0 for its sign. */
function fillGated(src: Float64Array, start: number, count: number): number {
  const [toSteps, linear] = [ARGUMENT[0]!, ARGUMENT[1]!];
  const [thriceCubic, cubic] = [ARGUMENT[2]!, ARGUMENT[3]!];
  const [c3, c5, c7, c9] = [CURVE[0]!, CURVE[1]!, CURVE[2]!, CURVE[3]!];
  let aside = 0;
  for (let i = 0; i < count; i++) {
    const x = src[start + i]!;
    if (Math.abs(x) < OPEN && x !== 0) {
      const a = x + toSteps - toSteps;
      const at = ((a * 128) & 2047) << 1;
      const h = x - a;
      const change = h * (linear + thriceCubic * (a * a) + cubic * h * (3 * a + h));
      const square = change * change;
      const v = change + change * square * (c3 + square * (c5 + square * (c7 + square * c9)));
      const head = PAIRS[at]!;
      const rest = PAIRS[at + 1]!;
      const s = head + rest;
      const moved = (s * (1 - s) * v) / (1 + (s - 0.5) * v);
      const split = SPLITTER * x;
      const xHead = split - (split - x);
      values[i] = xHead * head + ((x - xHead) * head + x * (rest + moved));
    } else {
      places[aside++] = i;
    }
  }
  return aside;
}

function tail(x: number): number {
  // The gate is shut by then, and x³ does not overflow.
  if (!(x > -WIDE)) return gated(x, x, 0);
  setArgument(x);
  return gated(x, argument[0]!, argument[1]!);
}

/** The same for float32, before rounding to it. */
export function geluOfTanhNarrow(x: number): number {
  return gatedNarrow(x, x * (x * x * CUBIC_RATE + LINEAR_RATE));
}

/** The derivative: σ(t)(1 + x · σ(−t) · t′). */
export function geluOfTanhSlope(x: number): number {
  if (Math.abs(x) > WIDE) return x > 0 ? 1 : 0;
  const square = x * x;
  const t = x * (LINEAR + CUBIC * square);
  const open = Math.abs(x) < TINY ? 0.5 : geluOfTanh(x) / x;
  return open * (1 + x * sigmoid(-t) * (LINEAR + 3 * CUBIC * square));
}
