/**
 * 2^k as a table, for |k| ≤ 1100: what SIMD does by adding to the exponent bits. Multiplying by one of them is exact
 * until the result is subnormal, and then rounds once.
 *
 * `POWERS[POWER_ZERO + k]` is 2^k, 0 below the smallest subnormal 2^−1074, and ∞ above 2^1023.
 */
export const POWER_ZERO = 1100;

export const POWERS = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2 * POWER_ZERO + 1);
  powers[POWER_ZERO] = 1;
  for (let k = 1; k <= POWER_ZERO; k++) {
    powers[POWER_ZERO + k] = powers[POWER_ZERO + k - 1]! * 2;
    powers[POWER_ZERO - k] = powers[POWER_ZERO - k + 1]! / 2;
  }
  return powers;
}
