import { FormatError } from '../../errors.js';

/** Bytes in pieces of the taker's size. */
export class ByteQueue {
  readonly #chunks: Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: Iterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /**
   * A copy in a buffer of its own; undefined where nothing is left.
   *
   * @throws FormatError where less is left
   */
  take(count: number): Uint8Array<ArrayBuffer> | undefined {
    const taken = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      if (this.#chunk.length === 0) {
        const { done, value } = this.#chunks.next();
        if (done === true) {
          if (at === 0) return undefined;
          throw cut();
        }
        this.#chunk = value;
      }
      const part = this.#chunk.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return taken;
  }

  /** The same, where something has to be left. */
  takeAll(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.take(count);
    if (taken === undefined) throw cut();
    return taken;
  }
}

function cut(): FormatError {
  const what = 'a spill ends within a block';
  return new FormatError({ operator: 'spill', what, expected: 'all bytes that were written' });
}
