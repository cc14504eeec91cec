/** |value| as significand · 2^exponent, in integers. */
export function binaryOf(value: number): { significand: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0) & 0x7fffffffffffffffn;
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { significand: fraction, exponent: -1074 }
    : { significand: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** |value| · 10^places, rounded to the nearest integer, of two the larger one. */
export function scaledInteger(value: number, places: number): bigint {
  const { significand, exponent } = binaryOf(value);
  const over =
    significand * 10n ** BigInt(Math.max(places, 0)) * 2n ** BigInt(Math.max(exponent, 0));
  const under = 10n ** BigInt(Math.max(-places, 0)) * 2n ** BigInt(Math.max(-exponent, 0));
  return (2n * over + under) / (2n * under);
}
