/**
 * What two passes over a stream are compared by: how many words of 32 bits there were, and a hash of them in their order,
 * whatever the pieces that they came in.
 *
 * Four lanes take the words in turn, each by a xor, a product with an odd number and a rotation, as the 32-bit hashes of
 * the murmur family do. Every step is a bijection of its lane, so a single change is always seen; several in one lane are
 * missed once in 2³². It is no defence against somebody who seeks a difference that is missed.
 */
export class Fingerprint {
  #words = 0;
  readonly #lanes = Uint32Array.of(0x9747b28c, 0x5bd1e995, 0xc2b2ae35, 0x27d4eb2f);

  add({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Uint32Array): void {
    const words = new Uint32Array(buffer, byteOffset, byteLength >> 2);
    // Up to where the first lane has its turn, and from the last such word on, one by one.
    const begin = Math.min(-this.#words & 3, words.length);
    const end = begin + ((words.length - begin) & ~3);
    this.#addSome(words, 0, begin);
    this.#addFours(words, begin, end);
    this.#addSome(words, end, words.length);
  }

  equals(other: Fingerprint): boolean {
    return this.#words === other.#words && this.#lanes.every((lane, i) => lane === other.#lanes[i]);
  }

  #addSome(words: Uint32Array, begin: number, end: number): void {
    const lanes = this.#lanes;
    for (let i = begin; i < end; i++) {
      const lane = this.#words++ & 3;
      lanes[lane] = mixed(lanes[lane]!, words[i]!);
    }
  }

  /** In local variables, where the four do not wait for one another. */
  #addFours(words: Uint32Array, begin: number, end: number): void {
    let [a, b, c, d] = this.#lanes as unknown as [number, number, number, number]; // there are four
    for (let i = begin; i < end; i += 4) {
      a = mixed(a, words[i]!);
      b = mixed(b, words[i + 1]!);
      c = mixed(c, words[i + 2]!);
      d = mixed(d, words[i + 3]!);
    }
    this.#lanes.set([a, b, c, d]);
    this.#words += end - begin;
  }
}

function mixed(lane: number, word: number): number {
  const product = Math.imul(lane ^ word, 0x9e3779b1);
  return (product << 15) | (product >>> 17);
}
