/**
 * ln(1 + u) for u ≥ 0 as a double-double, of + − * /, a table and the exponent bits alone.
 *
 *     1 + u = 2^k · z,  1 ≤ z < 2                      the rounding of 1 + u is carried along (Fast2Sum)
 *     z · c = 1 + r,  |r| < 2⁻⁶·⁹⁸                     c from a table, 12 bits, so that z's head times c is exact
 *     ln(1 + u) = k · ln2 − ln c + r − r²/2 + r³(…)
 *
 * k·LN2_HIGH − ln c (highs) is exact. For u < 1/128, k = 0, c = 1 and r is u itself: relative accuracy holds down to
 * the smallest subnormal. Tang 1990, doi:10.1145/98267.98294, is the scheme; the error is below 2⁻⁶⁰ of the result.
 */
import { sumError } from './error-free.js';
import * as table from './log-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { RECIPROCALS, LOG_HIGHS, LOG_LOWS, LN2_HIGH, LN2_LOW } = table;
const { LOG_C3, LOG_C4, LOG_C5, LOG_C6, LOG_C7, LOG_C8 } = table;

/** Adding it to 1 ≤ z < 2 and taking it off again leaves z to 2⁻³⁹. */
const HEAD_CUTTER = 12288; // 1.5 · 2¹³
const EXPONENT_BIAS = 1023;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which half of a double holds its exponent: 1 on little-endian machines, 0 on others. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0]!;

/** ln(1 + u + uLow): writes the result to `into[0]` (its rounded value) and `into[1]` (what that leaves). */
export function log1p(u: number, uLow: number, into: Float64Array): void {
  const v = 1 + u;
  const vLow = sumError(1, u, v) + uLow;
  const k = exponentOf(v);
  const scale = POWERS[POWER_ZERO - k]!;
  const z = v * scale;
  const j = Math.floor((z - 1) * 64 + 0.5);
  if (k === 0 && j === 0) {
    combine(0, u, uLow, into);
    return;
  }
  const c = RECIPROCALS[j]!;
  const head = z + HEAD_CUTTER - HEAD_CUTTER;
  const near = head * c - 1;
  const far = (z - head) * c + vLow * scale * c;
  const r = near + far;
  const base = k * LN2_HIGH + LOG_HIGHS[j]!;
  const low = k * LN2_LOW + LOG_LOWS[j]!;
  combine(base, r, sumError(near, far, r) + low, into);
}

/** base + ln(1 + r) + low, for |r| < 2⁻⁶·⁹⁸. */
function combine(base: number, r: number, low: number, into: Float64Array): void {
  const tail = LOG_C6 + r * (LOG_C7 + r * LOG_C8);
  const cubic = LOG_C3 + r * (LOG_C4 + r * (LOG_C5 + r * tail));
  const rest = r * r * (r * cubic - 0.5);
  const high = base + r;
  const remainder = sumError(base, r, high) + (rest + low);
  const sum = high + remainder;
  into[0] = sum;
  into[1] = sumError(high, remainder, sum);
}

function exponentOf(v: number): number {
  float[0] = v;
  return ((words[UPPER]! >> 20) & 0x7ff) - EXPONENT_BIAS;
}
