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

/** A closure never travels. */
export function refuseFunction(path: string, got: unknown): RecipeError {
  const expected = 'the name of an operator: a function cannot be written down';
  return refuse('a custom function cannot be in a recipe', path, got, expected);
}

/** The path of a key: `steps[0].columns`; keys that are no identifiers are quoted. */
export function keyPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${show(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function say(what: string, path: string): string {
  return path === '' ? what : `${what} at ${path}`;
}
