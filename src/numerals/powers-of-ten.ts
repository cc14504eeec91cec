/** The powers of ten that a double's digits are found with, as unevaluated sums of two doubles: 106 bits. */

/** Within these, neither a power's second double nor a product with it leaves the normal numbers. */
export const LEAST_POWER = -270;
export const LARGEST_POWER = 290;

const COUNT = LARGEST_POWER - LEAST_POWER + 1;
const highs = new Float64Array(COUNT);
const lows = new Float64Array(COUNT);

/** The double nearest to 10ⁿ. */
export function powerOfTen(n: number): number {
  const index = n - LEAST_POWER;
  if (highs[index] === 0) fill(n, index);
  return highs[index];
}

/** What is missing from `powerOfTen(n)`, which was asked for before. */
export function restOfPower(n: number): number {
  return lows[n - LEAST_POWER];
}

/** When one is first asked for: all of them would cost every start some milliseconds. */
function fill(n: number, index: number): void {
  const high = Number(`1e${n}`);
  highs[index] = high;
  lows[index] =
    n < 0 ? restOfFraction(high, 10n ** BigInt(-n)) : restOfInteger(high, 10n ** BigInt(n));
}

function restOfInteger(high: number, power: bigint): number {
  return Number(power - BigInt(high));
}

/** Bits of the quotient behind the point: the rest has all of a double's. */
const FRACTION = 200;

/** 1 / divisor − high, from high = significand · 2^−places, both integers. */
function restOfFraction(high: number, divisor: bigint): number {
  let places = 0;
  let significand = high;
  while (!Number.isInteger(significand)) {
    significand *= 2;
    places++;
  }
  const rest = (1n << BigInt(places)) - BigInt(significand) * divisor;
  // In two steps: one factor of 2^−(places + FRACTION) might be no double.
  return Number((rest << BigInt(FRACTION)) / divisor) * 2 ** -FRACTION * 2 ** -places;
}
