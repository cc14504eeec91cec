/**
 * ln(a/b) for results of float32: in doubles, without a table.
 *
 *     a/b = 2^k · m,  0.74 < m < 1.51                  k of the difference of the bits, whose fractions count as logarithms
 *     ln(a/b) = k · ln2 + ln((1 + w) / (1 − w))        w = (2^−k · a − b) / (2^−k · a + b), |w| ≤ 1/4.9
 *
 * ln is ln(x/1), logit ln(p/(1 − p)), and 2p − 1, the numerator for k = 0, is exact; ln(1 + x) takes the numerator from x
 * itself. So nothing cancels around 1, around ½ and around 0: the error is 2⁻³³ of the result.
 */
import * as table from './exp-table.js';
import { POWER_ZERO, POWERS } from './powers-of-two.js';

// The module's own constants: see exp.ts.
const { UNIT_LOG_C0: U0, UNIT_LOG_C1: U1, UNIT_LOG_C2: U2 } = table;
const { UNIT_LOG_C3: U3, UNIT_LOG_C4: U4, UNIT_LOG_C5: U5, LN2 } = table;
const SCALES = POWERS;
const SCALE_ZERO = POWER_ZERO;
/** Adding it to the upper word of a double's bits counts the upper half of a binade to the next. */
const HALF_BINADE = 0x80000;
const EXPONENT_BIAS = 1023;
/** The same of a float32's bits. */
const HALF_BINADE_32 = 0x400000;
const EXPONENT_BIAS_32 = 127;
const SMALLEST_NORMAL_32 = 2 ** -126;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which half of a double holds its exponent: 1 on little-endian machines, 0 on others. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0]!;

/** ln x; ±0 → −∞, +∞ → +∞, below 0 and NaN → NaN. */
export function logNarrow(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfEdge(x);
  const n = EXPONENT_BIAS - ((upperWord(x) + HALF_BINADE) >> 20);
  const scaled = x * SCALES[SCALE_ZERO + n]!;
  return logOf(scaled - 1, scaled + 1, n);
}

/** `logNarrow` of elements 0 … length − 1, with canonical NaNs: k from the bits of the floats where they lie. */
export function logLoop32(src: Float32Array, dst: Float32Array, length: number): void {
  const bits = new Int32Array(src.buffer, src.byteOffset, length);
  for (let i = 0; i < length; i++) {
    const x = src[i]!;
    if (x >= SMALLEST_NORMAL_32 && x < Number.POSITIVE_INFINITY) {
      const n = EXPONENT_BIAS_32 - ((bits[i]! + HALF_BINADE_32) >> 23);
      const scaled = x * SCALES[SCALE_ZERO + n]!;
      const w = (scaled - 1) / (scaled + 1);
      const s = w * w;
      const ratio = U0 + s * (U1 + s * (U2 + s * (U3 + s * (U4 + s * U5))));
      dst[i] = w * ratio - n * LN2;
    } else {
      const y = logNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  }
}

/** ln(1 + x); −1 → −∞, +∞ → +∞, −0 → −0, below −1 and NaN → NaN. */
export function log1pNarrow(x: number): number {
  const v = 1 + x;
  if (!(v > 0 && v < Number.POSITIVE_INFINITY)) return logOfEdge(v);
  const n = EXPONENT_BIAS - ((upperWord(v) + HALF_BINADE) >> 20);
  const scale = SCALES[SCALE_ZERO + n]!;
  return logOf(x * scale - (1 - scale), v * scale + 1, n);
}

/** ln(p / (1 − p)); 0 → −∞, 1 → +∞, outside of [0, 1] and NaN → NaN. */
export function logitNarrow(p: number): number {
  const rest = 1 - p;
  if (!(p > 0 && rest > 0))
    return rest === 0 ? Number.POSITIVE_INFINITY : logOfEdge(Math.min(p, rest));
  const n = -((upperWord(p) - upperWord(rest) + HALF_BINADE) >> 20);
  const scaled = p * SCALES[SCALE_ZERO + n]!;
  return logOf(scaled - rest, scaled + rest, n);
}

/** ln((1 + w) / (1 − w)) / w for 0 ≤ w ≤ 1/3, of w². */
export function unitLog(s: number): number {
  return U0 + s * (U1 + s * (U2 + s * (U3 + s * (U4 + s * U5))));
}

function logOf(top: number, bottom: number, n: number): number {
  const w = top / bottom;
  return w * unitLog(w * w) - n * LN2;
}

function logOfEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x > 0 ? x : Number.NaN;
}

function upperWord(x: number): number {
  float[0] = x;
  return words[UPPER]!;
}
