import type { Worker } from 'node:worker_threads';
import { LimitError, LogitflowError } from '../errors.js';
import type { Hand } from './hand.js';
import { type Converted, Replies } from './replies.js';
import { type End, type Thread, takeThread } from './thread.js';
import type { Assignment, Message, Order, Task } from './worker-messages.js';

/** A batch keeps a thread from its word for a moment; a machine without memory for its threads for longer. */
const PATIENCE_MS = 120_000;
/** Patience is lost in so many steps, so that a machine that has slept loses one. */
const STEPS = 10;

/** A thread of its own. */
export class WorkerHand implements Hand {
  /** While one is converted the next one waits there: nobody hears that it is done before this thread is at leisure. */
  readonly seats = 2;
  readonly ready: Promise<void>;
  readonly loaded: Promise<void>;
  readonly #worker: Worker;
  readonly #replies: Replies;
  /** Why it does nothing any more. */
  #gone: { readonly error: unknown } | undefined;
  readonly #patience: number;
  /** Steps without a word, while there is a task. */
  #silent = 0;
  #watch: NodeJS.Timeout | undefined;

  /** @param patience  after so many milliseconds without a word a thread that has a task is given up */
  constructor(assignment: Assignment, thread: Thread = takeThread(), patience = PATIENCE_MS) {
    this.#patience = patience;
    this.#replies = new Replies((buffers) => this.#reuse(buffers));
    this.#worker = thread.worker;
    // One that has no room to begin is none: the others do without.
    this.ready = thread.online;
    this.loaded = new Promise((resolve) => {
      this.#worker.once('message', () => resolve());
      void thread.ended.then(() => resolve());
    });
    this.#worker.on('message', (message: Message) => this.#hear(message));
    this.#worker.on('messageerror', (error) => this.#leave(unreadable(error)));
    void thread.ended.then((end) => this.#leave(reasonOf(end)));
    this.#tell({ kind: 'begin', assignment });
  }

  convert(task: Task): Promise<Converted> {
    return this.#ask({ kind: 'convert', task });
  }

  finish(): Promise<Converted> {
    return this.#ask({ kind: 'finish' });
  }

  async #ask(order: Order): Promise<Converted> {
    if (this.#gone !== undefined) throw this.#gone.error;
    if (!this.#replies.open) {
      this.#silent = 0;
      this.#watch = setInterval(() => this.#wait(), this.#patience / STEPS);
    }
    const converted = this.#replies.expect();
    this.#tell(order);
    return converted;
  }

  async dismiss(reason: unknown): Promise<void> {
    this.#leave(reason);
    await this.#worker.terminate();
  }

  #hear(message: Message): void {
    this.#silent = 0;
    this.#replies.hear(message);
    if (!this.#replies.open) clearInterval(this.#watch);
  }

  #reuse(buffers: readonly ArrayBuffer[]): void {
    if (this.#gone === undefined) this.#tell({ kind: 'reuse', buffers }, buffers);
  }

  #tell(order: Order, given: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, [...given]);
  }

  #leave(error: unknown): void {
    this.#gone ??= { error };
    this.#replies.end(this.#gone.error);
    clearInterval(this.#watch);
  }

  #wait(): void {
    if (++this.#silent > STEPS) this.#leave(silent(this.#patience));
  }
}

/** Node ends a thread whose heap is full; whatever else a thread throws is a fault of ours. */
function reasonOf(end: End): LogitflowError {
  if ('code' in end) return died(end.code);
  const { cause } = end;
  if ('code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY') return died(cause.code);
  const what = 'a worker thread has failed';
  return new LogitflowError({ operator: 'convert', what, got: cause.message, cause });
}

/** What it said is lost, and perhaps with it rows. */
function unreadable(cause: Error): LogitflowError {
  const what = 'a worker thread has said what cannot be read';
  return new LogitflowError({ operator: 'convert', what, got: cause.message, cause });
}

function silent(patience: number): LimitError {
  return new LimitError({
    operator: 'convert',
    what: `a worker thread has said nothing for ${patience / 1000} seconds`,
    expected: 'a machine that has room for all threads, or fewer --jobs',
  });
}

/** The system may end a thread that has used up its memory, without a word. */
function died(code: unknown): LimitError {
  return new LimitError({
    operator: 'convert',
    what: 'a worker thread has died',
    got: code,
    expected: 'enough memory for all threads, or fewer --jobs',
  });
}
