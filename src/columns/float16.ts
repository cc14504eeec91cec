/**
 * Float16 (IEEE 754 binary16) by its bits, correctly rounded. apache-arrow reads its bits right but writes them
 * wrong (70000 becomes 2.13, and ties are rounded up), so nothing here uses its conversion.
 */

/** Quiet, positive, without payload: the one NaN that is written. */
const HALF_NAN = 0x7e00;
const HALF_INFINITY = 0x7c00;
const LEAST_NORMAL = 2 ** -14;
/** Midway between the largest half, 65504, and 65536: from here on the nearest even is infinity. */
const OVERFLOW = 65520;
/** Added and taken off again, it rounds 0 ≤ x < 2⁵¹ to the nearest integer, ties to even. */
const ROUNDER = 2 ** 52;

/** Powers of two 2^(10 − e) for the exponents e = −14 … 15 of normal halfs. */
const SCALES = Float64Array.from({ length: 30 }, (_, i) => 2 ** (24 - i));

const DOUBLE = new DataView(new ArrayBuffer(8));

/** The value of a half; exact. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * The bits of the half nearest to a double, ties to even, rounded once. From 65520 on it is ±Infinity; below
 * 2⁻¹⁴ the results are subnormal, at most 2⁻²⁵ gives ±0; the sign of zero is kept; every NaN is 0x7e00.
 */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return HALF_NAN;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= OVERFLOW) return sign | HALF_INFINITY;
  // A multiple of the least subnormal; 1024 of them are the bits of the least normal half.
  if (size < LEAST_NORMAL) return sign | (size * 2 ** 24 + ROUNDER - ROUNDER);
  DOUBLE.setFloat64(0, size);
  const exponent = (DOUBLE.getUint16(0) >> 4) - 1023;
  // In [1024, 2048]; the scaling is exact, and 2048 carries into the exponent, as it must.
  const significand = size * SCALES[exponent + 14]! + ROUNDER - ROUNDER;
  return sign | (((exponent + 14) << 10) + significand);
}

let decoded: Float32Array | undefined;

/** Decodes `length` halfs into either width; exact. */
export function decodeHalfs(
  src: Uint16Array,
  dst: Float32Array | Float64Array,
  length: number,
): void {
  decoded ??= Float32Array.from({ length: 0x10000 }, (_, bits) => fromHalf(bits));
  const values = decoded;
  for (let i = 0; i < length; i++) dst[i] = values[src[i]!]!;
}

/** Encodes `length` values, each rounded once. */
export function encodeHalfs(
  src: Float32Array | Float64Array,
  dst: Uint16Array,
  length: number,
): void {
  for (let i = 0; i < length; i++) dst[i] = toHalf(src[i]!);
}
