import type { Place } from '../../../errors.js';
import { allocate } from '../limits.js';
import { type BatchMemory, memoryFor, type Reuse } from './batch-memory.js';
import { JOINED_BYTES, SMALL_BYTES } from './read-bytes.js';

/** What has more is rare, and is not to be kept for the next one. */
const MOST_BYTES = 2 ** 26;
/** Bodies that wait to be joined, the one behind them, what is lost at the end, and one more. */
const RING_BYTES = JOINED_BYTES + 3 * SMALL_BYTES;

/**
 * Memory for bodies that are unpacked: fresh, or, where nobody keeps a batch, that of bodies before. Large ones follow one
 * another in the same place, for each is given before the next is asked for; small ones wait for others to be joined with,
 * and follow one another in a ring.
 */
export class UnpackingRoom {
  readonly #memory: BatchMemory | undefined;
  #ring: Uint8Array | undefined;
  #next = 0;

  constructor(reuse: Reuse = false) {
    this.#memory = reuse === false ? undefined : memoryFor(reuse, 'unpacked');
  }

  /**
   * `size` bytes; what is in them is left from bodies before.
   *
   * @throws LimitError where there is no such memory
   */
  take(size: number, place: Place): Uint8Array {
    if (this.#memory === undefined || size > MOST_BYTES) return allocate(size, place);
    if (size <= SMALL_BYTES) return this.#inRing(size);
    this.#memory.nextBatch();
    return this.#memory.bytes(size);
  }

  /** @param size  a multiple of 8, as all sizes of bodies are */
  #inRing(size: number): Uint8Array {
    this.#ring ??= new Uint8Array(RING_BYTES);
    const at = this.#next + size > RING_BYTES ? 0 : this.#next;
    this.#next = at + size;
    return this.#ring.subarray(at, this.#next);
  }
}
