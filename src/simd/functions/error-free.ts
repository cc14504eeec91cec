/**
 * Error-free transformations: the rounding error of one operation, itself a float. A sum or product and its error
 * together are exact, and so is every pair (high, low) that the kernels carry as two numbers.
 *
 * They use + − * only, round to nearest, and hold unless something overflows (each says where).
 */

/** a + b − sum, for sum = a + b rounded; any order of magnitude (Knuth's TwoSum, TAOCP 2, 4.2.2). */
export function sumError(a: number, b: number, sum: number): number {
  const bPart = sum - a;
  return a - (sum - bPart) + (b - bPart);
}

// 2²⁷ + 1 cuts a 53-bit number in two halves of 26 bits (Veltkamp; Dekker 1971, doi:10.1007/BF01397083).
const SPLITTER = 134217729;

/** The leading 26 bits of x, rounded; x less this is exact and has 26 bits as well. Overflows above 2^996. */
export function leadingHalf(x: number): number {
  const scaled = SPLITTER * x;
  return scaled - (scaled - x);
}

/** a·b − product, for product = a·b rounded (Dekker's TwoProduct); wants |a|, |b| ≤ 2^996. */
export function productError(a: number, b: number, product: number): number {
  const aHigh = leadingHalf(a);
  const bHigh = leadingHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
