import { FormatError } from '../../errors.js';
import type { Spill } from '../../flow/spill-store.js';
import type { Block } from './block.js';
import { decodeBlock, HEADER_BYTES, sizeAfter } from './block.js';

/** The blocks of a spill, in the order in which they were written. */
export function* readBlocks(
  spill: Spill,
  widths: readonly number[],
): Generator<Block, undefined, undefined> {
  const source = new ByteQueue(spill.read()[Symbol.iterator]());
  for (;;) {
    const header = source.take(HEADER_BYTES);
    if (header === undefined) return;
    const body = source.take(sizeAfter(header));
    if (body === undefined) throw cut();
    yield decodeBlock(header, body, widths);
  }
}

/** Bytes in pieces of the taker's size. */
class ByteQueue {
  readonly #chunks: Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: Iterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** A copy in a buffer of its own; undefined where nothing is left. */
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
}

function cut(): FormatError {
  const what = 'a spill ends within a block';
  return new FormatError({ operator: 'spill', what, expected: 'all bytes that were written' });
}
