import { Worker } from 'node:worker_threads';
import { LimitError, LogitflowError } from '../errors.js';
import {
  type Assignment,
  type Done,
  type Message,
  type Order,
  type Task,
  toError,
} from './worker-messages.js';

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

/** A batch keeps a thread from its word for a moment; a machine without memory for its threads for longer. */
const PATIENCE_MS = 120_000;
/** Patience is lost in so many steps, so that a machine that has slept loses one. */
const STEPS = 10;

const ENTRY = new URL('./worker.js', import.meta.url);

/** Worker threads that convert parts of files, each one at a time. */
export class Crew {
  readonly #hands: readonly Hand[];
  readonly #idle: Hand[];
  readonly #waiting: ((hand: Hand) => void)[] = [];

  /**
   * @param entry  what the threads run
   * @param patience  after so many milliseconds without a word a thread that has a task is given up
   */
  constructor(size: number, assignment: Assignment, entry: URL = ENTRY, patience = PATIENCE_MS) {
    this.#hands = Array.from({ length: size }, () => new Hand(assignment, entry, patience));
    this.#idle = [...this.#hands];
  }

  /** Waits for a thread that is free; fails with what the conversion does, and where the thread dies or falls silent. */
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
  chunks: Uint8Array<ArrayBuffer>[];
  messages: Message[];
  from?: number;
  resolve(converted: Converted): void;
  reject(error: unknown): void;
}

/** One thread. */
class Hand {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  /** Why it does nothing any more. */
  #gone: { readonly error: unknown } | undefined;
  readonly #patience: number;
  /** Steps without a word, while there is a task. */
  #silent = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(assignment: Assignment, entry: URL, patience: number) {
    this.#patience = patience;
    this.#worker = new Worker(entry, { workerData: assignment });
    this.#worker.on('message', (message: Message) => this.#hear(message));
    this.#worker.on('messageerror', (error) => this.#leave(unreadable(error)));
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
      this.#silent = 0;
      this.#watch = setInterval(() => this.#wait(), this.#patience / STEPS);
      this.#tell({ kind: 'convert', task });
    });
  }

  async dismiss(reason: unknown): Promise<void> {
    this.#leave(reason);
    await this.#worker.terminate();
  }

  #hear(message: Message): void {
    const pending = this.#pending;
    this.#silent = 0;
    if (pending === undefined) return;
    switch (message.kind) {
      case 'bytes':
        pending.chunks.push(message.bytes);
        break;
      case 'alive':
        break;
      case 'begun':
        pending.from = message.from;
        break;
      case 'again':
        this.#reuse(pending.chunks);
        pending.chunks = [];
        pending.messages = [];
        break;
      case 'done':
        this.#settle(pending, message);
        break;
      case 'failed':
        this.#fail(pending, toError(message.failure));
        break;
      default:
        pending.messages.push(message);
    }
  }

  #settle({ chunks, messages, from, resolve }: Pending, { rows, batches, to }: Done): void {
    this.#rest();
    const place = from === undefined || to === undefined ? {} : { from, to };
    resolve({ chunks, messages, rows, batches, ...place, release: () => this.#reuse(chunks) });
  }

  /** Whether the failure of a span counts is known when its border is. */
  #fail({ from, resolve, reject }: Pending, error: unknown): void {
    this.#rest();
    if (from === undefined) reject(error);
    else {
      const nothing = { chunks: [], messages: [], rows: 0, batches: 0, release: () => {} };
      resolve({ ...nothing, from, failure: { error } });
    }
  }

  #reuse(chunks: readonly Uint8Array<ArrayBuffer>[]): void {
    const buffers = chunks.map(({ buffer }) => buffer);
    if (this.#gone === undefined) this.#tell({ kind: 'reuse', buffers }, buffers);
  }

  #tell(order: Order, given: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, [...given]);
  }

  #leave(error: unknown): void {
    this.#gone ??= { error };
    this.#pending?.reject(this.#gone.error);
    this.#rest();
  }

  #rest(): void {
    this.#pending = undefined;
    clearInterval(this.#watch);
  }

  #wait(): void {
    if (++this.#silent > STEPS) this.#leave(silent(this.#patience));
  }
}

/** Node ends a thread whose heap is full; whatever else a thread throws is a fault of ours. */
function fallen(cause: Error): LogitflowError {
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
