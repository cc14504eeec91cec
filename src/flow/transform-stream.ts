import type { OperatorFunction } from 'rxjs';
import { checkFunction } from '../errors.js';
import { Pump } from './pump.js';

/** The pair that `pipeThrough` takes, named by what both browsers' and Node's types know. */
export interface StreamPair<T, R> {
  readonly readable: ReadableStream<R>;
  readonly writable: WritableStream<T>;
}

/**
 * An operator as a pair of web streams, for `readable.pipeThrough(…)`, or node's `Duplex.fromWeb(…)`.
 *
 * A write is accepted when the readable side is asked for more than has come out so far, so neither side queues: a
 * synchronous operator needs memory for one value. When the operator ends early (`take(3)`) the readable side closes
 * and the writable side fails, which cancels a source piped into it. Cancelling the readable side unsubscribes the
 * operator; aborting the writable side goes down its error channel. A pair is used once.
 *
 * @throws TypeError where the operator is no function
 */
export function toTransformStream<T, R>(operator: OperatorFunction<T, R>): StreamPair<T, R> {
  checkFunction('toTransformStream', 'the operator', operator);
  const passage = new Passage(operator);
  return { readable: passage.readable(), writable: passage.writable() };
}

class Passage<T, R> {
  readonly #pump: Pump<T, R>;
  #asked = false;
  #closing = false;
  #wakeWriter: (() => void) | undefined;
  #failWriter: ((reason: unknown) => void) | undefined;

  constructor(operator: OperatorFunction<T, R>) {
    this.#pump = new Pump(operator);
  }

  writable(): WritableStream<T> {
    return new WritableStream<T>(
      {
        start: (controller) => {
          this.#failWriter = (reason) => controller.error(reason);
          // The stream's own abort hook would wait for a write that waits for a reader.
          controller.signal.addEventListener('abort', () => {
            this.#pump.fail(controller.signal.reason);
            this.#closing = true;
            this.#wakeWriter?.();
          });
        },
        write: (value) => this.#write(value),
        close: () => {
          this.#closing = true;
          this.#pump.complete();
        },
      },
      { highWaterMark: 1 },
    );
  }

  readable(): ReadableStream<R> {
    return new ReadableStream<R>(
      {
        pull: (controller) => this.#pull(controller),
        cancel: (reason) => {
          this.#pump.close();
          this.#refuseWrites(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #write(value: T): Promise<void> {
    while (!this.#asked && !this.#closing && !this.#pump.ended) {
      await new Promise<void>((wake) => {
        this.#wakeWriter = wake;
      });
    }
    this.#pump.push(value);
    await this.#pump.gate.ready();
  }

  async #pull(controller: ReadableStreamDefaultController<R>): Promise<void> {
    this.#asked = true;
    this.#wakeWriter?.();
    await this.#pump.news();
    this.#asked = false;
    try {
      for (const value of this.#pump.taken()) controller.enqueue(value);
    } catch (error) {
      controller.error(error);
      this.#refuseWrites(error);
      return;
    }
    if (!this.#pump.ended) return;
    controller.close();
    this.#refuseWrites(new TypeError('toTransformStream: the operator has completed'));
  }

  /** Once the input has been closed there is nothing to refuse, and a failure would undo the closing. */
  #refuseWrites(reason: unknown): void {
    if (!this.#closing) this.#failWriter?.(reason);
    this.#wakeWriter?.();
  }
}
