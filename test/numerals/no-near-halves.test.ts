import { describe, expect, it } from 'vitest';
import { MOST_SIGNIFICANT } from '../../src/numerals/rounded.js';

/**
 * The least distance above 0 of c · numerator / denominator to an integer, for 0 < c < limit, times the denominator: that
 * of the last convergent of the continued fraction whose denominator is below the limit. Undefined: all are integers.
 */
function leastDistance(numerator: bigint, denominator: bigint, limit: bigint): bigint | undefined {
  let [upper, lower] = [denominator, numerator % denominator];
  let [before, c] = [0n, 1n];
  let least: bigint | undefined;
  // `lower` is the distance of c · numerator, of alternating signs.
  while (c < limit && lower !== 0n) {
    least = lower;
    const quotient = upper / lower;
    [upper, lower] = [lower, upper % lower];
    [before, c] = [c, quotient * c + before];
  }
  return least;
}

function log10(binary: number): number {
  return Math.floor(binary * Math.LOG10E * Math.LN2);
}

describe('doubles, scaled to so many digits', () => {
  it('are a half or an integer, or further from one than a power of ten of 128 bits can err', () => {
    for (let digits = 1; digits <= MOST_SIGNIFICANT; digits++) {
      // x < 2 · 10^digits is off by at most one part of 2^126.
      const error = 8n * 10n ** BigInt(digits);
      for (let binary = -1074; binary < 1024; binary++) {
        const places = digits - 1 - log10(binary);
        const unit = Math.max(binary - 52, -1074);
        // c · 2^unit · 10^places is x: a half of it is an integer of twice that.
        const [numerator, denominator] = [unit + 1, -unit - 1].map(
          (twos, i) =>
            2n ** BigInt(Math.max(twos, 0)) *
            10n ** BigInt(Math.max(i === 0 ? places : -places, 0)),
        ) as [bigint, bigint];
        const least = leastDistance(numerator, denominator, 2n ** BigInt(binary - unit + 1));
        if (least === undefined) continue;
        const isFar = least << 127n > error * denominator;
        if (!isFar) expect([digits, binary]).toBe('far enough');
      }
    }
  }, 60_000);
});
