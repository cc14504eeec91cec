import type { RandomAccess } from '../random-access.js';

/** What is read at once: the headers of several small messages, or little beside the body of a large one. */
const WINDOW_BYTES = 1 << 16;

/** Small reads that move forwards through a file, many of them answered by one read of it. */
export class HeaderWindow {
  readonly #file: RandomAccess;
  #bytes: Uint8Array = new Uint8Array(0);
  #from = 0;

  constructor(file: RandomAccess) {
    this.#file = file;
  }

  /** Fewer bytes only where the file ends before. Good until the next call. */
  async read(position: number, length: number): Promise<Uint8Array> {
    const at = position - this.#from;
    if (at >= 0 && at + length <= this.#bytes.length) return this.#bytes.subarray(at, at + length);
    this.#bytes = await this.#file.read(position, Math.max(length, WINDOW_BYTES));
    this.#from = position;
    return this.#bytes.subarray(0, length);
  }
}
