/**
 * Logarithms of doubles, by the scheme of `log1p.ts` without the pairs: the table's entry and what is left of the fraction are
 * found by the bits, and k · ln2, the table's logarithm and r are one sum, of which only the last addition rounds. No cancellation
 * where they are added, for the first two are exact. Error ≤ 0.51 ulp.
 */
import { productError, sumError } from './error-free.js';
import * as table from './log-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { RECIPROCALS, LOG_HIGHS, LOG_LOWS, LN2_HIGH, LN2_LOW } = table;
const { LOG_C3, LOG_C4, LOG_C5, LOG_C6, LOG_C7, LOG_C8 } = table;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
const SMALLEST_NORMAL = 2 ** -1022;
const TWO_54 = 2 ** 54;
/** Adding it to 1 ≤ z < 2 and taking it off again leaves z to 2⁻³⁹. */
const HEAD_CUTTER = 12288; // 1.5 · 2¹³
const EXPONENT_BIAS = 1023;
/** Below it, logit is the logarithm. */
export const LEAST = 1e-250;
/** Above it, ln(1 + x) is ln x, and the scale of 1 + x may be subnormal. */
export const LARGE = 1e300;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which half of a double holds its exponent: 1 on little-endian machines, 0 on others. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0]!;

/** ln x; ±0 → −∞, +∞ → +∞, below 0 and NaN → NaN. */
export function log(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < Number.POSITIVE_INFINITY)) return logOfEdge(x);
  return logOf(x, 0, 0);
}

/** ln(x + rest) for a normal x > 0 and |rest| ≤ ulp(x). */
export function logOfPair(x: number, rest: number): number {
  return logOf(x, rest, 0);
}

/** ln(1 + x); −1 → −∞, +∞ → +∞, −0 → −0, below −1 and NaN → NaN. */
export function log1p(x: number): number {
  if (!(x > -1 && x < LARGE)) return x > 0 ? log(x) : logOfEdge(1 + x);
  if (x === 0) return x;
  const v = 1 + x;
  return logOf(v, sumError(1, x, v), 0);
}

/**
 * ln(p / (1 − p)); 0 → −∞, 1 → +∞, outside of [0, 1] and NaN → NaN. The quotient is carried as a pair. Around ½, where the
 * logarithm is small, its first part is right to the last bit; 1/(1 − p) is 1 + the quotient.
 */
export function logit(p: number): number {
  if (!(p > LEAST && p < 1))
    return p === 1 ? Number.POSITIVE_INFINITY : p < 1 ? log(p) : Number.NaN;
  const rest = 1 - p;
  const restLow = 1 - rest - p;
  const odds = p / rest;
  const back = odds * rest;
  const missing = p - back - productError(odds, rest, back) - odds * restLow;
  return logOf(odds, missing * (1 + odds), 0);
}

function logOfEdge(x: number): number {
  if (x > 0) return x < 1 ? logOf(x * TWO_54, 0, 54) : x;
  return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/**
 * ln((v + vLow) · 2^−shift) for a normal v > 0. With v = 2^k · z, z · c is 1 + r, r = near + far: near is exact, for c has 12 bits and
 * the head of z 41.
 */
function logOf(v: number, vLow: number, shift: number): number {
  float[0] = v;
  const word = words[UPPER]!;
  const exponent = (word >> 20) - EXPONENT_BIAS;
  const entry = ((word & 0xfffff) + 0x2000) >> 14;
  const scale = SCALES[SCALE_ZERO - exponent]!;
  const z = v * scale;
  const c = RECIPROCALS[entry]!;
  const head = z + HEAD_CUTTER - HEAD_CUTTER;
  const near = head * c - 1;
  const far = (z - head) * c + vLow * scale * c;
  const r = near + far;
  const square = r * r;
  const cubic =
    LOG_C3 + r * LOG_C4 + square * (LOG_C5 + r * LOG_C6 + square * (LOG_C7 + r * LOG_C8));
  const rest = square * (r * cubic - 0.5);
  const k = exponent - shift;
  const base = k * LN2_HIGH + LOG_HIGHS[entry]!;
  const low = k * LN2_LOW + LOG_LOWS[entry]!;
  const sum = base + r;
  return sum + (r - (sum - base) + (rest + (far - (r - near) + low)));
}
