import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestContext } from 'vitest';

/**
 * A file of a package that is no dependency of this one: from node_modules, or from those of the folder that
 * LOGITFLOW_READERS names; undefined where it is not installed.
 */
export function locate(name: string): string | undefined {
  const folder = process.env.LOGITFLOW_READERS;
  const require = createRequire(folder ? join(folder, 'package.json') : import.meta.url);
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** Such a package; `T` is what the caller needs of it. */
export async function optional<T>(name: string): Promise<T | undefined> {
  const path = locate(name);
  if (path === undefined) return undefined;
  const module: { readonly default?: T } & T = await import(pathToFileURL(path).href);
  return module.default ?? module;
}

/** What may be missing, where that is said: in CI a skip that nobody reads would prove nothing. */
const WITHOUT = process.env.LOGITFLOW_WITHOUT?.split(',');

/**
 * Skips a test for want of what it needs. Where LOGITFLOW_WITHOUT is set, only what it names may be missing, and the lack
 * of anything else is an error.
 */
export function needs(
  { skip }: Pick<TestContext, 'skip'>,
  isThere: boolean,
  what: string,
  remedy = '',
): void {
  const note = `${what} is not installed${remedy && ` (${remedy})`}`;
  if (!isThere && WITHOUT?.includes(what) === false) throw new Error(note);
  skip(!isThere, note);
}
