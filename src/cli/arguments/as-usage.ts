import { FormatError } from '../../errors.js';
import { errorInFlags, inFlags } from './in-flags.js';
import { UsageError } from './usage-error.js';

/** What a promise's TypeErrors, RangeErrors and FormatErrors say of names and options is the user's to mend. */
export async function asUsageLater<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(errorInFlags(error), { cause: error });
    return asUsage(() => {
      throw error;
    });
  }
}

/** Runs what checks arguments: its TypeErrors and RangeErrors are the user's here, not ours, and speak of flags. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(inFlags(error.message), { cause: error });
    }
    throw error;
  }
}
