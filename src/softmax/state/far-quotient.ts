/**
 * x/T less whole steps of ln2/64 where doubles no longer hold the remainder: in integers, exactly but for the digits of
 * ln 2. Slow, and seldom wanted: |x/T| > 2¹⁷.
 */

/** Bits behind the point. With |x/T| < 2⁶³, n has 70 bits, and n times the error of the step stays below 2⁻¹⁰⁰. */
const FRACTION = 172n;

/** ln2/64 · 2¹⁷², rounded (mpmath). */
const STEP = 64834287315178180552684710774195107301538361559453n;

const bits = new DataView(new ArrayBuffer(8));
const IMPLICIT = 1n << 52n;

export interface FarQuotient {
  /** The number of steps nearest to x/T. */
  readonly n: bigint;
  /** x/T − n · ln2/64, rounded to a double. */
  readonly rest: number;
}

/** Of finite x and T > 0 with |x/T| < 2⁶³. */
export function farQuotient(x: number, temperature: number): FarQuotient {
  const dividend = partsOf(x);
  const divisor = partsOf(temperature);
  const shift = dividend.exponent - divisor.exponent + FRACTION;
  const quotient =
    shift >= 0n
      ? (dividend.fraction << shift) / divisor.fraction
      : dividend.fraction / (divisor.fraction << -shift);
  const n = floorDivide(2n * quotient + STEP, 2n * STEP);
  return { n, rest: toNumber(quotient - n * STEP) };
}

/** x = fraction · 2^exponent. */
function partsOf(x: number): { fraction: bigint; exponent: bigint } {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = (word >> 52n) & 0x7ffn;
  const low = word & (IMPLICIT - 1n);
  const fraction = biased === 0n ? low : low | IMPLICIT;
  return {
    fraction: x < 0 ? -fraction : fraction,
    exponent: (biased === 0n ? 1n : biased) - 1075n,
  };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** v · 2^−FRACTION, correctly rounded (as Number does it), for |v| far below 2^(FRACTION). */
function toNumber(v: bigint): number {
  return Number(v) * 2 ** -Number(FRACTION);
}
