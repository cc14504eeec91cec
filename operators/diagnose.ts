import type { RecordBatch } from 'apache-arrow';
import { defer, map, type OperatorFunction, reduce } from 'rxjs';
import { type Columns, checkColumns, chooseColumns } from '../src/columns/selection/select.js';
import { checkOptions, describe } from '../src/errors.js';
import { diagnosis } from './core/diagnosis/diagnosis.js';
import { functionOf, judgeInputs, judgeOutputs } from './core/diagnosis/judge.js';
import { Tally } from './core/diagnosis/tally.js';
import { type Expression, parseExpression } from './core/elements/expression.js';
import { overBatches } from './core/over-batches.js';
import { checkHooks, HOOK_KEYS, type Hooks } from './core/policies.js';

/** What `diagnose` takes. */
export interface DiagnoseOptions extends Hooks {
  /** Scalar columns (a unit each), or list columns (a unit for each position in the cells). */
  columns: Columns;
  /**
   * The function that the columns belong to, as text: `relu`, `leakyRelu:negativeSlope=0.2`, `gelu:preset=jax`.
   * Without it, what each column says of itself counts.
   */
  function?: string | undefined;
  /** Whether the columns hold `outputs` of the function (default) or its `inputs`; these need `function`. */
  of?: 'outputs' | 'inputs' | undefined;
  /** Slopes less steep than this are saturated; finite and above 0, default 0.01. */
  threshold?: number | undefined;
}

const KEYS = ['columns', 'function', 'of', 'threshold', ...HOOK_KEYS];

/**
 * Looks for units that have stopped learning: one small record batch at the end of the stream, with a row for each
 * column and these columns:
 *
 * - `column`, and `function`: its name with parameters other than the defaults, null where it is not known
 * - `rows`; `units`: 1, for list columns the length of the longest cell
 * - `nulls`: null elements and null cells; `nans`: outputs that are NaN; `values`: all other outputs, ±∞ too
 * - `zeros`: outputs that are exactly 0
 * - `saturated`: values where the slope |f′(x)| is below `threshold`. Of outputs it is known where the function never
 *   falls, since an output tells its input then (it is null for gelu, silu and mish: give the inputs). An output that
 *   rounds to the same number as a saturated one counts as saturated.
 * - `dead`: units whose every output was exactly 0 where the slope is 0 too, and which had any: the dying relu. Only
 *   functions can die that are 0 over a stretch: rectifiers, and those whose tails underflow. Of others it is 0.
 * - `zero_share` and `saturated_share`, of `values`, and `dead_share`, of `units`: null where there is none
 *
 * `saturated` and `dead` are null where the function is not known: it is neither in the column's metadata nor in
 * `function`. A stream without batches gives a batch without rows.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches), SchemaError (a column without numbers; a
 *   schema that changes midway) or DataError (a cell without a number)
 */
export function diagnose(options: DiagnoseOptions): OperatorFunction<RecordBatch, RecordBatch> {
  const name = 'diagnose';
  checkOptions(name, options, KEYS);
  checkColumns(name, options.columns);
  checkHooks(name, options);
  const { columns, of: side = 'outputs', threshold = 0.01 } = options;
  checkSide(name, side);
  checkThreshold(name, threshold);
  const fn = functionOption(name, options.function, side);
  return (source) =>
    defer(() => {
      let tallies: readonly Tally[] = [];
      const look = overBatches(name, options, (schema, { counts }) => {
        tallies = chooseColumns(schema, columns, name).map((column) => {
          const judge =
            fn !== undefined && side === 'inputs'
              ? judgeInputs(fn, threshold)
              : judgeOutputs(fn ?? functionOf(column.field), threshold);
          return new Tally(column, judge);
        });
        return (batch, at) => {
          for (const tally of tallies) tally.add(batch, at, counts);
          return batch;
        };
      });
      return source.pipe(
        look,
        reduce(() => undefined, undefined),
        map(() => diagnosis(tallies)),
      );
    });
}

function checkSide(operator: string, side: unknown): void {
  if (side === 'outputs' || side === 'inputs') return;
  const what = 'of is no side of a function';
  const expected = '"outputs" or "inputs"';
  throw new RangeError(describe({ operator, what, got: side, expected }));
}

function checkThreshold(operator: string, threshold: unknown): void {
  const report = { operator, got: threshold, expected: 'a finite number above 0' };
  if (typeof threshold !== 'number') {
    throw new TypeError(describe({ ...report, what: 'threshold is no number' }));
  }
  if (threshold > 0 && threshold < Infinity) return;
  throw new RangeError(describe({ ...report, what: 'threshold is out of range' }));
}

function functionOption(operator: string, text: unknown, side: string): Expression | undefined {
  if (text === undefined && side === 'outputs') return undefined;
  if (text === undefined) {
    const expected = 'function: the one whose inputs the columns hold';
    throw new TypeError(describe({ operator, what: 'inputs of no function', expected }));
  }
  const fn = parseExpression(operator, text);
  if (!fn.derivative) return fn;
  const what = 'a derivative is no function of units';
  throw new TypeError(describe({ operator, what, got: text, expected: 'the function itself' }));
}
