import { checkPlacement, type Placement } from '../src/columns/selection/placement.js';
import { type Columns, checkColumns } from '../src/columns/selection/select.js';
import type { SoftmaxState } from '../src/distributions/softmax-state.js';
import { checkState } from '../src/distributions/state-shape.js';
import { checkOptions, describe, oneOf } from '../src/errors.js';
import { DISTRIBUTION_FUNCTIONS, type DistributionName } from './core/distribution-function.js';
import { secondPass } from './core/distributions/second-pass.js';
import { checkWidth, widthChoice } from './core/distributions/widths.js';
import type { BatchOperator } from './core/over-batches.js';
import { type Policies, ROW_POLICY_KEYS, rowRules } from './core/policies.js';
import { checkWhere } from './core/rows/where.js';

/** What `applyState` takes. */
export interface ApplyStateOptions extends Placement, Policies {
  /** What `accumulate` gave, or a merge of such. */
  state: SoftmaxState;
  /** What to make of the values; default `softmax`, or `softmin` where the state is one of that. */
  function?: DistributionName | undefined;
  /** The columns that get results; default: all that the state knows. */
  columns?: Columns | undefined;
  /** The name of a column of booleans: rows where it is false get null. */
  where?: string | undefined;
  /** What values are read as; it has to be what `accumulate` read them as, and has the same default. */
  width?: 32 | 64 | undefined;
}

const KEYS = [
  ...['state', 'function', 'columns', 'where', 'width', 'as', 'keep', 'float'],
  ...ROW_POLICY_KEYS,
];

/**
 * The second pass of `softmax` over a stream: a result for every value, under the state of all of them. One batch out for
 * each batch in; a result depends on its value and the state alone.
 *
 * Policies, special values and places of results are those of `softmax` with `over: 'stream'`. `report` counts nulls and
 * degenerate distributions; NaN and infinities were counted by the first pass.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails as `softmax` does, and with SelectionError (a column that the state does not know),
 *   SchemaError (values of another width or number of positions) or DataError (a key that the state does not know, or a
 *   value larger than its largest: the state is not of these values)
 */
export function applyState(options: ApplyStateOptions): BatchOperator {
  const operator = 'applyState';
  checkOptions(operator, options, KEYS);
  const { state, where, width } = options;
  checkState(operator, state);
  refuseEmpty(operator, state);
  const columns = options.columns ?? state.columns.map(({ name }) => name);
  const fn = functionOf(operator, options);
  checkColumns(operator, columns);
  checkPlacement(operator, columns, options, 'each');
  checkWhere(operator, where);
  checkWidth(operator, width);
  const rules = rowRules(operator, options, fn.degenerate);
  const widthOf = widthChoice(width);
  const { temperature, groups } = state;
  const plan = { operator, fn, columns, placement: options, temperature, where, rules, widthOf };
  return secondPass({ ...plan, by: groups?.by }, state, options);
}

function refuseEmpty(operator: string, state: SoftmaxState): void {
  if (state.columns.length > 0) return;
  const what = 'the state is of a stream that had no batch';
  const report = { operator, what, got: state, expected: 'what accumulate gave of a stream' };
  throw new TypeError(describe(report));
}

/** @throws RangeError for no function, and for one of which the state is not */
function functionOf(operator: string, { state, function: name }: ApplyStateOptions) {
  const { negates } = state;
  const fn = DISTRIBUTION_FUNCTIONS[name ?? (negates ? 'softmin' : 'softmax')];
  const names = Object.values(DISTRIBUTION_FUNCTIONS)
    .filter((known) => known.negates === negates)
    .map((known) => known.name);
  if (fn?.negates === negates) return fn;
  const report = { operator, what: 'the state is not one of this function', got: name };
  throw new RangeError(describe({ ...report, expected: oneOf(names, name) }));
}
