import type { RecordBatch } from 'apache-arrow';
import { concat, defer, ignoreElements, type OperatorFunction, of } from 'rxjs';
import { type Columns, checkColumns } from '../src/columns/selection/select.js';
import type { SoftmaxState } from '../src/distributions/softmax-state.js';
import { checkOptions, describe, oneOf } from '../src/errors.js';
import { checkTemperature } from './core/arguments.js';
import { FirstPass } from './core/distributions/first-pass.js';
import { checkWidth, widthChoice } from './core/distributions/widths.js';
import { type Axis, axisOf, type GroupBy } from './core/over.js';
import { ELEMENT_POLICY_KEYS, type ElementPolicies, elementRules } from './core/policies.js';
import { checkWhere } from './core/rows/where.js';

/** What `accumulate` takes. */
export interface AccumulateOptions extends ElementPolicies {
  /** Scalar columns, a distribution each, or FixedSizeLists, a distribution for each position. */
  columns: Columns;
  /** What is a distribution: `stream` (default), each column from the first row to the last; `{ by }`, of each group. */
  over?: 'stream' | Omit<GroupBy, 'sorted'> | undefined;
  /** What the state is for: `softmax` (default; also logSoftmax and logSumExp), or `softmin`, of the negated values. */
  function?: 'softmax' | 'softmin' | undefined;
  /** Values are divided by it; finite and above 0, default 1. States of different ones do not merge. */
  temperature?: number | undefined;
  /** The name of a column of booleans: rows where it is false do not count. */
  where?: string | undefined;
  /**
   * What values are read as; default: 32 for columns of Float16 and Float32, 64 for all others. 32 declares that numerals
   * and wider numbers are to be rounded first: the float32 0.1 is not the 0.1 of a CSV, and their states do not merge.
   */
  width?: 32 | 64 | undefined;
}

const KEYS = [
  'columns',
  'over',
  'function',
  'temperature',
  'where',
  'width',
  ...ELEMENT_POLICY_KEYS,
];
const FUNCTIONS = ['softmax', 'softmin'];

/**
 * The first pass of `softmax` over a stream: what is known of all values, as one `SoftmaxState`, which is emitted when
 * the stream completes. `applyState` is the second.
 *
 * The state depends on which values there are, and how often, not on their order, the batches, or the merges of states
 * that it was made by; it takes any doubles, up to 2⁵³ of them. Memory does not grow with the stream, but
 * with the number of keys. A stream that never
 * ends gives nothing, one without a batch a state without columns, one without values a state of no values.
 *
 * - A null does not count. Under `mask` it does as −∞: it adds nothing to the sum.
 * - −∞ adds nothing. A NaN or +∞ is kept as such; `applyState` decides what they mean.
 * - `where` takes out rows; a null in it is a null in the row.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches), SchemaError (a column without numbers, lists of
 *   different lengths, a mask without booleans; a schema that changes midway), DataError (a cell without a number; a
 *   policy of `error`) or LimitError (more than 2⁵³ values)
 */
export function accumulate(
  options: AccumulateOptions,
): OperatorFunction<RecordBatch, SoftmaxState> {
  const operator = 'accumulate';
  checkOptions(operator, options, KEYS);
  const { columns, over = 'stream', function: fn = 'softmax', temperature = 1, where } = options;
  checkColumns(operator, columns);
  const axis = axisOf(operator, over, ['stream', 'group']);
  checkUnsorted(operator, axis);
  checkFunction(operator, fn);
  checkTemperature(operator, temperature);
  checkWhere(operator, where);
  checkWidth(operator, options.width);
  const rules = elementRules(operator, options);
  const plan = {
    ...{ operator, columns, temperature, negates: fn === 'softmin', where, rules },
    ...{ grouping: axis === 'stream' || axis === 'row' ? undefined : axis },
    ...{ widthOf: widthChoice(options.width), compared: false },
  };
  return (source) =>
    defer(() => {
      const first = new FirstPass(plan, options);
      return concat(
        source.pipe(first.look, ignoreElements()),
        defer(() => of(first.seen.state)),
      );
    });
}

/** A state takes groups in any order, and is none the faster where they are sorted. */
function checkUnsorted(operator: string, axis: Axis): void {
  if (typeof axis === 'string' || !axis.sorted) return;
  const report = { operator, what: 'sorted has no use: one pass is enough', got: true };
  throw new TypeError(describe({ ...report, expected: '{ by: … } alone' }));
}

function checkFunction(operator: string, fn: string): void {
  if (FUNCTIONS.includes(fn)) return;
  const report = { operator, what: 'a state is of no such function', got: fn };
  throw new RangeError(describe({ ...report, expected: oneOf(FUNCTIONS, fn) }));
}
