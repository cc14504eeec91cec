import { checkOptions, describe } from '../../../src/errors.js';
import type { DistributionFunction } from '../distribution-function.js';
import { axisOf, type Over } from '../over.js';
import type { BatchOperator } from '../over-batches.js';
import { ROW_POLICY_KEYS } from '../policies.js';
import type { NormalizeOptions } from '../rows/along-rows.js';
import { normalizeRows } from '../rows/normalize-rows.js';
import { reduceRows } from '../rows/reduce-rows.js';
import type { RowFunction } from '../rows/row-function.js';
import { isOff, type SumToOne, type SumToOneOption } from '../rows/sum-to-one.js';
import { overDistributions } from './over-distributions.js';
import { REPLAY_KEYS, type ReplayOptions, refuseReplay } from './replay.js';

/** What `softmax`, `logSoftmax` and `softmin` take, and more (`SoftmaxProbabilityOptions`) where results are probabilities. */
export interface SoftmaxOptions extends Omit<NormalizeOptions, 'over'>, ReplayOptions {
  /**
   * What is a distribution: `row` (default), the classes of each row; `stream`, each scalar column from the first row of
   * the stream to the last, and each position of a FixedSizeList; `{ by }`, the same of the rows of each key.
   */
  over?: Over | undefined;
}

/** What `softmax` and `softmin` take. */
export interface SoftmaxProbabilityOptions extends SoftmaxOptions, SumToOneOption {}

const KEYS = [
  ...['columns', 'over', 'temperature', 'where', 'as', 'keep', 'float'],
  ...[...REPLAY_KEYS, ...ROW_POLICY_KEYS],
];

/** A function that makes a result of each value, along the row or over the stream. */
export function normalizeOver(
  fn: DistributionFunction,
  rowFunction: RowFunction,
  options: SoftmaxProbabilityOptions,
): BatchOperator {
  const { axis, rest } = chosenAxis(fn, options);
  return axis === 'row' ? normalizeRows(rowFunction, rest) : overDistributions(fn, axis, options);
}

/** A function that makes one result of a distribution: of a row one, over the stream the same on every row. */
export function reduceOver(
  fn: DistributionFunction,
  rowFunction: RowFunction,
  options: SoftmaxOptions,
): BatchOperator {
  const { axis, rest } = chosenAxis(fn, options);
  if (axis === 'row') return reduceRows(rowFunction, rest);
  if (typeof options.as !== 'string') {
    const report = { operator: fn.name, what: 'as must name the result', got: options.as };
    const expected = "a column name, or a pattern such as 'total_*' for several columns";
    throw new TypeError(describe({ ...report, expected }));
  }
  return overDistributions(fn, axis, options);
}

const OTHER_AXES = "over: 'stream' or { by: … }";

function chosenAxis({ name, sumsToOne }: DistributionFunction, options: SoftmaxProbabilityOptions) {
  checkOptions(name, options, sumsToOne ? [...KEYS, 'sumToOne'] : KEYS);
  const { over = 'row', replay, replayLimit, spill, groupMemory, ...rest } = options;
  const replays = { replay, replayLimit, spill, groupMemory };
  const axis = axisOf(name, over, ['row', 'stream', 'group']);
  if (axis === 'row') refuseReplay(name, 'along the row', OTHER_AXES, replays);
  else if (axis !== 'stream' && axis.sorted) {
    refuseReplay(name, 'over sorted groups', OTHER_AXES, replays);
  }
  if (axis !== 'row') refuseSumToOne(name, rest.sumToOne);
  return { axis, rest };
}

/** Results of such a distribution go out batch by batch, and where the remainders lie is known only of all of them. */
function refuseSumToOne(operator: string, sumToOne: SumToOne | undefined): void {
  if (isOff(sumToOne)) return;
  const what = 'sumToOne is along the row: it wants all probabilities of a distribution at once';
  throw new TypeError(describe({ operator, what, got: sumToOne, expected: "over: 'row'" }));
}
