import { Slabs } from '../../src/columns/slabs.js';
import type { Floats } from '../../src/softmax/rows.js';
import { Scratch } from './scratch.js';

/**
 * Memory for the results of a batch: fresh, or, where the consumer has said that it keeps no batch, that of the batch
 * before. Fresh memory costs more than the mathematics: the system clears each page when it is first written to.
 */
export class ResultRoom {
  readonly #scratch: Scratch | undefined;
  readonly #slabs = new Slabs();
  #slot = 0;

  constructor(reuse: boolean) {
    this.#scratch = reuse ? new Scratch() : undefined;
  }

  nextBatch(): void {
    this.#slot = 0;
    this.#slabs.nextBatch();
  }

  /** `length` elements of the type of `like`, of which each is to be written; apart from all others of the batch. */
  floats(like: Floats, length: number): Floats {
    if (this.#scratch !== undefined) return this.#scratch.floats(this.#slot++, like, length);
    return like instanceof Float32Array
      ? this.#slabs.take(Float32Array, length)
      : this.#slabs.take(Float64Array, length);
  }
}
