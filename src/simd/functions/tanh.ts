/**
 * The hyperbolic tangent, from the grid of `logistic-table.ts`: the nearest T, and what is left of x exactly, are added
 * first, and the small terms join their sum and its error. Below 1/64, T is 0 and this is h + (tanh h − h), of full
 * relative accuracy down to the smallest subnormal. Error ≤ 0.53 ulp.
 */
import { lossOfTanh, makePairs, TANH_PAIRS, TO_32NDS, tanhLess } from './logistic-table.js';

/** From here on tanh is 1. */
const ONE_FROM = 19.25;

// The module's own constants: see exp.ts.
const PAIRS = TANH_PAIRS;
const TO_STEPS = TO_32NDS;

/** tanh x; ±∞ → ±1, ±0 → ±0, NaN → NaN. */
export function tanh(x: number): number {
  if (PAIRS[2] === 0) makePairs();
  const z = Math.min(Math.abs(x), ONE_FROM);
  const a = z + TO_STEPS - TO_STEPS;
  const at = ((a * 32) & 1023) << 1;
  const t = PAIRS[at]!;
  const h = z - a;
  const less = tanhLess(h);
  const loss = lossOfTanh(t, h + less);
  const sum = t + h;
  // t is 0 or larger than h, so that this is the sum's error (Fast2Sum).
  const low = h - (sum - t);
  return withSign(sum + (low + (less - loss + PAIRS[at + 1]!)), x);
}

/** y ≥ 0 with the sign of x, also where both are 0. */
function withSign(y: number, x: number): number {
  if (x > 0) return y;
  return x === 0 ? x : -y;
}
