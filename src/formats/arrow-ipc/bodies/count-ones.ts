/** How many of the first `length` bits are one, 32 at a time where the memory lies so. */
export function countOnes(bytes: Uint8Array, length: number): number {
  let count = 0;
  let at = 0;
  if (bytes.byteOffset % 4 === 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, length >>> 5);
    for (let i = 0; i < words.length; i++) count += onesOf(words[i]!);
    at = words.length * 32;
  }
  for (; at + 8 <= length; at += 8) count += onesOf(bytes[at >>> 3]!);
  for (; at < length; at++) count += (bytes[at >>> 3]! >> (at & 7)) & 1;
  return count;
}

/** Adds the bits in pairs, then in fours, eights and all. @see Warren, Hacker's Delight, §5–1 */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
