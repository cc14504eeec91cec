import { type Preset, presetOf } from '../../../src/activations/preset.js';
import {
  type Activation,
  type Library,
  type Parameters,
  resolveActivation,
} from '../../../src/activations/table.js';
import { describe } from '../../../src/errors.js';

/** A function of the table, and a value for each of its parameters. */
export type ResolvedFunction = Pick<Preset, 'row' | 'values'>;

/**
 * The row that a name stands for, by itself or in a library, and its parameters: those that are given, else the
 * library's defaults, else the row's.
 *
 * @param given  may hold more than parameters
 * @param checkKeys  is called with the names of the row's parameters before their values are looked at
 * @throws TypeError for a name, a library or a parameter that there is not, RangeError for a value out of range
 */
export function resolveFunction(
  operator: string,
  preset: Library | undefined,
  given: object,
  checkKeys: (parameters: readonly string[]) => void,
  name: string = operator,
): ResolvedFunction {
  const own = resolveActivation(name, operator === name ? undefined : operator);
  const { row, values } = preset === undefined ? byDefault(own) : presetOf(name, preset, operator);
  checkKeys(Object.keys(row.parameters));
  return { row, values: { ...values, ...givenValues(operator, row.parameters, given) } };
}

function byDefault(row: Activation): ResolvedFunction {
  const defaults = Object.entries(row.parameters).map(([key, p]) => [key, p.default] as const);
  return { row, values: Object.fromEntries(defaults) };
}

function givenValues(
  operator: string,
  parameters: Parameters,
  given: object,
): Readonly<Record<string, number>> {
  const values = new Map<string, unknown>(Object.entries(given));
  const said = Object.entries(parameters).filter(([name]) => values.get(name) !== undefined);
  return Object.fromEntries(
    said.map(([name, { check, expected }]) => {
      const value = values.get(name);
      if (check(value)) return [name, value];
      throw badParameter(operator, name, value, expected);
    }),
  );
}

function badParameter(operator: string, name: string, got: unknown, expected: string): Error {
  return typeof got === 'number'
    ? new RangeError(describe({ operator, what: `${name} is out of range`, got, expected }))
    : new TypeError(describe({ operator, what: `${name} is no number`, got, expected }));
}
