/** Errors in ulp against truths that are decimals of more digits than a double holds. */

const SCALE = 10n ** 400n;

/** A decimal such as `-1.25e-7`, times 10^400, as an integer. */
function scaled(decimal: string): bigint {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(decimal) ?? [];
  if (whole === undefined) throw new Error(`no decimal: ${decimal}`);
  const power = 400 + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const value = power >= 0 ? digits * 10n ** BigInt(power) : digits / 10n ** BigInt(-power);
  return sign === '-' ? -value : value;
}

/** A double, exactly, times 10^400. */
function exact(value: number): bigint {
  let power = 0n;
  let integer = value;
  while (!Number.isInteger(integer)) {
    integer *= 2;
    power += 1n;
  }
  return (BigInt(integer) * SCALE) >> power;
}

/** |got − truth| in units in the last place of the truth, as a float of 24 or 53 bits. */
export function ulpsFrom(got: number, truth: string, float: 32 | 64): number {
  const binade = Math.floor(Math.log2(Math.abs(Number(truth))));
  const ulp = 2 ** (Math.max(binade, float === 32 ? -126 : -1022) - (float === 32 ? 23 : 52));
  const difference = exact(got) - scaled(truth);
  return Math.abs(Number((difference * 1_000_000n) / exact(ulp))) / 1e6;
}

/** |Σ values − 1| in units of 2⁻²³ or 2⁻⁵², the sum being exact. */
export function sumUlps(values: readonly number[], float: 32 | 64): number {
  const sum = values.reduce((total, value) => total + exact(value), 0n);
  return (
    Math.abs(Number(((sum - SCALE) * 1_000_000n) / exact(float === 32 ? 2 ** -23 : 2 ** -52))) / 1e6
  );
}
