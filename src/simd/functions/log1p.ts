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
/** Where the table's second entry takes over. */
const FIRST_STEP = 1 + 1 / 128;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which half of a double holds its exponent: 1 on little-endian machines, 0 on others. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0]!;

/** ln(1 + u + uLow): writes the result to `into[0]` (its rounded value) and `into[1]` (what that leaves). */
export function log1p(u: number, uLow: number, into: Float64Array): void {
  const v = 1 + u;
  if (v >= 1 && v < FIRST_STEP) {
    combine(0, u, uLow, into);
    return;
  }
  const k = exponentOf(v);
  const scale = POWERS[POWER_ZERO - k]!;
  logOf(k, v * scale, (sumError(1, u, v) + uLow) * scale, into);
}

/**
 * ln(2^k · (z + zLow)) for 1 ≤ z < 2, written likewise. Where z is near 1 and zLow is 0, r is z − 1 to the last bit; just below
 * a power of two the table's logarithm of ½ cancels against ln 2 exactly.
 */
export function logOf(k: number, z: number, zLow: number, into: Float64Array): void {
  const j = Math.floor((z - 1) * 64 + 0.5);
  const c = RECIPROCALS[j]!;
  const head = z + HEAD_CUTTER - HEAD_CUTTER;
  const near = head * c - 1;
  const far = (z - head) * c + zLow * c;
  const r = near + far;
  const base = k * LN2_HIGH + LOG_HIGHS[j]!;
  const low = k * LN2_LOW + LOG_LOWS[j]!;
  // near is a multiple of far's last bit, so that this is the sum's error (Fast2Sum).
  combine(base, r, far - (r - near) + low, into);
}

/** base + ln(1 + r) + low, for |r| < 2⁻⁶·⁹⁸; base is 0 or larger than r, and the rest smaller than their sum (Fast2Sum). */
function combine(base: number, r: number, low: number, into: Float64Array): void {
  const tail = LOG_C6 + r * (LOG_C7 + r * LOG_C8);
  const cubic = LOG_C3 + r * (LOG_C4 + r * (LOG_C5 + r * tail));
  const rest = r * r * (r * cubic - 0.5);
  const high = base + r;
  const remainder = r - (high - base) + (rest + low);
  const sum = high + remainder;
  into[0] = sum;
  into[1] = remainder - (sum - high);
}

/** Of a normal number: k of 2^k ≤ |v| < 2^(k + 1). */
export function exponentOf(v: number): number {
  float[0] = v;
  return ((words[UPPER]! >> 20) & 0x7ff) - EXPONENT_BIAS;
}
