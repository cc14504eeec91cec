import { describe } from '../errors.js';

/** @throws TypeError when a path is no string, or there is none */
export function checkPaths(operator: string, paths: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(paths) ? paths : [paths];
  if (list.length > 0 && list.every((path) => typeof path === 'string' && path !== '')) {
    return list as readonly string[];
  }
  throw new TypeError(
    describe({
      operator,
      what: 'the path is none',
      got: paths,
      expected: "a path, or '-' for standard input or output",
    }),
  );
}
