import { type Given, single } from './flags.js';
import { wholeNumber } from './step-arguments.js';
import { UsageError } from './usage-error.js';

const MOST_JOBS = 256;

/** @throws UsageError where it is no number of threads */
export function jobsArgument(verb: string, given: Given): number | undefined {
  const jobs = wholeNumber(verb, 'jobs', single(verb, given, 'jobs'));
  if (jobs === undefined || (jobs >= 1 && jobs <= MOST_JOBS)) return jobs;
  throw new UsageError(`${verb}: --jobs is out of range (got ${jobs}); expected 1 to ${MOST_JOBS}`);
}
