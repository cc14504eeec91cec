import { ACTIVATIONS } from '../src/activations/table.js';
import { checkPlacement } from '../src/columns/selection/placement.js';
import { checkColumns } from '../src/columns/selection/select.js';
import { checkOptions, SelectionError } from '../src/errors.js';
import { checkNumbers } from './core/arguments.js';
import {
  type ElementFunction,
  type ElementOptions,
  mapElements,
} from './core/elements/map-elements.js';
import type { BatchOperator } from './core/over-batches.js';
import { ELEMENT_POLICY_KEYS } from './core/policies.js';

/** What `prelu` takes. */
export interface PreluOptions extends ElementOptions {
  /** The slope for x < 0 of each column, in class order; or a single one for all. Finite. */
  slopes: readonly number[];
}

const KEYS = ['columns', 'slopes', 'as', 'keep', 'float', ...ELEMENT_POLICY_KEYS];

/**
 * The parametric rectifier: x where x ≥ 0, slope · x elsewhere, with a slope of its own for each column, as a network
 * has learnt them. With one slope for all it is `leakyRelu`, whose bounds and special values it has; provenance says
 * `prelu` and the column's slope.
 *
 * Columns, lists (a slope is that of the whole column), widths, nulls and errors are as `activate` says.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails as `activate` does, and with SelectionError where there are neither one nor as many
 *   slopes as columns
 * @see He, Zhang, Ren & Sun 2015, https://arxiv.org/abs/1502.01852
 */
export function prelu(options: PreluOptions): BatchOperator {
  const operator = 'prelu';
  checkOptions(operator, options, KEYS);
  checkColumns(operator, options.columns);
  checkPlacement(operator, options.columns, options, 'each');
  checkNumbers(operator, 'slopes', options.slopes);
  const slopes = [...options.slopes];
  return mapElements(withSlope(operator, slopes[0]!), options, (index, columns) => {
    if (slopes.length !== 1 && slopes.length !== columns) {
      throw wrongCount(operator, slopes.length, columns);
    }
    return withSlope(operator, slopes.length === 1 ? slopes[0]! : slopes[index]!);
  });
}

function withSlope(operator: string, slope: number): ElementFunction {
  const row = ACTIVATIONS.leakyRelu;
  const values = { negativeSlope: slope };
  return {
    operator,
    name: operator,
    parameters: { slope },
    derivative: false,
    probability: false,
    apply: (src, dst) => {
      // Invariant: `dst` was made of the type of `src`.
      if (src instanceof Float32Array) {
        row.float32(src, dst as Float32Array, src.length, values);
      } else row.float64(src, dst as Float64Array, src.length, values);
    },
  };
}

function wrongCount(operator: string, got: number, columns: number): SelectionError {
  const what = 'not as many slopes as columns';
  const expected = `${columns}, one for each column, or a single one`;
  return new SelectionError({ operator, what, got, expected });
}
