import { FileError, RecipeError, SelectionError } from '../errors.js';
import { UsageError } from './arguments/usage-error.js';

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
