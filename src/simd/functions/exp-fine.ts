/**
 * exp in double precision to 2⁻³³, which is what results of single precision want: eight operations and a table of 256.
 *
 *     x = (n + f) · ln2/256,  0 ≤ f < 1         n + f in fixed point, 24 bits of it f, by adding 1.5·2²⁸
 *     exp(x) = 2^(n/256) · A · ((f + B) · f + C)
 *
 * A is part of the table's heads. The quadratic is within 2⁻³³·¹⁷ of the exponential (minimax), and f is cut at 2⁻²⁵ of
 * ln2/256, or 2⁻³³·⁵. All differences are exact. NaN is 0 as an index, and its quadratic is NaN.
 */
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const HEADS = table.EXP_FINE_HEADS;
const B = table.EXP_FINE_B;
const C = table.EXP_FINE_C;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;

/** Adding it to |v| < 2²⁷ and taking it off again leaves v to 2⁻²⁴. */
const CUTTER = 402653184; // 1.5 · 2²⁸

/** exp(x) of x in steps of ln2/256, for |steps| < 2²⁷; it must be a normal number. */
export function expFine(steps: number): number {
  const fixed = steps + CUTTER - CUTTER;
  const n = Math.floor(fixed);
  const f = fixed - n;
  return ((f + B) * f + C) * (HEADS[n & 255]! * SCALES[(n >> 8) + SCALE_ZERO]!);
}
