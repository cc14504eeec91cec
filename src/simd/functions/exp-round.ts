/**
 * exp in double precision where heads need not have few digits: the scheme of `exp.ts`, with 2^(n/64) rounded to 53
 * bits. What that takes off, 2⁻⁵³ of the whole, is added to the growth at the end, so that nothing waits for the table;
 * the polynomial's terms are grouped so that few wait for another (Estrin's scheme). `head + head · growth` is within
 * 0.51 ulp of exp(x), and its rounding error is known as there.
 */
import { expNear } from './exp.js';
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const POWERS_OF_STEPS = table.EXP_POWERS;
const RESTS = table.EXP_RESTS;
const STEPS_PER_UNIT = table.STEPS_PER_UNIT;
const STEP_HIGH = table.STEP_HIGH;
const STEP_LOW = table.STEP_LOW;
const C2 = table.EXP_C2;
const C3 = table.EXP_C3;
const C4 = table.EXP_C4;
const C5 = table.EXP_C5;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;

/** 1.5 · 2⁵²: see exp.ts. */
const ROUNDER = 6755399441055744;

/** x + low less n steps, for n = expSteps(x); rounded at 2⁻⁶¹. */
export function expRest(x: number, low: number, n: number): number {
  return expNear(x, n) + (low - n * STEP_LOW);
}

/** 2^(n/64) rounded, times 2^shift; the power of two must be normal. */
export function roundHead(n: number, shift: number): number {
  return POWERS_OF_STEPS[n & 63]! * SCALES[(n >> 6) + shift + SCALE_ZERO]!;
}

/** exp(r) − 1 for |r| ≤ ln2/128, and what the rounding of the head took off. */
export function roundGrowth(r: number, n: number): number {
  const square = r * r;
  const linear = r + RESTS[n & 63]!;
  return linear + square * (C3 * r + C2) + square * square * (C5 * r + C4);
}

/**
 * `roundHead` and head times `roundGrowth` of `count` elements, of what is below `floor` as if it were there. Flat: in
 * the functions above and those of exp.ts, V8 takes a third longer.
 */
export function roundExponentials(
  src: Float64Array,
  from: number,
  count: number,
  floor: number,
  shift: number,
  heads: Float64Array,
  rests: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    const x = Math.max(src[from + j]!, floor);
    const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head = POWERS_OF_STEPS[n & 63]! * SCALES[(n >> 6) + shift + SCALE_ZERO]!;
    const r = x - n * STEP_HIGH - n * STEP_LOW;
    const square = r * r;
    const linear = r + RESTS[n & 63]!;
    heads[j] = head;
    rests[j] = head * (linear + square * (C3 * r + C2) + square * square * (C5 * r + C4));
  }
}
