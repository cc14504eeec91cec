import { HashIndex } from './hash-index.js';
import type { Assigning } from './keys.js';
import { Keys, NO_GROUP } from './keys.js';
import { tabulate } from './tabulation.js';

const SEGMENT_BITS = 16;
const SEGMENT = 2 ** SEGMENT_BITS;

/** Keys that are hashed at once. */
const BLOCK = 256;
const hashes = new Int32Array(BLOCK);
const firsts = new Int32Array(BLOCK);
/** Places of an index that the second cache holds. */
const CACHED = 2 ** 16;

/** Keys of 64 bits, two words each. They stand in segments, which never move. */
export class IntegerKeys extends Keys {
  readonly #index = new HashIndex();
  readonly #segments: Int32Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#index.bytes + this.#segments.length * SEGMENT * 8;
  }

  /** Writes the numbers of `count` keys to `out`; key i is words[2i] and words[2i + 1]. */
  assign(words: Int32Array, count: number, assigning: Assigning, out: Uint32Array): void {
    for (let from = 0; from < count; from += BLOCK) {
      const to = Math.min(from + BLOCK, count);
      hashAll(words, from, to);
      if (this.#index.mask > CACHED) this.#touch(to - from);
      this.#assign(words, from, to, assigning, out);
    }
  }

  #assign(
    words: Int32Array,
    from: number,
    to: number,
    assigning: Assigning,
    out: Uint32Array,
  ): void {
    const { validity, add } = assigning;
    let low = 0;
    let high = 0;
    let number = NO_GROUP;
    for (let i = from; i < to; i++) {
      if (validity !== undefined && !validity.isValid(i)) {
        out[i] = this.numberOfNull(assigning);
        continue;
      }
      // Of equal neighbours one is looked up.
      if (number === NO_GROUP || words[2 * i] !== low || words[2 * i + 1] !== high) {
        low = words[2 * i]!;
        high = words[2 * i + 1]!;
        number = this.#numberOf(low, high, hashes[i - from]!, add);
      }
      out[i] = number;
    }
  }

  /**
   * Loads what the block's first probes will meet. In a large index each would wait for memory by itself; here the
   * loads do not depend on one another.
   */
  #touch(count: number): void {
    const { entries, mask } = this.#index;
    for (let i = 0; i < count; i++) firsts[i] = entries[2 * (hashes[i]! & mask) + 1]!;
    let seen = 0;
    for (let i = 0; i < count; i++) {
      const number = (firsts[i]! - 1) >>> 0;
      if (number < this.#size) {
        seen ^= this.#segments[number >>> SEGMENT_BITS]![2 * (number & (SEGMENT - 1))]!;
      }
    }
    firsts[0] = seen;
  }

  /** Writes the words of keys from … to − 1; those of null are 0. */
  read(from: number, to: number, words: Int32Array): void {
    for (let number = from; number < to; ) {
      const segment = this.#segments[number >>> SEGMENT_BITS]!;
      const within = number & (SEGMENT - 1);
      const end = Math.min(SEGMENT, within + to - number);
      words.set(segment.subarray(2 * within, 2 * end), 2 * (number - from));
      number += end - within;
    }
  }

  protected override reserve(): number {
    return this.#push(0, 0);
  }

  #numberOf(low: number, high: number, hash: number, add: boolean): number {
    const { entries, mask } = this.#index;
    let place = hash & mask;
    for (; entries[2 * place + 1] !== 0; place = (place + 1) & mask) {
      if (entries[2 * place] !== hash) continue;
      const number = (entries[2 * place + 1]! - 1) >>> 0;
      const segment = this.#segments[number >>> SEGMENT_BITS]!;
      const at = 2 * (number & (SEGMENT - 1));
      if (segment[at] === low && segment[at + 1] === high) return number;
    }
    if (!add) return NO_GROUP;
    const number = this.#push(low, high);
    this.#index.take(place, hash, number);
    return number;
  }

  #push(low: number, high: number): number {
    const number = this.#size;
    const at = 2 * (number & (SEGMENT - 1));
    if (at === 0) this.#segments.push(new Int32Array(2 * SEGMENT));
    const segment = this.#segments[number >>> SEGMENT_BITS]!;
    segment[at] = low;
    segment[at + 1] = high;
    this.#size++;
    return number;
  }
}

function hashAll(words: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const same =
      i > from && words[2 * i] === words[2 * i - 2] && words[2 * i + 1] === words[2 * i - 1];
    hashes[i - from] = same ? hashes[i - from - 1]! : tabulate(words[2 * i]!, words[2 * i + 1]!);
  }
}
