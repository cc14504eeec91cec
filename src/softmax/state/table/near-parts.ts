/**
 * Exponentials as what is added to a limb (`../limbs.ts`): for every value four words, three of the integer
 * (high + low) · 2^(k mod 32) · 2⁶⁰ < 2⁹², lowest first, and the number of the limb.
 */
import type { Scaling } from '../../../simd/anchored.js';
import { anchoredQuotients } from '../../../simd/anchored.js';
import { expSteps } from '../../../simd/exp.js';
import { expRest } from '../../../simd/exp-round.js';
import type { Floats } from '../../../simd/floats.js';
import { growthOf, headOf, highOf, lowOf, NEAR } from '../exponential.js';

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

/** Writes the parts of at most `PIECE` values to `parts`. */
export function nearParts(values: Floats, scaling: Scaling, parts: Int32Array): void {
  const count = values.length;
  x.set(values);
  anchoredQuotients(x, 0, count, 0, scaling, highs, lows);
  for (let j = 0; j < count; j++) {
    const y = highs[j]!;
    const at = 4 * j;
    if (!(y >= -NEAR && y <= NEAR)) {
      parts[at + 3] = NO_LIMB;
      continue;
    }
    const n = expSteps(y);
    const head = headOf(n);
    const growth = growthOf(head, expRest(y, lows[j]!, n), n);
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
}
