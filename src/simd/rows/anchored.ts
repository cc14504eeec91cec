/**
 * (x − max) / T as a double-double: what exp and log are taken of when x itself will not do, because T ≠ 1 or because
 * the values are large. x/T rounded once would cost 170 · 2⁻⁵³ at |x/T| = 300.
 *
 *     d + dLow = x − max                  exact (TwoSum)
 *     y + yLow = (d + dLow) · 1/T         1/T a double-double, d · 1/T by TwoProduct
 *
 * The error is below 2⁻⁹⁰ of the quotient. Very large and very small temperatures are scaled by 2^±200, which is
 * exact, so that neither 1/T nor Dekker's splitting overflows: a large T before the difference is taken (which might
 * overflow otherwise), a small one after it. Quotients beyond −2^900, and those of differences beyond it, are rounded
 * in the ordinary way, to −∞ if need be; T is at most `MODERATE` there, so they are far below what an exponential
 * tells from 0.
 *
 * Rows are taken in blocks of at most `BLOCK` elements, whose quotients stay in the first cache.
 */
import { leadingHalf, productError, sumError } from '../functions/error-free.js';

export const BLOCK = 256;

export interface Scaling {
  /** T itself. */
  readonly temperature: number;
  /** Power of two that goes on x and max before they are subtracted. */
  readonly before: number;
  /** Power of two that goes on the difference. */
  readonly after: number;
  /** 1/T, with both powers taken off, as high + low. */
  readonly high: number;
  readonly low: number;
}

const SCALE = 2 ** 200;
const LARGE = 2 ** 900;
/** A larger T is scaled: a difference that it brings down to an ordinary quotient may be larger than LARGE. */
const MODERATE = 2 ** 130;

export function scalingOf(temperature: number): Scaling {
  const before = temperature > MODERATE ? 1 / SCALE : 1;
  const after = temperature < 1 / LARGE ? SCALE : 1;
  const scaled = temperature * before * after;
  const high = 1 / scaled;
  const product = scaled * high;
  const low = (1 - product - productError(scaled, high, product)) / scaled;
  return { temperature, before, after, high, low };
}

/** Writes (src[from + j] − max)/T to highs[j] + lows[j] for j = 0 … count − 1. */
export function anchoredQuotients(
  src: Float64Array,
  from: number,
  count: number,
  max: number,
  scaling: Scaling,
  highs: Float64Array,
  lows: Float64Array,
): void {
  if (scaling.temperature === 1) differences(src, from, count, max, highs, lows);
  else quotients(src, from, count, max, scaling, highs, lows);
}

/** What `quotients` gives for T = 1. */
function differences(
  src: Float64Array,
  from: number,
  count: number,
  max: number,
  highs: Float64Array,
  lows: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    const x = src[from + j]!;
    const d = x - max;
    highs[j] = d;
    lows[j] = d < -LARGE ? 0 : sumError(x, -max, d);
  }
}

/** Flat, and longer than functions are here: V8's budget for inlining ends before Dekker's product, at a fourth of the speed. */
function quotients(
  src: Float64Array,
  from: number,
  count: number,
  max: number,
  scaling: Scaling,
  highs: Float64Array,
  lows: Float64Array,
): void {
  const { temperature, before, after, high, low } = scaling;
  const anchor = max * before;
  const head = leadingHalf(high);
  const tail = high - head;
  for (let j = 0; j < count; j++) {
    const x = src[from + j]! * before;
    const d = x - anchor;
    const wide = d * after;
    const y = wide * high;
    if (d < -LARGE || y < -LARGE) {
      // Halves, for d itself may be beyond the range of doubles where d/T is not.
      highs[j] = ((x / 2 - anchor / 2) / temperature) * 2;
      lows[j] = 0;
    } else {
      const dLow = sumError(x, -anchor, d) * after;
      const wideHead = leadingHalf(wide);
      const wideTail = wide - wideHead;
      const error = wideTail * tail - (y - wideHead * head - wideTail * head - wideHead * tail);
      highs[j] = y;
      lows[j] = error + (wide * low + dLow * high);
    }
  }
}
