/** The steps of the second pass for one element; `apply.ts` explains them. */
import { sumError } from '../../simd/functions/error-free.js';
import { expSteps } from '../../simd/functions/exp.js';
import { expRest, roundGrowth, roundHead } from '../../simd/functions/exp-round.js';

const BIAS = 256;
const UNBIAS = 2 ** -256;
const REACH = 750;
/** Quotients beyond it are not split, and the logarithm does not count. */
const LARGE = 2 ** 900;

/** p of the quotient y + yLow = (x − max)/T under the logarithm high + low. */
export function probability(y: number, yLow: number, high: number, low: number): number {
  const given = y - high;
  const rest = sumError(y, -high, given) + (yLow - low);
  const z = Math.max(given, -REACH);
  const n = expSteps(z);
  const r = expRest(z, given < -REACH ? 0 : rest, n);
  const head = roundHead(n, BIAS);
  return (head + head * roundGrowth(r, n)) * UNBIAS;
}

/** ln p. */
export function logProbability(y: number, yLow: number, high: number, low: number): number {
  const sum = y - high;
  return y < -LARGE ? y : sum + (sumError(y, -high, sum) + (yLow - low));
}
