import type { Hand } from './hand.js';
import { PartConverter } from './part-converter.js';
import { type Converted, Replies } from './replies.js';
import type { Assignment, Task } from './worker-messages.js';

/** This thread, which converts in between what else it does. */
export class OwnHand implements Hand {
  /** Between two tasks there is nobody to wait for. */
  readonly seats = 1;
  readonly ready = Promise.resolve();
  readonly loaded = this.ready;
  readonly #left = new AbortController();
  readonly #replies: Replies;
  readonly #converter: PartConverter;

  constructor(assignment: Assignment) {
    this.#replies = new Replies((buffers) => this.#converter.obey({ kind: 'reuse', buffers }));
    const hear = this.#replies.hear.bind(this.#replies);
    this.#converter = new PartConverter(assignment, hear, this.#left.signal);
  }

  convert(task: Task): Promise<Converted> {
    const converted = this.#replies.expect();
    this.#converter.obey({ kind: 'convert', task });
    return converted;
  }

  finish(): Promise<Converted> {
    const finished = this.#replies.expect();
    this.#converter.obey({ kind: 'finish' });
    return finished;
  }

  async dismiss(reason: unknown): Promise<void> {
    this.#left.abort(reason);
    this.#replies.end(reason);
    await this.#converter.close();
  }
}
