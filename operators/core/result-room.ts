import { Slabs } from '../../src/columns/slabs.js';
import { emptyLike, type Floats } from '../../src/simd/floats.js';
import { type Room, roomOf } from '../../src/simd/room.js';

/** Batches are alike in length, but not the same. */
const HEADROOM = 1.125;

/**
 * Memory for the results of a batch: fresh, or, where the consumer has said that it keeps no batch, that of the batch
 * before. Fresh memory costs more than the mathematics: the system clears each page when it is first written to. Where a
 * batch lies in a room of the kernels, so do its results, and kernels copy neither.
 */
export class ResultRoom {
  readonly #reuse: boolean;
  readonly #arrays: Floats[] = [];
  readonly #slabs = new Slabs();
  #slot = 0;

  constructor(reuse: boolean) {
    this.#reuse = reuse;
  }

  nextBatch(): void {
    this.#slot = 0;
    this.#slabs.nextBatch();
  }

  /** `length` elements of the type of `like`, of which each is to be written; apart from all others of the batch. */
  floats(like: Floats, length: number): Floats {
    if (!this.#reuse) return this.#fresh(like, length);
    const slot = this.#slot++;
    const have = this.#arrays[slot];
    if (have?.constructor === like.constructor && have.length >= length) {
      if (have.buffer === like.buffer || !fits(roomOf(like), like, length)) {
        return beginning(have, length);
      }
    }
    const array = length <= SHORT ? this.#fresh(like, length) : emptyBeside(like, length);
    this.#arrays[slot] = array;
    return beginning(array, length);
  }

  /** The same of integers. */
  ints(length: number): Int32Array {
    const { buffer, byteOffset } = this.floats(WORDS, length);
    return new Int32Array(buffer, byteOffset, length);
  }

  #fresh(like: Floats, length: number): Floats {
    return like instanceof Float32Array
      ? this.#slabs.take(Float32Array, length)
      : this.#slabs.take(Float64Array, length);
  }
}

/** Of a batch of so few rows there may be 100,000 columns: a buffer for each costs more than copying to the kernels and back. */
const SHORT = 64;

/** A view costs as much as a few numbers. */
function beginning(array: Floats, length: number): Floats {
  return array.length === length ? array : array.subarray(0, length);
}

/** As long as integers, and in nobody's room. */
const WORDS = new Float32Array(0);

/** In the room of `like`, where it lies in one that has so much place. */
function emptyBeside(like: Floats, length: number): Floats {
  const room = roomOf(like);
  if (!fits(room, like, length)) return emptyLike(like, length);
  const size = Math.ceil(length * HEADROOM);
  return like instanceof Float32Array ? room.float32(size) : room.float64(size);
}

function fits(room: Room | undefined, { BYTES_PER_ELEMENT }: Floats, length: number): room is Room {
  return room !== undefined && room.free >= Math.ceil(length * HEADROOM) * BYTES_PER_ELEMENT;
}
