import { emptyLike, type Floats } from '../../src/simd/floats.js';

/**
 * Buffers that one subscription uses again for every batch. They never become part of a result: a consumer may
 * keep its batches. What a buffer held before is still in it.
 */
export class Scratch {
  readonly #floats: Floats[] = [];
  #bytes = new Uint8Array(0);

  /** `length` elements of the type of `like`; `slot` tells buffers apart that live at the same time. */
  floats(slot: number, like: Floats, length: number): Floats {
    const have = this.#floats[slot];
    if (have !== undefined && have.constructor === like.constructor && have.length >= length) {
      return have.subarray(0, length);
    }
    const fresh = emptyLike(like, length);
    this.#floats[slot] = fresh;
    return fresh;
  }

  /** `length` zero bytes. */
  zeros(length: number): Uint8Array {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length).fill(0);
  }
}
