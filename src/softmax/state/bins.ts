/**
 * The hot loop of the exact state: exponentials of a block, added up exponent by exponent.
 *
 * A bin holds the sums of `high` and of `low` (`exponential.ts`) of the elements with one exponent: exact in doubles for
 * 2²¹ elements, hence independent of their order. There is a bin for each of the window's exponents, and one more, TRASH,
 * for what does not count: elements below the window, and those that equal the maximum, which the state counts apart.
 * `emptyBins` turns the bins into limbs, which is exact as well; so when it happens does not show.
 *
 * The bins are scratch of this module: one state at a time, emptied before another's turn.
 */

import { expSteps } from '../../simd/functions/exp.js';
import { expRest } from '../../simd/functions/exp-round.js';
import type { Scaling } from '../../simd/rows/anchored.js';
import { exponentialOf, growthOf, headOf, highOf, lowOf, NEAR } from './exponential.js';
import { addBin, EXPONENTS, LIMBS, limbOf } from './limbs.js';
import { emptySimdBins } from './simd-bins.js';

const TRASH = LIMBS * EXPONENTS;
/** What is behind the bins is never read. */
const sums = new Float64Array(2 * (TRASH + 1));
/** 0 where they are empty. */
let used = 0;

/** Elements that the bins may hold. */
export const BINS_CAPACITY = 2 ** 21;

/** Tops beyond that are out of reach of near quotients. */
const FARTHEST = 2n ** 20n;

/** Far quotients that differ by more are farther apart than the window is long: 160 · ln 2 = 111. */
const REACH = 128;

/**
 * Adds exp(x[j]/T) for j = 0 … count − 1 to the bins of the window that begins at limb `top`, but where x[j] is `max`,
 * no finite number, or far from counting (`LONE`).
 *
 * @param highs, lows  x/T as double-doubles
 * @param second  the largest element that counts; none may be above the window
 */
export function addToBins(
  x: Float64Array,
  highs: Float64Array,
  lows: Float64Array,
  count: number,
  max: number,
  second: number,
  top: bigint,
  scaling: Scaling,
): void {
  const first = firstExponent(top);
  used = TRASH;
  for (let j = 0; j < count; j++) {
    const y = highs[j]!;
    if (!(y >= -NEAR && y <= NEAR)) {
      if (x[j] !== max) addFar(x[j]!, y, second, top, scaling);
      continue;
    }
    const n = expSteps(y);
    const head = headOf(n);
    const growth = growthOf(head, expRest(y, lows[j]!, n), n);
    const high = highOf(head, growth);
    const below = first - (n >> 6);
    const bin = x[j] === max || below >>> 0 > TRASH ? TRASH : below;
    sums[2 * bin] = sums[2 * bin]! + high;
    sums[2 * bin + 1] = sums[2 * bin + 1]! + lowOf(head, growth, high);
  }
}

/** The window's largest exponent, as near quotients can tell it. */
export function firstExponent(top: bigint): number {
  const limb = top > FARTHEST ? FARTHEST : top < -FARTHEST ? -FARTHEST : top;
  return Number(limb) * EXPONENTS + EXPONENTS - 1;
}

function addFar(x: number, y: number, second: number, top: bigint, scaling: Scaling): void {
  if (!(Math.abs(y) < Number.POSITIVE_INFINITY)) return;
  if ((second - x) / scaling.temperature > REACH) return;
  const exponential = exponentialOf(x, scaling);
  if (exponential === undefined) return;
  const { k, high, low } = exponential;
  const limb = top - limbOf(k);
  if (limb >= BigInt(LIMBS)) return;
  const bin = Number(limb) * EXPONENTS + (EXPONENTS - 1) - Number(k & 31n);
  sums[2 * bin] = sums[2 * bin]! + high;
  sums[2 * bin + 1] = sums[2 * bin + 1]! + low;
}

/** Adds the bins, those of the SIMD twin as well, to the window that they were filled for, and clears them. */
export function emptyBins(words: Uint32Array): void {
  emptySimdBins(words);
  for (let bin = 0; bin < used; bin++) {
    const high = sums[2 * bin]!;
    // A bin with an element has a positive sum of high parts.
    if (high === 0) continue;
    addBin(words, bin, high, sums[2 * bin + 1]!);
  }
  sums.fill(0, 0, 2 * used);
  used = 0;
}
