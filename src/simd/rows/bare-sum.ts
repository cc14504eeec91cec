/**
 * Σ exp(x[k]) of a long row of float64 in one pass, with no maximum taken off: logSumExp of such a row is its logarithm, where
 * `logOfBareSum64` of log-of-sum.ts says so.
 *
 * Doubles hold e^x for |x| ≤ 690. What lies beyond is taken as ±690, and the sum tells whether that was right: see
 * `softmax-float32.ts`, whose bounds are used. NaN makes the sum NaN.
 *
 * The exponentials are those of `exp` in `exponential.ts`, head + rest, before they are rounded. They are added in two lanes.
 * Of four elements the heads of the first and the third go to one, those of the second and the fourth to the other, with what
 * that loses (TwoSum). Rests, which are 2⁻⁹ of their heads, are added up plainly over a block of the row, and then go to the
 * lane's sum as heads do. So only the addition of two heads counts, and the sum is within 2⁻⁵³ of exact at any number of
 * elements. Blocks are a part of the bits.
 */
import { sumError } from '../functions/error-free.js';
import * as long from '../functions/exp-long-table.js';
import { POWER_ZERO, POWERS } from '../functions/powers-of-two.js';
import { BLOCK_CAPACITY } from '../wasm.js';

// The module's own constants: see exp.ts.
const { EXP_LONG_POWERS: LONG_POWERS, EXP_LONG_RESTS: LONG_RESTS } = long;
const { EXP_LONG_C2: C2, EXP_LONG_C3: C3, EXP_LONG_C4: C4 } = long;
const { LONG_STEPS_PER_UNIT: PER_UNIT, LONG_STEP_HIGH: HIGH, LONG_STEP_LOW: LOW } = long;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** 1.5 · 2⁵²: see exp.ts. */
const ROUNDER = 6755399441055744;

const REACH = 690;
/** A multiple of four. */
const BLOCK = 512;

const heads = new Float64Array(BLOCK);
const rests = new Float64Array(BLOCK);
/** Sums of even and odd elements, and what they have lost. */
const lanes = new Float64Array(4);
let sumsRest = 0;

/** Rows of so many elements are long: no block of the SIMD module holds them. */
export function isLong64(count: number): boolean {
  return count > BLOCK_CAPACITY / 8;
}

/** The sum over elements start … end − 1, rounded; `bareRest64` is what that leaves. */
export function bareSum64(src: Float64Array, start: number, end: number): number {
  lanes.fill(0);
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    exponentiate(src, from, count);
    addBlock(0, count);
    addBlock(1, count);
  }
  const even = lanes[0]!;
  const odd = lanes[1]!;
  const high = even + odd;
  const low = sumError(even, odd, high) + (lanes[2]! + lanes[3]!);
  const sum = high + low;
  sumsRest = low - (sum - high);
  return sum;
}

function addBlock(lane: number, count: number): void {
  let sum = lanes[lane]!;
  let errors = lanes[lane + 2]!;
  let rest = 0;
  for (let j = lane; j < count; j += 4) {
    const head = heads[j]! + heads[j + 2]!;
    const after = sum + head;
    errors += sumError(sum, head, after);
    rest += rests[j]! + rests[j + 2]!;
    sum = after;
  }
  const all = sum + rest;
  lanes[lane + 2] = errors + sumError(sum, rest, all);
  lanes[lane] = all;
}

/** The latest sum before it was rounded less what it is. */
export function bareRest64(): number {
  return sumsRest;
}

/** To `heads` and `rests`, which are 0 behind the last element. */
function exponentiate(src: Float64Array, from: number, count: number): void {
  for (let j = 0; j < count; j++) {
    const x = Math.min(Math.max(src[from + j]!, -REACH), REACH);
    const n = x * PER_UNIT + ROUNDER - ROUNDER;
    const i = n & 255;
    const r = x - n * HIGH - n * LOW;
    const square = r * r;
    const head = LONG_POWERS[i]! * SCALES[(n >> 8) + SCALE_ZERO]!;
    heads[j] = head;
    rests[j] = head * (r + LONG_RESTS[i]! + square * (C3 * r + C2 + square * C4));
  }
  for (let j = count; j & 3; j++) heads[j] = rests[j] = 0;
}
