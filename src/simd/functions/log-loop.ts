/**
 * The logarithms of `log.ts` of many elements, without a call for each: blocks become pairs v + vLow in one loop, whose bits say where
 * the binade and the table's entry are, and logarithms in another, two elements a turn. The same bits.
 *
 * V8 writes a constant of a module into the code anew wherever it is used, by two instructions of ten bytes and five, and these loops
 * wait for the number of instructions: coefficients are read from an array before the loop, which leaves them in
 * registers or on the stack.
 */
import { BLOCK, byBlocks, odd, results } from './element-blocks.js';
import { productError, sumError } from './error-free.js';
import { log, log1p, logit, LARGE as TOO_LARGE, LEAST as TOO_SMALL } from './log.js';
import * as table from './log-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { RECIPROCALS, LOG_HIGHS, LOG_LOWS } = table;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const LARGE = TOO_LARGE;
const LEAST = TOO_SMALL;
const SMALLEST_NORMAL = 2 ** -1022;
const EXPONENT_BIAS = 1023;
/** 1.5 · 2¹³: see log.ts. */
const HEAD_CUTTER = 12288;
const { LOG_C3, LOG_C4, LOG_C5, LOG_C6, LOG_C7, LOG_C8, LN2_HIGH, LN2_LOW } = table;
const COEFFICIENTS = Float64Array.of(
  ...[LOG_C3, LOG_C4, LOG_C5, LOG_C6, LOG_C7, LOG_C8],
  ...[LN2_HIGH, LN2_LOW, HEAD_CUTTER],
);

/** The pairs of a block, and then its logarithms. */
const values = results;
const lows = new Float64Array(BLOCK);
const words = new Int32Array(values.buffer);
/** Which half of a double holds its exponent: 1 on little-endian machines, 0 on others. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0]!;
const places = odd;

/** `log` of elements 0 … length − 1, into the same places of `dst`, which may be `src`. */
export function logLoop(src: Float64Array, dst: Float64Array, length: number): void {
  byBlocks(fillLogs, log, src, dst, length);
}

/** Likewise of `log1p`. */
export function log1pLoop(src: Float64Array, dst: Float64Array, length: number): void {
  byBlocks(fillLogsOfSums, log1p, src, dst, length);
}

/** Likewise of `logit`. */
export function logitLoop(src: Float64Array, dst: Float64Array, length: number): void {
  byBlocks(fillLogsOfOdds, logit, src, dst, length);
}

function fillLogs(src: Float64Array, start: number, count: number): number {
  let aside = 0;
  for (let j = 0; j < count; j++) {
    const x = src[start + j]!;
    const fits = x >= SMALLEST_NORMAL && x < Number.POSITIVE_INFINITY;
    values[j] = fits ? x : 1;
    lows[j] = 0;
    if (!fits) places[aside++] = j;
  }
  toLogs(count);
  return aside;
}

/** Of 1 + x. */
function fillLogsOfSums(src: Float64Array, start: number, count: number): number {
  let aside = 0;
  for (let j = 0; j < count; j++) {
    const x = src[start + j]!;
    const fits = x > -1 && x < LARGE && !Object.is(x, -0);
    const v = fits ? 1 + x : 1;
    values[j] = v;
    lows[j] = sumError(1, x, v);
    if (!fits) places[aside++] = j;
  }
  toLogs(count);
  return aside;
}

/** Of p / (1 − p). */
function fillLogsOfOdds(src: Float64Array, start: number, count: number): number {
  let aside = 0;
  for (let j = 0; j < count; j++) {
    const p = src[start + j]!;
    const fits = p > LEAST && p < 1;
    const rest = 1 - p;
    const restLow = 1 - rest - p;
    const odds = p / rest;
    const back = odds * rest;
    const lost = p - back - productError(odds, rest, back) - odds * restLow;
    values[j] = fits ? odds : 1;
    lows[j] = lost * (1 + odds);
    if (!fits) places[aside++] = j;
  }
  toLogs(count);
  return aside;
}

/**
 * `logOf` of the first `count` pairs of the block, and of a 1 more where that is an odd number. It is written twice, for a
 * function of it does not keep the coefficients in registers.
 */
function toLogs(count: number): void {
  const [c3, c4, c5] = [COEFFICIENTS[0]!, COEFFICIENTS[1]!, COEFFICIENTS[2]!];
  const [c6, c7, c8] = [COEFFICIENTS[3]!, COEFFICIENTS[4]!, COEFFICIENTS[5]!];
  const [ln2High, ln2Low, cutter] = [COEFFICIENTS[6]!, COEFFICIENTS[7]!, COEFFICIENTS[8]!];
  if (count % 2 === 1) values[count] = 1;
  for (let i = 0; i < count; i += 2) {
    const v0 = values[i]!;
    const word0 = words[2 * i + UPPER]!;
    const k0 = (word0 >> 20) - EXPONENT_BIAS;
    const entry0 = ((word0 & 0xfffff) + 0x2000) >> 14;
    const scale0 = SCALES[SCALE_ZERO - k0]!;
    const z0 = v0 * scale0;
    const c0 = RECIPROCALS[entry0]!;
    const head0 = z0 + cutter - cutter;
    const near0 = head0 * c0 - 1;
    const far0 = (z0 - head0) * c0 + lows[i]! * scale0 * c0;
    const r0 = near0 + far0;
    const square0 = r0 * r0;
    const upper0 = c5 + r0 * c6 + square0 * (c7 + r0 * c8);
    const rest0 = square0 * (r0 * (c3 + r0 * c4 + square0 * upper0) - 0.5);
    const base0 = k0 * ln2High + LOG_HIGHS[entry0]!;
    const small0 = rest0 + (far0 - (r0 - near0) + (k0 * ln2Low + LOG_LOWS[entry0]!));
    const sum0 = base0 + r0;

    const v1 = values[i + 1]!;
    const word1 = words[2 * i + 2 + UPPER]!;
    const k1 = (word1 >> 20) - EXPONENT_BIAS;
    const entry1 = ((word1 & 0xfffff) + 0x2000) >> 14;
    const scale1 = SCALES[SCALE_ZERO - k1]!;
    const z1 = v1 * scale1;
    const c1 = RECIPROCALS[entry1]!;
    const head1 = z1 + cutter - cutter;
    const near1 = head1 * c1 - 1;
    const far1 = (z1 - head1) * c1 + lows[i + 1]! * scale1 * c1;
    const r1 = near1 + far1;
    const square1 = r1 * r1;
    const upper1 = c5 + r1 * c6 + square1 * (c7 + r1 * c8);
    const rest1 = square1 * (r1 * (c3 + r1 * c4 + square1 * upper1) - 0.5);
    const base1 = k1 * ln2High + LOG_HIGHS[entry1]!;
    const small1 = rest1 + (far1 - (r1 - near1) + (k1 * ln2Low + LOG_LOWS[entry1]!));
    const sum1 = base1 + r1;

    values[i] = sum0 + (r0 - (sum0 - base0) + small0);
    values[i + 1] = sum1 + (r1 - (sum1 - base1) + small1);
  }
}
