/** A command line that cannot be followed: exit code 2, and its message is all that is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
