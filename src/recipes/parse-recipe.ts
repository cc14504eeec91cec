import { oneOf, RecipeError } from '../errors.js';
import { makeStep } from './make-step.js';
import { checkKeys, isObject, parseOptions } from './option-kinds.js';
import { type Frame, parseFrame } from './parse-frame.js';
import type { AnyStep, Recipe, Step } from './recipe.js';
import { keyPath, refuse, refuseFunction, refuseMissing } from './refuse.js';
import { ELEMENT_STEPS, type StepKind, stepKind, stepNames } from './steps.js';

/**
 * A recipe out of parsed JSON: everything is checked that can be checked without data, and the recipe returned
 * shares nothing with its source.
 *
 * A step of `op` `activate` with the name of a function in `function` is a step of that function. No steps at all
 * are a conversion of formats.
 *
 * @throws RecipeError that names the path of what is wrong: an unknown key or name (with a near miss), a missing
 *   key, a value of a wrong kind, a function, an argument that the operator refuses
 */
export function parseRecipe(json: unknown): Recipe {
  const { steps, ...formats } = parseFrame(json);
  return { ...formats, steps: steps.map((step, index) => parseStep(step, `steps[${index}]`)) };
}

function parseStep(value: Frame['steps'][number], path: string): Step {
  const { op, kind, key } = nameStep(value, path);
  const keys = new Set(['op', key, ...kind.options.map((option) => option.name)]);
  checkKeys(value, [...keys], path);
  const step = { op, ...parseOptions(value, kind.options, path) };
  checkArguments(step, path);
  return step as Step; // its options are those of the kind that bears its name
}

/** The name of a step, and the key that holds it: `function` where `op` is `activate`, and `op` else. */
function nameStep(value: Readonly<Record<string, unknown>>, path: string) {
  if (Object.hasOwn(value, 'op') && value.op === 'activate') {
    return nameOf(value, 'function', path, stepNames(ELEMENT_STEPS));
  }
  return nameOf(value, 'op', path, stepNames());
}

function nameOf(
  value: Readonly<Record<string, unknown>>,
  key: 'op' | 'function',
  path: string,
  names: readonly string[],
): { readonly op: string; readonly kind: StepKind; readonly key: string } {
  const op = Object.hasOwn(value, key) ? value[key] : undefined;
  if (op === undefined) throw refuseMissing(key, path, oneOf(names, op));
  if (typeof op === 'function') throw refuseFunction(keyPath(path, key), op);
  if (typeof op === 'string' && LOOKS_LIKE_CODE.test(op))
    throw refuseFunction(keyPath(path, key), op);
  const kind = typeof op === 'string' && names.includes(op) ? stepKind(op) : undefined;
  if (kind === undefined) throw refuse('unknown step', keyPath(path, key), op, oneOf(names, op));
  return { op: op as string, kind, key }; // only a string is among the names
}

/** An arrow, or the word and its parentheses: no name of an operator. */
const LOOKS_LIKE_CODE = /=>|^\s*(async\s+)?function\b.*\(/s;

/** Makes the operator once: what it refuses, such as a temperature of 0, the recipe is refused for. */
function checkArguments(step: AnyStep, path: string): void {
  try {
    // What stands in a file is not there yet.
    const { labels, state: _, ...rest } = step;
    makeStep(
      { ...rest, ...(isObject(labels) || labels === undefined ? {} : { labels }), op: step.op },
      path,
    );
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    throw new RecipeError({
      operator: 'recipe',
      what: `${path} is refused: ${cause.message}`,
      cause,
    });
  }
}
