import { nearest, show } from '../errors.js';

/** A command line that cannot be followed: exit code 2, and its message is all that is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** ` ; did you mean …?` where a known name is near, else nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined ? '' : `; did you mean ${show(near)}?`;
}

/** Runs what checks arguments: its TypeErrors and RangeErrors are the user's here, not ours. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}
