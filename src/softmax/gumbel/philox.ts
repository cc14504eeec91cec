/**
 * Philox4x32-10 of Salmon, Moraes, Dror & Shaw 2011 (doi:10.1145/2063384.2063405; the generator of JAX, TensorFlow and
 * cuRAND): a bijection of 128 bits under a key of 64, ten rounds of two multiplications. It has no state: block n of a
 * stream is philox(n), so random numbers can be had by place and in any order. Passes TestU01's BigCrush.
 */

// The multipliers in halves of 16 bits, so that products with 32-bit numbers stay below 2⁵³ and are exact.
const M0_HIGH = 0xd251;
const M0_LOW = 0x1f53;
const M1_HIGH = 0xcd9e;
const M1_LOW = 0x8d57;
/** The Weyl steps of the keys: the golden ratio and √3 − 1. */
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_16 = 65536;

/**
 * Writes the four 32-bit words of the block at counter (c0, c1, c2, c3) under the key (k0, k1) to `into`.
 *
 * All are integers from 0 to 2³² − 1.
 */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  into: Uint32Array,
): void {
  let [a, b, c, d] = [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
  let [key0, key1] = [k0 >>> 0, k1 >>> 0];
  for (let round = 0; round < ROUNDS; round++) {
    // Of each product the upper 32 bits, and the lower ones in two halves; % would be a division of doubles.
    const low0 = M0_LOW * a;
    const carry0 = Math.floor(low0 / TWO_16);
    const middle0 = M0_HIGH * a + carry0;
    const upper0 = Math.floor(middle0 / TWO_16);
    const low1 = M1_LOW * c;
    const carry1 = Math.floor(low1 / TWO_16);
    const middle1 = M1_HIGH * c + carry1;
    const upper1 = Math.floor(middle1 / TWO_16);
    a = (upper1 ^ b ^ key0) >>> 0;
    b = (middle1 - upper1 * TWO_16) * TWO_16 + (low1 - carry1 * TWO_16);
    c = (upper0 ^ d ^ key1) >>> 0;
    d = (middle0 - upper0 * TWO_16) * TWO_16 + (low0 - carry0 * TWO_16);
    key0 = (key0 + W0) >>> 0;
    key1 = (key1 + W1) >>> 0;
  }
  into[0] = a;
  into[1] = b;
  into[2] = c;
  into[3] = d;
}
