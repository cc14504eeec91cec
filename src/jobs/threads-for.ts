import { availableParallelism } from 'node:os';

/** A thread takes as long to begin as another one takes for a third of it. */
const BYTES_EACH = 1 << 25;
/** One that joins what others have made writes no faster than so many make it. */
const MOST = 8;

/** How many threads pay for a CSV of so many bytes that becomes a CSV. */
export function threadsFor(bytes: number, cores = availableParallelism()): number {
  return Math.max(1, Math.min(cores, MOST, Math.floor(bytes / BYTES_EACH)));
}
