import { RecipeError, show } from '../errors.js';

/**
 * The error of a recipe, with the path of the key that is at fault:
 *
 *     recipe: unknown key at steps[0].temperatur (got "temperatur"); expected one of …; did you mean "temperature"?
 */
export function refuse(
  what: string,
  path: string,
  got: unknown,
  expected: string,
  cause?: unknown,
): RecipeError {
  return new RecipeError({ operator: 'recipe', what: say(what, path), got, expected, cause });
}

export function refuseMissing(key: string, path: string, expected: string): RecipeError {
  return new RecipeError({ operator: 'recipe', what: say(`${key} is missing`, path), expected });
}

/** The path of a key: `steps[0].columns`; keys that are no identifiers are quoted. */
export function keyPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${show(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function say(what: string, path: string): string {
  return path === '' ? what : `${what} at ${path}`;
}
