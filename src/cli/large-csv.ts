const CSV = /\.[ct]sv$/i;
/** What makes another format of it, or wants one thread. */
const OTHERWISE = /\.(arrows?|feather|ipc|gz)$|(^|=)arrows?$/i;
const ONE_JOB = /(^| )(-j|--jobs)[ =]?1( |$)/;

/**
 * How many bytes the largest CSV has that a command line names, where nothing speaks against a CSV that is made of it by
 * threads; 0 else. Nothing of the line is understood yet, so that this may be wrong.
 */
export function csvBytes(tokens: readonly string[]): number {
  if (tokens.some((token) => OTHERWISE.test(token)) || ONE_JOB.test(tokens.join(' '))) return 0;
  const sizes = tokens.map((token) => (CSV.test(token) ? sizeOf(token) : 0));
  return Math.max(0, ...sizes);
}

function sizeOf(path: string): number {
  // An import would be loaded by every start.
  const { statSync } = process.getBuiltinModule('node:fs');
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : 0;
  } catch {
    // Whoever opens it says why it cannot be looked at.
    return 0;
  }
}
