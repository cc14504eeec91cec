import type { StreamSource } from '../../formats/arrow-ipc/reading/stream-reader.js';
import type { DistantBody } from '../../formats/arrow-ipc/slices/load-slices.js';
import type { Descriptor } from './descriptor.js';
import { randomAccess, spill } from './random-access.js';

/** An Arrow stream that can be read once, from a pipe or out of gzip: what is set aside is laid down on the disk. */
export class PipedStream implements StreamSource {
  readonly #path: string;
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  /** The last chunk, or what of it came after the bytes set aside, and where it began. */
  #last: Uint8Array = new Uint8Array(0);
  #start = 0;
  #isFresh = false;
  #spilled: Descriptor | undefined;

  constructor(path: string, chunks: AsyncGenerator<Uint8Array, void, undefined>) {
    this.#path = path;
    this.#chunks = chunks;
  }

  async read(position: number): Promise<Uint8Array> {
    await this.close();
    if (!this.#isFresh || this.#last.length === 0) await this.#pull(position);
    this.#isFresh = false;
    return this.#last;
  }

  async setAside(position: number, length: number): Promise<DistantBody> {
    this.#spilled = await spill(this.#take(position, length));
    const { size, read } = await randomAccess(this.#path, this.#spilled);
    return { length: size, read };
  }

  /** Gives back the disk that is taken. */
  async close(): Promise<void> {
    await this.#spilled?.close();
    this.#spilled = undefined;
  }

  async *#take(position: number, length: number): AsyncGenerator<Uint8Array, void, undefined> {
    const end = position + length;
    for (let at = position; ; ) {
      const part = this.#last.subarray(at - this.#start, end - this.#start);
      yield part;
      at += part.length;
      if (at === end || !(await this.#pull(at))) break;
    }
    this.#last = this.#last.subarray(end - this.#start);
    this.#start = end;
    this.#isFresh = true;
  }

  async #pull(position: number): Promise<boolean> {
    const next = await this.#chunks.next();
    this.#last = next.done ? new Uint8Array(0) : next.value;
    this.#start = position;
    return next.done !== true;
  }
}
