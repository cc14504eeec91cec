import type { Pump } from './pump.js';

/** Where an iterable source runs into a pump, a value at a time. */
export class Inlet<T, R> {
  readonly #pump: Pump<T, R>;
  readonly #values: AsyncGenerator<T, void, undefined>;
  #pulling = false;
  #ended = false;

  constructor(pump: Pump<T, R>, source: AsyncIterable<T> | Iterable<T>) {
    this.#pump = pump;
    this.#values = valuesOf(source);
  }

  /** The source has completed or failed. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Moves the source's next value, its end or its failure into the pump. Settles, and never rejects, when stages that
   * hold values have room for more.
   */
  async advance(): Promise<void> {
    try {
      this.#pulling = true;
      const step = await this.#values.next();
      this.#pulling = false;
      this.#ended = step.done === true;
      if (step.done) this.#pump.complete();
      else this.#pump.push(step.value);
    } catch (error) {
      this.#pulling = false;
      this.#ended = true;
      this.#pump.fail(error);
    }
    await this.#pump.gate.ready();
  }

  /**
   * Closes the source; waits for that only where no pull is under way, which might never settle. A failure to close
   * is dropped: it must not hide the one that led here.
   */
  async close(): Promise<void> {
    const closed = this.#values.return().catch(() => {});
    if (!this.#pulling) await closed;
  }
}

/** Synchronous iterables too, and what they hold of promises, as `for await` takes them. */
async function* valuesOf<T>(source: AsyncIterable<T> | Iterable<T>) {
  yield* source;
}
