/**
 * Exponentials as what is added to a limb (`../limbs.ts`): for every value four words, three of the integer
 * (high + low) · 2^(k mod 32) · 2⁶⁰ < 2⁹², lowest first, and the number of the limb.
 */

import type { Floats } from '../../../simd/floats.js';
import { expSteps } from '../../../simd/functions/exp.js';
import { expRest } from '../../../simd/functions/exp-round.js';
import type { Scaling } from '../../../simd/rows/anchored.js';
import { anchoredQuotients } from '../../../simd/rows/anchored.js';
import type { SimdExports } from '../../../simd/wasm.js';
import { INPUT, OUTPUT } from '../../../simd/wasm.js';
import { growthOf, headOf, highOf, lowOf, NEAR } from '../exponential.js';
import { simdBinsFor } from '../simd-bins.js';

/** Values that are taken at once. */
export const PIECE = 512;
/** In the place of the limb: the value is not finite, or |x/T| > NEAR, and its words mean nothing. */
export const NO_LIMB = 0x7fffffff;

const x = new Float64Array(PIECE);
const highs = new Float64Array(PIECE);
const lows = new Float64Array(PIECE);

const HIGH_SCALE = 2 ** 28;
const LOW_SCALE = 2 ** 60;
const WORD = 2 ** 32;

const portable = new Int32Array(4 * PIECE);

/** The parts of at most `PIECE` values; in memory of this module's, good until the next call. */
export function nearParts(values: Floats, scaling: Scaling): Int32Array {
  const simd = simdBinsFor(scaling);
  if (simd !== undefined) return simdParts(simd.exports, values);
  portableParts(values, scaling, portable);
  return portable;
}

let views: { input32: Float32Array; input64: Float64Array; parts: Int32Array } | undefined;

/** The same bits: the twin is src/simd/assembly/exact-parts.ts. */
function simdParts(simd: SimdExports, values: Floats): Int32Array {
  const { buffer } = simd.memory;
  views ??= {
    input32: new Float32Array(buffer, INPUT, PIECE),
    input64: new Float64Array(buffer, INPUT, PIECE),
    parts: new Int32Array(buffer, OUTPUT, 4 * PIECE),
  };
  if (values instanceof Float32Array) {
    views.input32.set(values);
    simd.exactParts32(INPUT, OUTPUT, values.length);
  } else {
    views.input64.set(values);
    simd.exactParts64(INPUT, OUTPUT, values.length);
  }
  return views.parts;
}

/** Writes the parts of at most `PIECE` values. */
function portableParts(values: Floats, scaling: Scaling, parts: Int32Array): void {
  const count = values.length;
  x.set(values);
  anchoredQuotients(x, 0, count, 0, scaling, highs, lows);
  for (let j = 0; j < count; j++) partOf(highs[j]!, lows[j]!, parts, 4 * j);
}

/** Writes the four words of one value to `part`. */
export function nearPart(value: number, scaling: Scaling, part: Int32Array): void {
  if (scaling.temperature === 1) {
    partOf(value, 0, part, 0);
    return;
  }
  x[0] = value;
  anchoredQuotients(x, 0, 1, 0, scaling, highs, lows);
  partOf(highs[0]!, lows[0]!, part, 0);
}

function partOf(y: number, yLow: number, parts: Int32Array, at: number): void {
  if (!(y >= -NEAR && y <= NEAR)) {
    parts[at + 3] = NO_LIMB;
    return;
  }
  const n = expSteps(y);
  const head = headOf(n);
  const growth = growthOf(head, expRest(y, yLow, n), n);
  const high = highOf(head, growth);
  const units = lowOf(head, growth, high) * LOW_SCALE;
  const carry = Math.floor(units / WORD);
  const upper = (high * HIGH_SCALE + carry) | 0;
  const lower = (units - carry * WORD) | 0;
  const shift = (n >> 6) & 31;
  // What leaves a word at its upper end goes in two steps: a shift by 32 is none.
  const back = 31 - shift;
  parts[at] = lower << shift;
  parts[at + 1] = ((lower >>> 1) >>> back) | (upper << shift);
  parts[at + 2] = (upper >>> 1) >>> back;
  parts[at + 3] = n >> 11;
}
