import {
  type ActivationName,
  type Parameters,
  type ParametersOf,
  resolveActivation,
} from '../src/activations/table.js';
import { checkPlacement } from '../src/columns/placement.js';
import { checkColumns } from '../src/columns/select.js';
import { describe } from '../src/errors.js';
import { checkOptions } from './core/arguments.js';
import { type ElementFunction, type ElementOptions, mapElements } from './core/map-elements.js';
import type { BatchOperator } from './core/over-batches.js';
import { ELEMENT_POLICY_KEYS } from './core/policies.js';

/** What an element-wise operator takes: columns, placement, policies and the function's own parameters. */
export type ActivateOptions<Name extends ActivationName> = ElementOptions & ParametersOf<Name>;

const KEYS = ['as', 'keep', 'float', ...ELEMENT_POLICY_KEYS];

/**
 * Applies a function to every element of the chosen columns: to the cells of scalar columns, and to the elements
 * within the cells of list columns (`List`, `LargeList`, `FixedSizeList`).
 *
 * - Width: that of each column; integers and numerals become Float64; Float16 stays, but for functions whose
 *   results are probabilities, which make it Float32; `float` overrides it. What is computed in is never narrower
 *   than the input, and Float16 is rounded once from Float32.
 * - A null element stays null, and a null cell stays a null cell. A NaN is given to the function, and so are ±∞;
 *   `functions` of the command lists what each makes of them. `nulls` and `nan` can put 0 in their place instead
 *   (`mask`), or refuse them.
 * - Null slots of the result hold 0, and NaN is canonical.
 *
 * @param fn  a name or alias in the table of activations, or a function from number to number. That runs at the
 *   speed of a call for each element, is not called for nulls nor for what is masked, and cannot be part of a
 *   recipe, since a function cannot be written down.
 * @param options.columns  a glob, a RegExp, names or a function
 * @throws TypeError, RangeError for a name that there is not, and for options that no data can satisfy, when the
 *   operator is made
 * @returns an operator that fails with SelectionError (no column matches), SchemaError (a column without numbers; a
 *   schema that changes midway), DataError (a cell without a number; a policy of `error`; a function that returns
 *   something else than a number), or what the function throws
 */
export function activate<const Name extends ActivationName>(
  fn: Name,
  options: ActivateOptions<Name>,
): BatchOperator;
export function activate(fn: (x: number) => number, options: ElementOptions): BatchOperator;
export function activate(
  fn: string | ((x: number) => number),
  options: ElementOptions,
): BatchOperator {
  return typeof fn === 'function' ? custom(fn, options) : named(fn, options);
}

function named(operator: string, options: ElementOptions): BatchOperator {
  const row = resolveActivation(operator);
  checkElementOptions(operator, options, Object.keys(row.parameters));
  const values = valuesOf(operator, row.parameters, options);
  const { name, probability } = row;
  const apply: ElementFunction['apply'] = (src, dst) => {
    // Invariant: `dst` was made of the type of `src`.
    if (src instanceof Float32Array) row.float32(src, dst as Float32Array, src.length, values);
    else row.float64(src, dst as Float64Array, src.length, values);
  };
  return mapElements({ operator, name, parameters: values, probability, apply }, options);
}

function custom(fn: (x: number) => unknown, options: ElementOptions): BatchOperator {
  const operator = 'activate';
  checkElementOptions(operator, options, []);
  const apply: ElementFunction['apply'] = (src, dst, live, notNumber) => {
    for (let i = 0; i < src.length; i++) {
      if (live?.isValid(i) === false) continue;
      const y = fn(src[i]!);
      if (typeof y !== 'number') throw notNumber(y, i);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  };
  const made = { operator, name: 'custom', parameters: {}, probability: false, apply };
  return mapElements(made, options);
}

function checkElementOptions(
  operator: string,
  options: ElementOptions,
  parameters: readonly string[],
): void {
  checkOptions(operator, options, ['columns', ...parameters, ...KEYS]);
  checkColumns(operator, options.columns);
  checkPlacement(operator, options.columns, options, 'each');
}

/** The parameters with their defaults, checked. */
function valuesOf(
  operator: string,
  parameters: Parameters,
  options: object,
): Readonly<Record<string, number>> {
  const given = new Map<string, unknown>(Object.entries(options));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { default: byDefault, check, expected }]) => {
      const value = given.get(name) === undefined ? byDefault : given.get(name);
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
