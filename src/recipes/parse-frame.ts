import { READ_OPTIONS, WRITE_OPTIONS } from './formats.js';
import { checkKeys, isObject, type OptionSpec, parseOptions } from './option-kinds.js';
import type { FormatOptions } from './recipe.js';
import { refuse, refuseFunction, refuseMissing } from './refuse.js';

/** A recipe in which nobody has looked into the steps. */
export interface Frame {
  readonly read?: FormatOptions;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly write?: FormatOptions;
}

const RECIPE_KEYS = ['read', 'steps', 'write'];

/**
 * What surrounds the steps of a recipe, out of parsed JSON. It stands apart from the steps, which are checked by making their
 * operators: those come with apache-arrow, which a lane does without.
 *
 * @throws RecipeError as `parseRecipe`
 */
export function parseFrame(json: unknown): Frame {
  if (!isObject(json)) throw refuse('no object', '', json, '{"steps": [{"op": "softmax", …}]}');
  checkKeys(json, RECIPE_KEYS, '');
  const { read, steps, write } = json;
  if (steps === undefined) throw refuseMissing('steps', '', 'an array of steps');
  if (!Array.isArray(steps)) throw refuse('wrong value', 'steps', steps, 'an array of steps');
  return {
    ...(read === undefined ? {} : { read: parseFormat(read, READ_OPTIONS, 'read') }),
    steps: steps.map((step, index) => checkStep(step, `steps[${index}]`)),
    ...(write === undefined ? {} : { write: parseFormat(write, WRITE_OPTIONS, 'write') }),
  };
}

function checkStep(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'function') throw refuseFunction(path, value);
  if (!isObject(value)) throw refuse('wrong value', path, value, '{"op": "softmax", …}');
  return value;
}

function parseFormat(value: unknown, specs: readonly OptionSpec[], path: string): FormatOptions {
  if (!isObject(value)) throw refuse('wrong value', path, value, 'an object of options');
  const keys = specs.map((spec) => spec.name);
  checkKeys(value, keys, path);
  return parseOptions(value, specs, path);
}
