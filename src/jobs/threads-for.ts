/** A thread takes as long to begin as another one takes for a third of it. */
const BYTES_EACH = 1 << 25;
/** From here on two threads pay. */
export const LARGE_BYTES = 2 * BYTES_EACH;
/** One that joins what others have made writes no faster than so many make it. */
const MOST = 8;

/** How many threads pay for a CSV of so many bytes that becomes a CSV. */
export function threadsFor(bytes: number, cores = coresHere()): number {
  return Math.max(1, Math.min(cores, MOST, Math.floor(bytes / BYTES_EACH)));
}

/** An import would load it for all that the command does. */
function coresHere(): number {
  return process.getBuiltinModule('node:os').availableParallelism();
}
