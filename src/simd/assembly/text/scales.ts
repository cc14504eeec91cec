/**
 * For each exponent of a float, the power of ten that brings its values to one size, so that printing one begins with a
 * look into a table. Made when the module is: 34 KB.
 *
 * A value c · 2^q with 10^k ≤ 2^q < 10^(k+1) has a decimal of 10^k within half of its last place, and at most one of
 * 10^(k+1): both are found next to x = c · 2^q / 10^(k+1), which is below 2⁵³ (2²⁴ for float32).
 */
import { LEAST_POWER, POWERS_OF_TEN } from './powers';

const DOUBLES = memory.data(2048 * 16, 16);
const SINGLES = memory.data(256 * 8, 8);

for (let exponent = 1; exponent < 2047; exponent++) {
  const q = exponent - 1075;
  const n = -decimalExponent(q) - 9;
  const scale = scaleOfDouble(exponent);
  // 10^n · 2^(q + 122) has 93 to 96 bits before the point.
  const shift = u64(-27 - q - binaryExponent(n));
  const upper = load<u64>(powerOfTen(n));
  const lower = load<u64>(powerOfTen(n), 8);
  store<u64>(scale, upper >> shift);
  store<u32>(scale, u32(((upper << (63 - shift) << 1) | (lower >> shift)) >> 32), 8);
  store<u32>(scale, u32(((upper >> shift >> 32) * 100000000) >> 27), 12);
}

for (let exponent = 1; exponent < 255; exponent++) {
  const q = exponent - 150;
  const n = -decimalExponent(q) - 1;
  const shift = u64(-1 - q - binaryExponent(n));
  store<u64>(scaleOfSingle(exponent), load<u64>(powerOfTen(n)) >> shift);
}

/**
 * Of the exponent's bits. For x / 10⁸ = c · s / 2¹²², s cut off behind the point: the upper two words of s, the lower
 * one, and half of a last place of c in units of x / 2³².
 */
@inline
export function scaleOfDouble(exponent: i32): usize {
  return DOUBLES + (usize(exponent) << 4);
}

/** The same for x = c · s / 2⁶⁴: s. */
@inline
export function scaleOfSingle(exponent: i32): usize {
  return SINGLES + (usize(exponent) << 3);
}

/** k: ⌊q · log₁₀ 2⌋. */
@inline
export function decimalExponent(q: i32): i32 {
  return (q * 1262611) >> 22;
}

/** ⌊n · log₂ 10⌋ */
@inline
export function binaryExponent(n: i32): i32 {
  return (n * 1741647) >> 19;
}

@inline
export function powerOfTen(n: i32): usize {
  return POWERS_OF_TEN + (usize(n - LEAST_POWER) << 4);
}
