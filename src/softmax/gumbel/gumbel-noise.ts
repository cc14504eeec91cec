/**
 * Standard Gumbel noise by place: a number for each (seed, row, class), whatever was asked for before. So the noise of
 * a stream does not depend on how it is cut into batches, nor on the order in which they come, nor on other columns.
 *
 *     counter = (⌊class/2⌋, 0, row mod 2³², ⌊row/2³²⌋)      key = (seed mod 2³², ⌊seed/2³²⌋)
 *     (w₀, w₁, w₂, w₃) = Philox4x32-10(counter, key)          `philox.ts`
 *     even classes take v = w₀, w = w₁, odd ones v = w₂, w = w₃
 *     n = v · 2²⁰ + ⌊w/2¹²⌋                                   52 bits
 *     u = (n + ½) · 2⁻⁵²                                      never 0 or 1, symmetric about ½, exact
 *     g = −ln(−ln u)                                          by `src/simd/functions/log.ts`, the same bits everywhere
 *
 * g lies within −3.61 … 36.74; what that cuts off has a probability of 2⁻⁵³. Error: 0.51 ulp for the outer logarithm
 * and 2⁻⁵³ for the rounding of the inner one.
 */
import { log } from '../../simd/functions/log.js';
import { philox } from './philox.js';

const words = new Uint32Array(4);
const TWO_32 = 2 ** 32;

/**
 * Writes the noise of classes 0 … count − 1 of one row to `into`.
 *
 * @param seed  an integer of 0 … 2⁵³ − 1
 * @param row  the row's index in its stream; an integer of 0 … 2⁵³ − 1
 */
export function gumbelNoise(seed: number, row: number, count: number, into: Float64Array): void {
  const [key0, key1] = [seed % TWO_32, Math.floor(seed / TWO_32)];
  const [row0, row1] = [row % TWO_32, Math.floor(row / TWO_32)];
  for (let c = 0; c < count; c += 2) {
    philox(c >>> 1, 0, row0, row1, key0, key1, words);
    into[c] = gumbel(words[0]!, words[1]!);
    if (c + 1 < count) into[c + 1] = gumbel(words[2]!, words[3]!);
  }
}

function gumbel(v: number, w: number): number {
  const u = (v * 2 ** 20 + (w >>> 12) + 0.5) * 2 ** -52;
  return -log(-log(u));
}
