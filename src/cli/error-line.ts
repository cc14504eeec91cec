import { LogitflowError, printable, RecipeError } from '../errors.js';
import { errorInFlags } from './arguments/in-flags.js';
import { UsageError } from './arguments/usage-error.js';
import { Interrupted } from './exit-code.js';

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
