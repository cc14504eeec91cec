import { leadingHalf } from './error-free.js';

/**
 * (n + nLow) / (d + dLow), rounded within 0.51 ulp, with one division: the quotient's leading half q is multiplied back
 * without error, as it meets only the leading half of d, and what is missing is divided again by the same reciprocal.
 *
 * Wants 1 ≤ d ≤ 2^900, 0 ≤ n ≤ d, and the low parts below 2⁻⁵² of the high ones.
 */
export function quotient(n: number, nLow: number, d: number, dLow: number): number {
  const reciprocal = 1 / d;
  const q = leadingHalf(n * reciprocal);
  const head = leadingHalf(d);
  const missing = n - q * head - q * (d - head) + (nLow - q * dLow);
  return q + missing * reciprocal;
}
