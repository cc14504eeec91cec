import { allocate } from '../limits.js';

/**
 * A run of bytes of known length, collected from chunks that may end anywhere.
 *
 * A run that lies whole in one chunk is a view of it, provided that it begins at a multiple of 8 bytes in its memory,
 * as typed arrays of 64 bits want it; anything else is copied once. The memory for a run is asked for at once.
 */
export class Gather {
  readonly length: number;
  readonly #offset: number;
  #target: Uint8Array | undefined;
  #filled = 0;

  /** @param offset  of the message that the run belongs to, for errors */
  constructor(length: number, offset: number) {
    this.length = length;
    this.#offset = offset;
  }

  get missing(): number {
    return this.length - this.#filled;
  }

  /** Takes what it needs of `chunk` from `at` on; the run when it is complete. */
  take(chunk: Uint8Array, at: number): Uint8Array | undefined {
    const part = chunk.subarray(at, at + this.missing);
    if (part.length === this.length && part.byteOffset % 8 === 0) {
      this.#filled = this.length;
      return part;
    }
    if (part.length === 0 && this.missing > 0) return undefined;
    this.#target ??= allocate(this.length, { offset: this.#offset });
    this.#target.set(part, this.#filled);
    this.#filled += part.length;
    return this.missing === 0 ? this.#target : undefined;
  }
}
