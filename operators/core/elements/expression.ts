import type { Library } from '../../../src/activations/table.js';
import { checkOptions, describe, show } from '../../../src/errors.js';
import { parseNumeralText } from '../../../src/numerals/parse.js';
import { type ResolvedFunction, resolveFunction } from './parameters.js';

/** A function of the table, with its parameters, or its derivative. */
export interface Expression extends ResolvedFunction {
  readonly derivative: boolean;
}

const EXPECTED = 'NAME or NAME:PARAMETER=VALUE,…, such as leakyRelu:negativeSlope=0.2';

/**
 * A function as text: `leakyRelu`, `leaky-relu:negative-slope=0.2`, `gelu:preset=jax`, `sigmoid:derivative`; names
 * and aliases of the table in camelCase or kebab-case, settings behind a colon, with commas between them.
 *
 * @param operator  who asks, for errors
 * @throws TypeError for a function or a setting that there is not and a value that is no number, RangeError for one
 *   out of range
 */
export function parseExpression(operator: string, text: unknown): Expression {
  if (typeof text !== 'string' || text === '') throw bad(operator, 'no function', text);
  const colon = text.indexOf(':');
  const name = camel(colon < 0 ? text : text.slice(0, colon));
  const { derivative, preset, ...given } = settings(
    operator,
    colon < 0 ? '' : text.slice(colon + 1),
  );
  const { row, values } = resolveFunction(
    operator,
    preset as Library | undefined, // one that there is not is refused there
    given,
    (parameters) => checkOptions(`${operator} ${name}`, given, parameters),
    name,
  );
  return { row, values, derivative: derivative === 'true' };
}

type Settings = Readonly<Record<string, number | string>>;

function settings(operator: string, text: string): Settings {
  const parts = text === '' ? [] : text.split(',');
  return Object.fromEntries(parts.map((part) => setting(operator, part)));
}

function setting(operator: string, part: string): readonly [string, number | string] {
  if (part === 'derivative') return [part, 'true'];
  const equals = part.indexOf('=');
  const key = camel(part.slice(0, Math.max(0, equals)));
  const value = part.slice(equals + 1);
  if (key === '' || key === 'derivative') throw bad(operator, 'no setting of a function', part);
  if (key === 'preset') return [key, value];
  const number = parseNumeralText(value);
  if (number === undefined) throw bad(operator, `${key} is no number`, value);
  return [key, number];
}

function bad(operator: string, what: string, got: unknown): TypeError {
  return new TypeError(describe({ operator, what, got, expected: EXPECTED }));
}

function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The function in words, with the parameters that are not the row's defaults: `leakyRelu′ (negativeSlope 0.2)`. */
export function sayExpression({ row, values, derivative }: Expression): string {
  const special = Object.entries(values).filter(
    ([name, value]) => !Object.is(row.parameters[name]?.default, value),
  );
  const own = special.map(([name, value]) => `${name} ${show(value)}`).join(', ');
  return `${row.name}${derivative ? '′' : ''}${own === '' ? '' : ` (${own})`}`;
}
