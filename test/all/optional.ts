import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A package that is no dependency of this one: from node_modules, or from those of the folder that LOGITFLOW_READERS
 * names; undefined where it is not installed. `T` is what the caller needs of it.
 */
export async function optional<T>(name: string): Promise<T | undefined> {
  const folder = process.env.LOGITFLOW_READERS;
  const require = createRequire(folder ? join(folder, 'package.json') : import.meta.url);
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    return undefined;
  }
  const module: { readonly default?: T } & T = await import(pathToFileURL(path).href);
  return module.default ?? module;
}
