/**
 * The sum of a row as in `lanes.ts`, of positive values that are known to be at most GROUND: each lane's sum starts
 * from there and is always the larger operand, so that three operations find the error of an addition instead of six
 * (Fast2Sum; Dekker 1971, doi:10.1007/BF01397083). Taking GROUND off again at the end is exact.
 *
 * The errors are added up plainly, so a total far below GROUND is not accurate: it wants a value of at least
 * GROUND · 2⁻⁴ among them.
 *
 * One sum at a time: the lanes are scratch of this module, and nothing here yields.
 */
import { sumError } from '../functions/error-free.js';

/** 2^258. */
export const GROUND = 2 ** 258;

const sums = new Float64Array(4);
const errors = new Float64Array(4);

export function clearGroundLanes(): void {
  sums[0] = sums[1] = sums[2] = sums[3] = GROUND;
  errors[0] = errors[1] = errors[2] = errors[3] = 0;
}

/**
 * Adds values heads[j] + rests[j], j = 0 … count − 1, to the lanes j mod 4, and writes them, rounded, to dst[at + j];
 * 0 ≤ value ≤ GROUND, and |rest| is far below it. What the lane takes on less the head is exact, so that the rounding
 * of the value need not be known.
 */
export function addToGroundLanes(
  heads: Float64Array,
  rests: Float64Array,
  count: number,
  dst: Float64Array,
  at: number,
): void {
  for (let j = 0; j < count; j++) {
    const head = heads[j]!;
    const rest = rests[j]!;
    const value = head + rest;
    dst[at + j] = value;
    const lane = j & 3;
    const before = sums[lane]!;
    const after = before + value;
    sums[lane] = after;
    errors[lane] = errors[lane]! + (head - (after - before) + rest);
  }
}

let totalsRest = 0;

/** (l0 + l2) + (l1 + l3), rounded; `groundLanesRest` is what that leaves. */
export function groundLanesTotal(): number {
  const l0 = sums[0]! - GROUND;
  const l1 = sums[1]! - GROUND;
  const l2 = sums[2]! - GROUND;
  const l3 = sums[3]! - GROUND;
  const even = l0 + l2;
  const odd = l1 + l3;
  const high = even + odd;
  const lost = sumError(l0, l2, even) + sumError(l1, l3, odd) + sumError(even, odd, high);
  const low = lost + (errors[0]! + errors[2]! + (errors[1]! + errors[3]!));
  const sum = high + low;
  totalsRest = low - (sum - high);
  return sum;
}

/** The latest total's exact value less the total, to double precision. */
export function groundLanesRest(): number {
  return totalsRest;
}
