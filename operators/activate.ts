import type { ActivationName, Library, ParametersOf } from '../src/activations/table.js';
import { checkPlacement } from '../src/columns/selection/placement.js';
import { checkColumns } from '../src/columns/selection/select.js';
import { checkOptions, describe } from '../src/errors.js';
import { checkFlag } from './core/arguments.js';
import {
  type ElementFunction,
  type ElementOptions,
  mapElements,
} from './core/elements/map-elements.js';
import { resolveFunction } from './core/elements/parameters.js';
import type { BatchOperator } from './core/over-batches.js';
import { ELEMENT_POLICY_KEYS } from './core/policies.js';

/** What an element-wise operator takes: columns, placement, policies and the function's own parameters. */
export type ActivateOptions<Name extends ActivationName> = NamedOptions & ParametersOf<Name>;

/** What there is to say of every function of the table. */
export interface NamedOptions extends ElementOptions {
  /** The library whose function of this name is meant, with its defaults; `functions` of the command lists them. */
  preset?: Library | undefined;
  /** Whether the results are the function's derivative; default false. */
  derivative?: boolean | undefined;
}

const KEYS = ['as', 'keep', 'float', ...ELEMENT_POLICY_KEYS];
const NAMED_KEYS = ['preset', 'derivative', ...KEYS];

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
 * - `derivative: true` gives the slope at each element instead, computed in double precision and rounded once: within
 *   the row's `derivative.tolerance` in Float64 (ulp of the result; absolute near a zero of the derivative), and 0.51
 *   ulp in Float32. At a kink it is what `derivative.formula` says. The function itself has to be in the table.
 * - `preset` takes a library's function of this name with its defaults: `gelu` of `jax` is geluTanh, `leakyRelu` of
 *   `keras` has a slope of 0.2. Parameters that are given win over it. Provenance names the function that it came to.
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
/** The same for a function of your own, at the speed of a call for each element. */
export function activate(fn: (x: number) => number, options: ElementOptions): BatchOperator;
export function activate(
  fn: string | ((x: number) => number),
  options: NamedOptions,
): BatchOperator {
  return typeof fn === 'function' ? custom(fn, options) : named(fn, options);
}

function named(operator: string, options: NamedOptions): BatchOperator {
  // Callers without types may leave the options out; the check within says so.
  const preset = (options as NamedOptions | undefined)?.preset;
  const { row, values } = resolveFunction(operator, preset, options, (parameters) =>
    checkElementOptions(operator, options, [...parameters, ...NAMED_KEYS]),
  );
  const { derivative = false } = options;
  checkFlag(operator, 'derivative', derivative);
  const { name, probability } = row;
  const slope = row.derivative;
  const apply: ElementFunction['apply'] = derivative
    ? (src, dst) => {
        for (let i = 0; i < src.length; i++) {
          const y = slope.apply(src[i]!, values);
          dst[i] = Number.isNaN(y) ? Number.NaN : y;
        }
      }
    : (src, dst) => {
        // Invariant: `dst` was made of the type of `src`.
        if (src instanceof Float32Array) {
          row.float32(src, dst as Float32Array, src.length, values);
        } else row.float64(src, dst as Float64Array, src.length, values);
      };
  const made = { operator, name, parameters: values, apply };
  return mapElements({ ...made, derivative, probability: probability && !derivative }, options);
}

function custom(fn: (x: number) => unknown, options: ElementOptions): BatchOperator {
  const operator = 'activate';
  checkNoDerivative(operator, options);
  checkElementOptions(operator, options, KEYS);
  const apply: ElementFunction['apply'] = (src, dst, live, notNumber) => {
    for (let i = 0; i < src.length; i++) {
      if (live?.isValid(i) === false) continue;
      const y = fn(src[i]!);
      if (typeof y !== 'number') throw notNumber(y, i);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  };
  const made = { operator, name: 'custom', parameters: {}, derivative: false, probability: false };
  return mapElements({ ...made, apply }, options);
}

function checkNoDerivative(operator: string, options: object): void {
  if (typeof options !== 'object' || options === null || !('derivative' in options)) return;
  const what = 'the derivative of a custom function is not known';
  const expected = 'the name of a function, or the derivative as the function';
  throw new TypeError(describe({ operator, what, got: options.derivative, expected }));
}

function checkElementOptions(
  operator: string,
  options: ElementOptions,
  keys: readonly string[],
): void {
  checkOptions(operator, options, ['columns', ...keys]);
  checkColumns(operator, options.columns);
  checkPlacement(operator, options.columns, options, 'each');
}
