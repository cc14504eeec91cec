import { decodeMessage, type Message } from './message.js';

/**
 * `decodeMessage` for one message after the other: where batches are alike their metadata are the same bytes, and are
 * decoded once.
 */
export class MessageDecoder {
  /** A copy of the last metadata, for their memory may be read into again; and the words of it. */
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #length = -1;
  #message: Message | undefined;

  /** @throws as `decodeMessage` */
  decode(bytes: Uint8Array, offset: number): Message {
    if (this.#message !== undefined && this.#isLast(bytes)) return this.#message;
    const message = decodeMessage(bytes, offset);
    this.#keep(bytes);
    this.#message = message;
    return message;
  }

  #keep(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#length !== length) {
      this.#bytes = new Uint8Array(length);
      this.#words = new Int32Array(this.#bytes.buffer, 0, length >> 2);
      this.#length = length;
    }
    this.#bytes.set(bytes);
  }

  /** Metadata are padded to whole words; those that are not, or lie askew, are like none. */
  #isLast({ buffer, byteOffset, length }: Uint8Array): boolean {
    if (length !== this.#length || length % 4 !== 0 || byteOffset % 4 !== 0) return false;
    const words = this.#words;
    const own = new Int32Array(buffer, byteOffset, words.length);
    for (let i = 0; i < words.length; i++) if (own[i] !== words[i]) return false;
    return true;
  }
}
