import type { Validity } from '../columns/validity.js';
import type { Assigning } from './keys.js';
import { Keys } from './keys.js';
import { drawTabulation, tabulate } from './tabulation.js';

const SEGMENT_BITS = 16;
const SEGMENT = 2 ** SEGMENT_BITS;

const LEAST_PLACES = 64;
/** Places that the second cache holds. */
const CACHED = 2 ** 17;
/** Keys whose places are loaded before they are probed. */
const BLOCK = 256;
const hashes = new Int32Array(BLOCK);
const firsts = new Uint32Array(BLOCK);

/**
 * Keys of 64 bits, two words each. They stand in segments, which never move. Open addressing with linear probing finds them:
 * a place holds a number + 1, or 0 where it is empty, and what is there is compared with the key itself. At most five
 * sixteenths of the places are taken, so that the first probe nearly always ends the search: where a loop ends by chance,
 * the processor guesses wrong, and that takes longer than the probes.
 */
export class IntegerKeys extends Keys {
  readonly #segments: Int32Array[] = [];
  #size = 0;
  #places = new Uint32Array(LEAST_PLACES);
  /** One less than the number of places, a power of two. */
  #mask = LEAST_PLACES - 1;

  constructor() {
    super();
    drawTabulation();
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#places.byteLength + this.#segments.length * SEGMENT * 8;
  }

  /** Writes the numbers of `count` keys to `out`; key i is words[2i] and words[2i + 1]. */
  assign(words: Int32Array, count: number, assigning: Assigning, out: Uint32Array): void {
    for (let from = 0; from < count; from += BLOCK) {
      if (this.#mask < CACHED) {
        this.#assign(words, from, count, assigning, out);
        return;
      }
      const to = Math.min(from + BLOCK, count);
      this.#touch(words, from, to);
      this.#assign(words, from, to, assigning, out, hashes);
    }
  }

  /** One flat loop: with its parts in functions of their own it takes half as long again. */
  #assign(
    words: Int32Array,
    from: number,
    to: number,
    assigning: Assigning,
    out: Uint32Array,
    known?: Int32Array,
  ): void {
    const { validity, add } = assigning;
    const segments = this.#segments;
    let first = segments[0]!; // undefined only while all places are empty
    let places = this.#places;
    let mask = this.#mask;
    for (let i = from; i < to; ) {
      if (validity !== undefined && !validity.isValid(i)) {
        out[i++] = this.numberOfNull(assigning);
        continue;
      }
      const low = words[2 * i]!;
      const high = words[2 * i + 1]!;
      let place = (known === undefined ? tabulate(low, high) : known[i - from]!) & mask;
      let taken = places[place]!;
      while (taken !== 0) {
        const segment = taken <= SEGMENT ? first : segments[(taken - 1) >>> SEGMENT_BITS]!;
        const at = 2 * ((taken - 1) & (SEGMENT - 1));
        if (segment[at] === low && segment[at + 1] === high) break;
        place = (place + 1) & mask;
        taken = places[place]!;
      }
      if (taken === 0 && add) {
        taken = this.#take(place, low, high) + 1;
        first = segments[0]!;
        places = this.#places;
        mask = this.#mask;
      }
      out[i++] = taken - 1; // where it is 0 that is NO_GROUP
      // Of equal neighbours one is looked up.
      if (i < to && words[2 * i] === low && words[2 * i + 1] === high) {
        i = repeat(words, i, to, validity, out);
      }
    }
  }

  /**
   * Loads what the block's first probes will meet. In a large index each would wait for memory by itself; here the
   * loads do not depend on one another.
   */
  #touch(words: Int32Array, from: number, to: number): void {
    const places = this.#places;
    const mask = this.#mask;
    for (let i = from; i < to; i++) {
      const hash = tabulate(words[2 * i]!, words[2 * i + 1]!);
      hashes[i - from] = hash;
      firsts[i - from] = places[hash & mask]!;
    }
    let seen = 0;
    for (let i = 0; i < to - from; i++) {
      const taken = firsts[i]!;
      if (taken === 0) continue;
      const segment = this.#segments[(taken - 1) >>> SEGMENT_BITS]!;
      seen ^= segment[2 * ((taken - 1) & (SEGMENT - 1))]!;
    }
    // So that nothing of it can be left out.
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

  /** Gives the next number to a key that belongs to an empty place. */
  #take(place: number, low: number, high: number): number {
    const number = this.#push(low, high);
    this.#places[place] = number + 1;
    if (16 * this.#size > 5 * this.#places.length) this.#grow();
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

  /** Twice as many places. */
  #grow(): void {
    const places = new Uint32Array(2 * this.#places.length);
    const mask = places.length - 1;
    const nobody = this.nullNumber; // it has no place
    for (let number = 0; number < this.#size; number++) {
      if (number === nobody) continue;
      const segment = this.#segments[number >>> SEGMENT_BITS]!;
      const at = 2 * (number & (SEGMENT - 1));
      let place = tabulate(segment[at]!, segment[at + 1]!) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = number + 1;
    }
    this.#places = places;
    this.#mask = mask;
  }
}

/**
 * Gives the rows from `row` on, whose keys are that of the row before, its number. Returns the first that has another key,
 * or none.
 */
function repeat(
  words: Int32Array,
  row: number,
  to: number,
  validity: Validity | undefined,
  out: Uint32Array,
): number {
  const low = words[2 * row]!;
  const high = words[2 * row + 1]!;
  const number = out[row - 1]!;
  let i = row;
  while (i < to && words[2 * i] === low && words[2 * i + 1] === high) {
    if (validity !== undefined && !validity.isValid(i)) break;
    out[i++] = number;
    if (validity !== undefined) continue;
    for (; i + 3 < to && areFour(words, 2 * i, low, high); i += 4) {
      out[i] = number;
      out[i + 1] = number;
      out[i + 2] = number;
      out[i + 3] = number;
    }
  }
  return i;
}

/** Whether four keys from word `at` on are the same as one. */
function areFour(words: Int32Array, at: number, low: number, high: number): boolean {
  const lows =
    (words[at]! ^ low) | (words[at + 2]! ^ low) | (words[at + 4]! ^ low) | (words[at + 6]! ^ low);
  const highs =
    (words[at + 1]! ^ high) |
    (words[at + 3]! ^ high) |
    (words[at + 5]! ^ high) |
    (words[at + 7]! ^ high);
  return (lows | highs) === 0;
}
