/**
 * Softmax of a near row in double precision: the passes of `softmax-float64.ts`, `exp-round.ts` and `ground-lanes.ts`, of which the
 * comments tell, in one function, with the lanes of the sum in variables. Rows of few classes take a quarter less time
 * than by those functions: no call, no array between two steps, and the lanes' sums stay in registers.
 */
import * as table from '../functions/exp-table.js';
import { POWER_ZERO, POWERS } from '../functions/powers-of-two.js';
import { GROUND as LANE_START } from './ground-lanes.js';

// The module's own constants: see exp.ts.
const POWERS_OF_STEPS = table.EXP_POWERS;
const RESTS = table.EXP_RESTS;
const STEPS_PER_UNIT = table.STEPS_PER_UNIT;
const STEP_HIGH = table.STEP_HIGH;
const STEP_LOW = table.STEP_LOW;
const C2 = table.EXP_C2;
const C3 = table.EXP_C3;
const C4 = table.EXP_C4;
const C5 = table.EXP_C5;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const GROUND = LANE_START;

/** 1.5 · 2⁵²: see exp.ts. */
const ROUNDER = 6755399441055744;
const BIAS = 256;
const NEAR = 4096;
const REACH = 750;
const COARSE = 0.95 * 2 ** -53;

/**
 * What has become of a row: it is divided; it is coarse, and its exponentials wait to be divided by COARSE_SUM; it has no
 * distribution; or it is not near, and nothing has been written.
 */
export type Outcome = 'divided' | 'coarse' | 'none' | 'far';

/** The latest coarse row's sum, rounded, and what that leaves. */
export const COARSE_SUM = new Float64Array(2);

/** Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. Doubles are not passed: calls would allocate them. */
export function nearSoftmax64(
  src: Float64Array,
  dst: Float64Array,
  start: number,
  end: number,
): Outcome {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) max = Math.max(max, src[i]!);
  if (!(max <= NEAR && max >= -NEAR)) return 'far';
  const floor = max - REACH;
  const scale = BIAS - ((max * STEPS_PER_UNIT + ROUNDER - ROUNDER) >> 6) + SCALE_ZERO;
  let s0 = GROUND;
  let s1 = GROUND;
  let s2 = GROUND;
  let s3 = GROUND;
  let e0 = 0;
  let e1 = 0;
  let e2 = 0;
  let e3 = 0;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const x0 = Math.max(src[i]!, floor);
    const n0 = x0 * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head0 = POWERS_OF_STEPS[n0 & 63]! * SCALES[(n0 >> 6) + scale]!;
    const r0 = x0 - n0 * STEP_HIGH - n0 * STEP_LOW;
    const square0 = r0 * r0;
    const lower0 = r0 + RESTS[n0 & 63]! + square0 * (C3 * r0 + C2);
    const rest0 = head0 * (lower0 + square0 * square0 * (C5 * r0 + C4));
    const value0 = head0 + rest0;
    dst[i] = value0;
    const after0 = s0 + value0;
    e0 += head0 - (after0 - s0) + rest0;
    s0 = after0;
    const x1 = Math.max(src[i + 1]!, floor);
    const n1 = x1 * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head1 = POWERS_OF_STEPS[n1 & 63]! * SCALES[(n1 >> 6) + scale]!;
    const r1 = x1 - n1 * STEP_HIGH - n1 * STEP_LOW;
    const square1 = r1 * r1;
    const lower1 = r1 + RESTS[n1 & 63]! + square1 * (C3 * r1 + C2);
    const rest1 = head1 * (lower1 + square1 * square1 * (C5 * r1 + C4));
    const value1 = head1 + rest1;
    dst[i + 1] = value1;
    const after1 = s1 + value1;
    e1 += head1 - (after1 - s1) + rest1;
    s1 = after1;
    const x2 = Math.max(src[i + 2]!, floor);
    const n2 = x2 * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head2 = POWERS_OF_STEPS[n2 & 63]! * SCALES[(n2 >> 6) + scale]!;
    const r2 = x2 - n2 * STEP_HIGH - n2 * STEP_LOW;
    const square2 = r2 * r2;
    const lower2 = r2 + RESTS[n2 & 63]! + square2 * (C3 * r2 + C2);
    const rest2 = head2 * (lower2 + square2 * square2 * (C5 * r2 + C4));
    const value2 = head2 + rest2;
    dst[i + 2] = value2;
    const after2 = s2 + value2;
    e2 += head2 - (after2 - s2) + rest2;
    s2 = after2;
    const x3 = Math.max(src[i + 3]!, floor);
    const n3 = x3 * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head3 = POWERS_OF_STEPS[n3 & 63]! * SCALES[(n3 >> 6) + scale]!;
    const r3 = x3 - n3 * STEP_HIGH - n3 * STEP_LOW;
    const square3 = r3 * r3;
    const lower3 = r3 + RESTS[n3 & 63]! + square3 * (C3 * r3 + C2);
    const rest3 = head3 * (lower3 + square3 * square3 * (C5 * r3 + C4));
    const value3 = head3 + rest3;
    dst[i + 3] = value3;
    const after3 = s3 + value3;
    e3 += head3 - (after3 - s3) + rest3;
    s3 = after3;
  }
  for (let lane = 0; i < end; i++, lane++) {
    const x = Math.max(src[i]!, floor);
    const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
    const head = POWERS_OF_STEPS[n & 63]! * SCALES[(n >> 6) + scale]!;
    const r = x - n * STEP_HIGH - n * STEP_LOW;
    const square = r * r;
    const lower = r + RESTS[n & 63]! + square * (C3 * r + C2);
    const rest = head * (lower + square * square * (C5 * r + C4));
    const value = head + rest;
    dst[i] = value;
    if (lane === 0) {
      const after0 = s0 + value;
      e0 += head - (after0 - s0) + rest;
      s0 = after0;
    } else if (lane === 1) {
      const after1 = s1 + value;
      e1 += head - (after1 - s1) + rest;
      s1 = after1;
    } else {
      const after2 = s2 + value;
      e2 += head - (after2 - s2) + rest;
      s2 = after2;
    }
  }
  const l0 = s0 - GROUND;
  const l1 = s1 - GROUND;
  const l2 = s2 - GROUND;
  const l3 = s3 - GROUND;
  const even = l0 + l2;
  const odd = l1 + l3;
  const high = even + odd;
  const evenPart = even - l0;
  const oddPart = odd - l1;
  const highPart = high - even;
  const evenLost = l0 - (even - evenPart) + (l2 - evenPart);
  const oddLost = l1 - (odd - oddPart) + (l3 - oddPart);
  const lost = evenLost + oddLost + (even - (high - highPart) + (odd - highPart));
  const low = lost + (e0 + e2 + (e1 + e3));
  const sum = high + low;
  const rest = low - (sum - high);
  if (!(sum > 0)) return 'none';
  if (Math.abs(rest) > sum * COARSE) {
    COARSE_SUM[0] = sum;
    COARSE_SUM[1] = rest;
    return 'coarse';
  }
  for (let j = start; j < end; j++) dst[j] = dst[j]! / sum;
  return 'divided';
}
