/**
 * The sum of a row: four lanes, class c in lane c mod 4, each a double-double (a sum and the sum of its errors).
 *
 * The order is part of the result's bits: two SIMD registers of two lanes (or a register a lane, where lanes are
 * rows) add in it too. A lane's sum is followed by its rounding error (TwoSum), so the total is within 0.51 ulp of the
 * exact sum of what was added at any number of classes; plain sums of a million drift by thousands.
 *
 * One sum at a time: the lanes are scratch of this module, and nothing here yields.
 */
import { sumError } from '../functions/error-free.js';

const sums = new Float64Array(4);
const errors = new Float64Array(4);

export function clearLanes(): void {
  sums[0] = sums[1] = sums[2] = sums[3] = 0;
  errors[0] = errors[1] = errors[2] = errors[3] = 0;
}

/** The lanes of a SIMD twin: sums of lanes 0 and 1, their errors, sums of lanes 2 and 3, and their errors. */
export function takeLanes(stored: Float64Array): void {
  for (let lane = 0; lane < 4; lane++) {
    const at = lane + (lane & 2);
    sums[lane] = stored[at]!;
    errors[lane] = stored[at + 2]!;
  }
}

/** Adds value + rest to the lane of class `c`; |rest| is far below |value|. */
export function addToLane(c: number, value: number, rest: number): void {
  const lane = c & 3;
  const before = sums[lane]!;
  const after = before + value;
  sums[lane] = after;
  errors[lane] = errors[lane]! + (sumError(before, value, after) + rest);
}

/** (l0 + l2) + (l1 + l3), rounded; `lanesTotalError` holds what that leaves. */
export function lanesTotal(): number {
  const high = highTotal();
  return high + lowTotal(high);
}

/** The exact total less `lanesTotal()`, to double precision. */
export function lanesTotalError(): number {
  const high = highTotal();
  const low = lowTotal(high);
  return sumError(high, low, high + low);
}

function highTotal(): number {
  return sums[0]! + sums[2]! + (sums[1]! + sums[3]!);
}

function lowTotal(high: number): number {
  const even = sums[0]! + sums[2]!;
  const odd = sums[1]! + sums[3]!;
  const lost =
    sumError(sums[0]!, sums[2]!, even) +
    sumError(sums[1]!, sums[3]!, odd) +
    sumError(even, odd, high);
  return lost + (errors[0]! + errors[2]! + (errors[1]! + errors[3]!));
}
