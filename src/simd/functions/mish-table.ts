/**
 * What mish multiplies x by, tanh(ln(1 + e^x)) = n/(n + 2) with n = e^x (e^x + 2), on the grid of `logistic-table.ts`, and the way
 * from the grid to x: with x = a + h, E = e^a, N = E(E + 2), v = 2 tanh(h/2) and d = 1 − v/2, so that e^h = 1 + v/d,
 *
 *     n/(n + 2) = N/(N + 2) + 2m / ((N + 2) · ((N + 2) d² + m)),     m = E v (2 (E + 1) d + E v)
 */
import { leadingHalf, productError, sumError } from './error-free.js';
import { expPair, scaleBy } from './exponential.js';
import { restOfQuotient } from './logistic-table.js';

/** Room for 2048 pairs; that of a is at 16a mod 2048, for −40 ≤ a ≤ 40, its first part cut to 26 bits. */
export const MISH_PAIRS = new Float64Array(2 * 2048);
/** E and N + 2, likewise. */
export const MISH_POWERS = new Float64Array(2 * 2048);

/** Fills the tables when they are first wanted. */
export function makeMish(): void {
  if (MISH_POWERS[0] !== 0) return;
  const power = new Float64Array(2);
  for (let i = -640; i <= 640; i++) {
    const k = expPair(i / 16, 0, power);
    fill(2 * (i & 2047), scaleBy(power[0]!, k), scaleBy(power[1]!, k));
  }
}

function fill(at: number, e: number, eLow: number): void {
  const more = e + 2;
  const moreLow = sumError(e, 2, more) + eLow;
  const n = e * more;
  const nLow = productError(e, more, n) + (e * moreLow + eLow * more);
  const below = n + 2;
  const q = n / below;
  const head = leadingHalf(q);
  MISH_PAIRS[at] = head;
  MISH_PAIRS[at + 1] = q - head + restOfQuotient(n, nLow, below, sumError(n, 2, below) + nLow, q);
  MISH_POWERS[at] = e;
  MISH_POWERS[at + 1] = below;
}
