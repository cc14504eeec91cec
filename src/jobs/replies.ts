import { type Done, type Message, toError } from './worker-messages.js';

/** What became of a part. */
export interface Converted extends Done {
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  /** Gives the memory of the chunks back; they are not to be used any more. */
  release(): void;
  readonly messages: readonly Message[];
  /** Of a span: where its records began. */
  readonly from?: number;
  /** Of a span that may have begun at the wrong place: why it failed. */
  readonly failure?: { readonly error: unknown };
}

type Reuse = (buffers: readonly ArrayBuffer[]) => void;

interface Expected {
  chunks: Uint8Array<ArrayBuffer>[];
  messages: Message[];
  from?: number;
  resolve(converted: Converted): void;
  reject(error: unknown): void;
}

/** Makes what a converter says of its tasks, in their order, into what became of each. */
export class Replies {
  readonly #expected: Expected[] = [];
  readonly #reuse: Reuse;

  /** @param reuse  gives buffers back to the converter */
  constructor(reuse: Reuse) {
    this.#reuse = reuse;
  }

  get open(): boolean {
    return this.#expected.length > 0;
  }

  /** Of a task that is behind all those before. */
  expect(): Promise<Converted> {
    return new Promise((resolve, reject) => {
      this.#expected.push({ chunks: [], messages: [], resolve, reject });
    });
  }

  hear(message: Message): void {
    const expected = this.#expected[0];
    if (expected === undefined) return;
    switch (message.kind) {
      case 'bytes':
        expected.chunks.push(message.bytes);
        break;
      case 'alive':
        break;
      case 'begun':
        expected.from = message.from;
        break;
      case 'again':
        this.#release(expected.chunks);
        expected.chunks = [];
        expected.messages = [];
        break;
      case 'done':
        this.#settle(message);
        break;
      case 'failed':
        this.#fail(toError(message.failure));
        break;
      default:
        expected.messages.push(message);
    }
  }

  /** No more will be heard. */
  end(error: unknown): void {
    for (const { reject } of this.#expected.splice(0)) reject(error);
  }

  #settle({ rows, batches, to }: Done): void {
    const { chunks, messages, from, resolve } = this.#expected.shift()!;
    const place = from === undefined || to === undefined ? {} : { from, to };
    resolve({ chunks, messages, rows, batches, ...place, release: () => this.#release(chunks) });
  }

  /** Whether the failure of a span counts is known when its border is. */
  #fail(error: unknown): void {
    const { from, resolve, reject } = this.#expected.shift()!;
    if (from === undefined) reject(error);
    else {
      const nothing = { chunks: [], messages: [], rows: 0, batches: 0, release: () => {} };
      resolve({ ...nothing, from, failure: { error } });
    }
  }

  #release(chunks: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#reuse(chunks.map(({ buffer }) => buffer));
  }
}
