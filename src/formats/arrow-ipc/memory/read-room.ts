import type { RandomAccess } from '../random-access.js';
import { type BatchMemory, memoryFor, type Reuse } from './batch-memory.js';

/** Reads of a file, each into a buffer of its own, or, where nobody keeps what was read for the batch before, into its memory. */
export class ReadRoom {
  readonly #file: RandomAccess;
  readonly #memory: BatchMemory | undefined;
  readonly #together: number;

  /** @param together  bytes that are read for a batch, about, where that takes more than one read */
  constructor(file: RandomAccess, reuse: Reuse, together = 0) {
    this.#file = file;
    this.#memory =
      reuse === false ? undefined : memoryFor(reuse, together > 0 ? 'slices' : 'bodies');
    this.#together = together;
  }

  /** What has been read is not looked at any more, where nobody keeps a batch. */
  nextBatch(): void {
    this.#memory?.nextBatch();
  }

  read(position: number, length: number): Promise<Uint8Array> {
    if (this.#memory === undefined) return this.#file.read(position, length);
    // A length may be a lie, the size of the file is not.
    const size = Math.max(0, Math.min(length, this.#file.size - position));
    return this.#file.read(position, length, this.#memory.bytes(size, this.#together));
  }
}
