/** Random 32-bit words that nobody can foresee; what they seed does not show in any result. */
export function randomWords(count: number): Int32Array {
  const words = new Int32Array(count);
  // A call gives at most 65,536 bytes.
  for (let from = 0; from < count; from += 16_384) {
    globalThis.crypto.getRandomValues(words.subarray(from, from + 16_384));
  }
  return words;
}
