import { writeAll } from '../write-all.js';

/** Fewer bytes than these are not worth a write of their own: waking a thread for it costs as much as to write them. */
const SMALL_BYTES = 1 << 19;
/** As many of them are written together. */
const ROOM_BYTES = 1 << 20;

/** Writes to a descriptor, small ones together: for files that nobody reads before they are whole. */
export class GatheredWrites {
  readonly #descriptor: number;
  #room = Buffer.alloc(0);
  #filled = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Takes chunks at once where they are few; false where they are to be sent. */
  gather(chunks: readonly Uint8Array[]): boolean {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (length >= SMALL_BYTES || this.#filled + length > ROOM_BYTES) return false;
    if (this.#room.length === 0) this.#room = Buffer.allocUnsafeSlow(ROOM_BYTES);
    for (const chunk of chunks) {
      this.#room.set(chunk, this.#filled);
      this.#filled += chunk.length;
    }
    return true;
  }

  /** Sends what has been gathered, and `chunks` after it. */
  async send(chunks: readonly Uint8Array[]): Promise<void> {
    const gathered = this.#room.subarray(0, this.#filled);
    await writeAll(this.#descriptor, this.#filled === 0 ? chunks : [gathered, ...chunks]);
    this.#filled = 0;
  }
}
