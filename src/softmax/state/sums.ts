/**
 * A state as sums that anybody can add: besides counts and the maximum, the exact sum of *all* exponentials, the maximum's
 * too, by limb. Two states are merged by adding up what has the same limb number, whatever their maxima are:
 *
 *     limb L:  Σ m · 2^(k − 32·L) · 2⁶⁰   over the values m · 2^k = exp(x/T) whose k is in 32·L … 32·L + 31
 *
 * The state of `exact-state.ts` keeps the maximum out of its sums, so that a merge has to know the exponential of the
 * smaller of two maxima. Here it does not; taking `times` exponentials of the final maximum off gives that state back, to
 * the bit: what is left is by definition the sum of its others, and `top` the largest limb in which something is left.
 * Limbs far below a state's own window are not in its sums; by the argument of `exact-state.ts` they are in no result's
 * window either.
 */
import type { ExactState } from './exact-state.js';
import { exponentialOf } from './exponential.js';
import { addMultiple, EXPONENTS, LIMBS, limbOf, multipleOf, WORDS } from './limbs.js';

/** The most limbs of a state's sums: those of its window, and that of the maximum. */
export const MOST_SUMS = LIMBS + 1;

/** Limbs in descending order, none of them 0: limb numbers[i] is words 5i … 5i + 4, lowest first. */
export interface Sums {
  count: number;
  readonly numbers: BigInt64Array;
  readonly words: Uint32Array;
}

export function emptySums(): Sums {
  return {
    count: 0,
    numbers: new BigInt64Array(MOST_SUMS),
    words: new Uint32Array(WORDS * MOST_SUMS),
  };
}

/** Writes the sums of a state. */
export function writeSums(state: ExactState, sums: Sums): void {
  const { max, times, scaling, top, words } = state;
  const exponential = times > 0 ? exponentialOf(max, scaling) : undefined;
  sums.count = 0;
  sums.words.fill(0);
  // No other is above the maximum, so that its limb comes first; it may be the window's first.
  if (exponential !== undefined) {
    const { k, high, low } = exponential;
    const limb = limbOf(k);
    if (limb !== top) sums.numbers[sums.count++] = limb;
    addMultiple(sums.words, 0, shiftOf(k), high, low, times);
  }
  for (let i = 0; top !== undefined && i < LIMBS; i++)
    addWindowLimb(sums, top - BigInt(i), words, i);
}

function addWindowLimb(sums: Sums, number: bigint, words: Uint32Array, i: number): void {
  const limb = words.subarray(WORDS * i, WORDS * (i + 1));
  if (limb.every((word) => word === 0)) return;
  const at = WORDS * sums.count;
  let carry = 0;
  for (let w = 0; w < WORDS; w++) {
    const sum = sums.words[at + w]! + limb[w]! + carry;
    sums.words[at + w] = sum;
    carry = sum >= 2 ** 32 ? 1 : 0;
  }
  sums.numbers[sums.count++] = number;
}

/**
 * Gives a state, whose counts and maximum are set, the window that sums say.
 *
 * @param limbs  limb numbers and their values, in any order, each number once
 * @returns what is wrong with the sums; undefined where nothing is (`faultOf` sees the rest)
 */
export function readSums(state: ExactState, limbs: Map<bigint, bigint>): string | undefined {
  const { max, times, scaling, words } = state;
  const exponential = times > 0 && Number.isFinite(max) ? exponentialOf(max, scaling) : undefined;
  if (exponential !== undefined) {
    const { k, high, low } = exponential;
    const own = multipleOf(high, low, times) << BigInt(shiftOf(k));
    limbs.set(limbOf(k), (limbs.get(limbOf(k)) ?? 0n) - own);
  }
  state.top = undefined;
  words.fill(0);
  for (const [number, value] of limbs) {
    if (value < 0n) return 'the maximum is not in the sums';
    if (value > 0n && (state.top === undefined || number > state.top)) state.top = number;
  }
  const { top } = state;
  if (top === undefined) return undefined;
  for (const [number, value] of limbs) {
    const i = top - number;
    if (value === 0n || i >= LIMBS) continue;
    if (value >> 160n !== 0n) return 'a limb out of range';
    for (let w = 0; w < WORDS; w++) {
      words[WORDS * Number(i) + w] = Number((value >> BigInt(32 * w)) & 0xffffffffn);
    }
  }
  return undefined;
}

function shiftOf(k: bigint): number {
  return Number(k & BigInt(EXPONENTS - 1));
}
