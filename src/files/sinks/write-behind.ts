import type { ByteSink } from '../byte-sink.js';

/**
 * Writes to a sink while the next bytes are made, or read: nobody waits for a write but the one after it. For chunks that stay
 * as they are until the next but one is asked for.
 */
export class WriteBehind {
  readonly #sink: ByteSink;
  #pending: Promise<void> | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Takes all, the next one while the one before is written; the last write goes on. Fails with any write before. */
  write(all: Iterator<Uint8Array>): void | Promise<void> {
    for (let next = all.next(); next.done !== true; next = all.next()) {
      const chunk = next.value;
      const pending = this.#pending;
      if (pending === undefined) this.#begin(chunk);
      else return pending.then(() => this.#begin(chunk)).then(() => this.write(all));
    }
  }

  /** When all that was taken has been written. */
  async settled(): Promise<void> {
    await this.#pending;
  }

  #begin(chunk: Uint8Array): void {
    const pending = this.#sink.write([chunk]) ?? undefined;
    this.#pending = pending;
    // A failure is heard of by whoever waits next.
    pending?.then(
      () => {
        if (this.#pending === pending) this.#pending = undefined;
      },
      () => {},
    );
  }
}
