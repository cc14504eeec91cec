/**
 * The window of a state: the exact sum of its exponentials, limb by limb.
 *
 * A limb holds the exponentials with 32 neighbouring exponents, k = 32·L … 32·L + 31 for limb L: the grid is fixed, so
 * which limb an exponential belongs to depends on itself alone. A limb's value is the integer
 *
 *     Σ (high + low) · 2^(k − 32·L) · 2⁶⁰    < 2⁹² each, < 2¹⁴⁵ for 2⁵³ of them
 *
 * in five words of 32 bits, lowest first; the fifth is its own room for overflow. Nothing is ever carried from one limb
 * to another: a limb can be dropped whole, and what was dropped is what was added.
 *
 * A window is the five limbs from `top` downwards: limb top − i is words 5i … 5i + 4. What lies below is less than
 * 2⁻¹²⁸ of an exponential in the top limb: 2⁵³ of them are less than 2⁻⁷⁴.
 */

import { sumError } from '../../simd/functions/error-free.js';
import { POWER_ZERO, POWERS } from '../../simd/functions/powers-of-two.js';

/** Limbs of a window. */
export const LIMBS = 5;
/** Words of a limb. */
export const WORDS = 5;
/** Exponents of a limb. */
export const EXPONENTS = 32;

const WORD = 2 ** 32;
const PER_WORD = 2 ** -32;
const LOW_SCALE = 2 ** 60;
const HIGH_SCALE = 2 ** 28;

/** The limb that exponent k belongs to. */
export function limbOf(k: bigint): bigint {
  return k >> 5n;
}

/** Moves the window's contents down by `count` limbs; those that leave it are dropped. */
export function lower(words: Uint32Array, count: number): void {
  const moved = Math.min(count, LIMBS) * WORDS;
  words.copyWithin(moved, 0);
  words.fill(0, 0, moved);
}

/** Adds limb j of `other` to limb i. `other` may be the same window. */
export function addLimb(words: Uint32Array, i: number, other: Uint32Array, j: number): void {
  let carry = 0;
  for (let w = 0; w < WORDS; w++) {
    const sum = words[WORDS * i + w]! + other[WORDS * j + w]! + carry;
    words[WORDS * i + w] = sum;
    carry = sum >= WORD ? 1 : 0;
  }
}

/**
 * Adds (high + low) · 2^shift to limb i, for shift < 32: an exponential as `exponential.ts` gives it, or an exact sum
 * of up to 2²¹ of them that have one exponent.
 */
function addSum(words: Uint32Array, i: number, shift: number, high: number, low: number): void {
  // high + low = (a2 · 2⁶⁴ + a1 · 2³² + a0) · 2⁻⁶⁰; low may be negative, and then borrows from high.
  const units = low * LOW_SCALE;
  const carry = Math.floor(units * PER_WORD);
  const upper = high * HIGH_SCALE + carry;
  const a2 = Math.floor(upper * PER_WORD);
  const a1 = upper - a2 * WORD;
  const a0 = units - carry * WORD;
  // What leaves a word at its upper end goes in two steps: a shift by 32 is none.
  const back = 31 - shift;
  const at = WORDS * i;
  let next = words[at]! + ((a0 << shift) >>> 0);
  words[at] = next;
  next = words[at + 1]! + ((((a0 >>> 1) >>> back) | (a1 << shift)) >>> 0) + (next >= WORD ? 1 : 0);
  words[at + 1] = next;
  next = words[at + 2]! + ((((a1 >>> 1) >>> back) | (a2 << shift)) >>> 0) + (next >= WORD ? 1 : 0);
  words[at + 2] = next;
  next = words[at + 3]! + ((a2 >>> 1) >>> back) + (next >= WORD ? 1 : 0);
  words[at + 3] = next;
  if (next >= WORD) words[at + 4] = words[at + 4]! + 1;
}

/** `addSum` of a bin: bins are numbered from the window's largest exponent downwards. */
export function addBin(words: Uint32Array, bin: number, high: number, low: number): void {
  addSum(words, bin >> 5, EXPONENTS - 1 - (bin & 31), high, low);
}

/** Adds (high + low) · 2^shift, `times` times, to limb i: one exponential, and a count up to 2⁵³. */
export function addMultiple(
  words: Uint32Array,
  i: number,
  shift: number,
  high: number,
  low: number,
  times: number,
): void {
  let rest = multipleOf(high, low, times) << BigInt(shift);
  for (let w = WORDS * i; w < WORDS * (i + 1); w++) {
    rest += BigInt(words[w]!);
    words[w] = Number(rest & 0xffffffffn);
    rest >>= 32n;
  }
}

/** (high + low) · 2⁶⁰, `times` times. */
export function multipleOf(high: number, low: number, times: number): bigint {
  const one = (BigInt(high * HIGH_SCALE) << 32n) + BigInt(low * LOW_SCALE);
  return one * BigInt(times);
}

/** The window's sum as a double-double, in units of 2^(32 · top); its error is below 2⁻¹⁰⁰ of it. */
export function total(words: Uint32Array): { readonly high: number; readonly low: number } {
  let high = 0;
  let low = 0;
  for (let i = 0; i < LIMBS; i++) {
    for (let w = WORDS - 1; w >= 0; w--) {
      const word = words[WORDS * i + w]!;
      if (word === 0) continue; // mostly, and nothing would change
      const term = word * POWERS[POWER_ZERO + 32 * (w - i) - 60]!;
      const sum = high + term;
      low += sumError(high, term, sum);
      high = sum;
    }
  }
  const sum = high + low;
  return { high: sum, low: sumError(high, low, sum) };
}
