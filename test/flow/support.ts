import type { Sink } from '../../src/flow/drain-to.js';

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Numbers 0 … n − 1 as an asynchronous source that tells how far it was pulled and whether it was closed. */
export function counted(n: number) {
  const seen = { pulled: 0, closed: false, aborted: false };
  async function* numbers(signal?: AbortSignal) {
    signal?.addEventListener('abort', () => {
      seen.aborted = true;
    });
    try {
      for (let i = 0; i < n; i++) {
        seen.pulled++;
        yield i;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, numbers };
}

/** A sink that takes `ms` for a write, weighs each value as `bytes`, and tells what it was told. */
export function slowSink<T>(ms: number, bytes = 100) {
  const seen = { written: [] as T[], closed: 0, aborted: [] as unknown[], running: 0, overlap: 0 };
  const make = (): Sink<T, number> => ({
    async write(value) {
      seen.overlap = Math.max(seen.overlap, ++seen.running);
      await sleep(ms);
      seen.running--;
      seen.written.push(value);
    },
    close() {
      seen.closed++;
      return seen.written.length;
    },
    abort(reason) {
      seen.aborted.push(reason);
    },
    weigh: () => bytes,
  });
  return { seen, make };
}
