import { FileError, LogitflowError, printable, RecipeError, SelectionError } from '../errors.js';
import { errorInFlags } from './in-flags.js';
import { UsageError } from './usage-error.js';

/** Raised into the work when the process is asked to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP';

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** As shells report a process that a signal has ended: 128 and the signal's number. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export const DONE = 0;
const BAD_DATA = 1;
const USAGE = 2;
const INPUT_OUTPUT = 3;

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return SIGNAL_CODES[error.signal];
  if (error instanceof UsageError) return USAGE;
  if (error instanceof SelectionError || error instanceof RecipeError) return USAGE;
  if (error instanceof FileError) return INPUT_OUTPUT;
  return BAD_DATA;
}

/** The one line that is said of an error; data cannot break it into two. */
export function lineOf(error: unknown): string {
  const message = messageOf(error);
  const known = [LogitflowError, UsageError, Interrupted].some((Kind) => error instanceof Kind);
  // An error that nobody has foreseen is ours: say so, and how to see more of it.
  return known
    ? `logitflow: ${printable(message)}`
    : `logitflow: unexpected: ${printable(message)} (LOGITFLOW_DEBUG=1 shows where)`;
}

/** `-` is the shell's shorthand; a message has room for what it means. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A recipe is JSON, whose options are the operators'.
  if (!(error instanceof LogitflowError) || error instanceof RecipeError) return error.message;
  if (error.report.file !== '-') return errorInFlags(error);
  const file = error.report.operator === 'write' ? 'standard output' : 'standard input';
  return errorInFlags(error.at({ file }));
}
