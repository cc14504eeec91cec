import { Worker } from 'node:worker_threads';
import { threadsFor } from './threads-for.js';

const ENTRY = new URL('./worker.js', import.meta.url);

/** How a thread has ended: by what it threw, or with a code. */
export type End = { readonly cause: Error } | { readonly code: number };

/** A worker thread, which may begin before anybody knows what it is to do. */
export class Thread {
  readonly worker: Worker;
  readonly online: Promise<void>;
  readonly ended: Promise<End>;

  /** @param entry  what it runs */
  constructor(entry: URL = ENTRY) {
    this.worker = new Worker(entry);
    this.online = new Promise((resolve) => this.worker.once('online', resolve));
    this.ended = new Promise((resolve) => {
      this.worker.once('error', (cause) => resolve({ cause }));
      this.worker.once('exit', (code) => resolve({ code }));
    });
  }
}

const ahead: Thread[] = [];

/** Starts the threads that pay for a CSV of so many bytes, before anything else is known: they take as long to begin as the command does. */
export function startAhead(bytes: number): void {
  while (ahead.length < threadsFor(bytes) - 1) {
    const thread = new Thread();
    // Nobody may want it.
    thread.worker.unref();
    ahead.push(thread);
  }
}

/** One that was started ahead, or a new one. */
export function takeThread(): Thread {
  const thread = ahead.pop();
  thread?.worker.ref();
  return thread ?? new Thread();
}
