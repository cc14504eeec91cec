import { Worker } from 'node:worker_threads';
import { LimitError, LogitflowError } from '../errors.js';
import { type Assignment, type Message, type Task, toError } from './worker-messages.js';

/** What became of a shard. */
export interface Converted {
  readonly chunks: readonly Uint8Array[];
  readonly messages: readonly Message[];
  readonly rows: number;
  readonly batches: number;
}

const ENTRY = new URL('./worker.js', import.meta.url);

/** Worker threads that convert shards, each one at a time. */
export class Crew {
  readonly #hands: readonly Hand[];
  readonly #idle: Hand[];
  readonly #waiting: ((hand: Hand) => void)[] = [];

  /** @param entry  what the threads run */
  constructor(size: number, assignment: Assignment, entry: URL = ENTRY) {
    this.#hands = Array.from({ length: size }, () => new Hand(assignment, entry));
    this.#idle = [...this.#hands];
  }

  /** Waits for a thread that is free; fails with what the conversion does, and where the thread dies. */
  async convert(task: Task): Promise<Converted> {
    const hand =
      this.#idle.pop() ?? (await new Promise<Hand>((resolve) => this.#waiting.push(resolve)));
    try {
      return await hand.convert(task);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(hand);
      else next(hand);
    }
  }

  /** Ends the threads, whatever they do; what they were doing fails with `reason`. */
  async dismiss(reason?: unknown): Promise<void> {
    await Promise.all(this.#hands.map((hand) => hand.dismiss(reason)));
  }
}

interface Pending {
  readonly chunks: Uint8Array[];
  readonly messages: Message[];
  resolve(converted: Converted): void;
  reject(error: unknown): void;
}

/** One thread. */
class Hand {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  /** Why it does nothing any more. */
  #gone: { readonly error: unknown } | undefined;

  constructor(assignment: Assignment, entry: URL) {
    this.#worker = new Worker(entry, { workerData: assignment });
    this.#worker.on('message', (message: Message) => this.#hear(message));
    this.#worker.on('error', (error) => this.#leave(fallen(error)));
    this.#worker.on('exit', (code) => this.#leave(died(code)));
  }

  convert(task: Task): Promise<Converted> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone.error);
        return;
      }
      this.#pending = { chunks: [], messages: [], resolve, reject };
      this.#worker.postMessage(task);
    });
  }

  async dismiss(reason: unknown): Promise<void> {
    this.#leave(reason);
    await this.#worker.terminate();
  }

  #hear(message: Message): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (message.kind === 'bytes') pending.chunks.push(message.bytes);
    else if (message.kind === 'done') {
      const { chunks, messages } = pending;
      this.#pending = undefined;
      pending.resolve({ chunks, messages, rows: message.rows, batches: message.batches });
    } else if (message.kind === 'failed') {
      this.#pending = undefined;
      pending.reject(toError(message.failure));
    } else pending.messages.push(message);
  }

  #leave(error: unknown): void {
    this.#gone ??= { error };
    this.#pending?.reject(this.#gone.error);
    this.#pending = undefined;
  }
}

/** Node ends a thread whose heap is full; whatever else a thread throws is a fault of ours. */
function fallen(cause: Error): LogitflowError {
  if ('code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY') return died(cause.code);
  const what = 'a worker thread has failed';
  return new LogitflowError({ operator: 'convert', what, got: cause.message, cause });
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
