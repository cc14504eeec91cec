import { randomWords } from './random-words.js';

let own: Int32Array | undefined;

/** Drawn when it is first wanted: the host's source of random words takes 3 ms and 2 MB. */
function ownKey(): Int32Array {
  own ??= randomWords(2);
  return own;
}

const FINAL_ROUNDS = 3;

/**
 * HalfSipHash-1-3 of bytes[start, end), 32 bits, under a key that is made anew in each process: whoever writes a file cannot
 * make its keys collide. Linux hashes its tables by it.
 *
 * @see Aumasson & Bernstein 2012, https://www.aumasson.jp/siphash/siphash.pdf, and https://github.com/veorq/SipHash
 */
export function halfSipHash(bytes: Uint8Array, start: number, end: number, key = ownKey()): number {
  const length = end - start;
  const key0 = key[0]!;
  const key1 = key[1]!;
  const words = length >> 2;
  let v0 = key0;
  let v1 = key1;
  let v2 = key0 ^ 0x6c796765;
  let v3 = key1 ^ 0x74656462;
  // The rounds of finalisation are those of a word 0.
  for (let step = 0, at = start; step <= words + FINAL_ROUNDS; step++, at += 4) {
    let m = 0;
    if (step < words) {
      m = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    } else if (step === words) {
      m = length << 24;
      for (let i = at; i < end; i++) m |= bytes[i]! << (8 * (i - at));
    } else if (step === words + 1) v2 ^= 0xff;
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5) | (v1 >>> 27);
    v1 ^= v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8) | (v3 >>> 24);
    v3 ^= v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7) | (v3 >>> 25);
    v3 ^= v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13) | (v1 >>> 19);
    v1 ^= v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= m;
  }
  return v1 ^ v3;
}
