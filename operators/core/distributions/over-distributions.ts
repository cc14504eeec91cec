import { defer } from 'rxjs';
import { checkPlacement } from '../../../src/columns/selection/placement.js';
import { checkColumns } from '../../../src/columns/selection/select.js';
import { describe } from '../../../src/errors.js';
import { checkTemperature } from '../arguments.js';
import type { DistributionFunction } from '../distribution-function.js';
import type { Grouping } from '../over.js';
import { type BatchOperator, reportAtEnd } from '../over-batches.js';
import { type Counts, noCounts, rowRules } from '../policies.js';
import type { NormalizeOptions } from '../rows/along-rows.js';
import { checkWhere } from '../rows/where.js';
import { Comparison } from './comparison.js';
import { FirstPass } from './first-pass.js';
import type { KeptNumbers } from './kept-numbers.js';
import { overSpilledGroups } from './over-spilled-groups.js';
import {
  checkReplay,
  endingWith,
  holdsNumbers,
  inTwoPasses,
  type ReplayOptions,
} from './replay.js';
import { secondPass } from './second-pass.js';
import { overSortedGroups } from './sorted-groups.js';
import type { ValueColumn } from './value-columns.js';

/** What an operator over the stream takes; keys are checked. */
export type StreamOptions = Omit<NormalizeOptions, 'over'> & ReplayOptions;

/** A function of distributions that run down the stream, in two passes. */
export function overDistributions(
  fn: DistributionFunction,
  axis: 'stream' | Grouping,
  options: StreamOptions,
): BatchOperator {
  const { name, negates } = fn;
  const { columns, temperature = 1, where, float, warn, firstRow } = options;
  const hooks = { warn, firstRow };
  checkColumns(name, columns);
  checkPlacement(name, columns, options, 'each');
  checkTemperature(name, temperature);
  checkWhere(name, where);
  checkReplay(name, options);
  const rules = rowRules(name, options, fn.degenerate);
  // What is computed in is never narrower than the values or the results.
  const widthOf = (column: ValueColumn) => (column.float === 64 || float === 64 ? 64 : 32);
  const grouping = axis === 'stream' ? undefined : axis;
  const common = { operator: name, columns, temperature, where, rules, widthOf };
  const compared = options.replay === 'resubscribe';
  const plan = { ...common, by: grouping?.by, fn, placement: options };
  const sums = { ...common, grouping, negates, compared };
  const { groupMemory, spill } = options;
  if (groupMemory !== undefined && spill !== undefined) {
    if (grouping === undefined) throw noGroups(name, groupMemory);
    const spilling = { store: spill, memory: groupMemory };
    return overSpilledGroups({ ...plan, ...sums, grouping }, spilling, options);
  }
  if (grouping?.sorted) return overSortedGroups({ ...plan, ...sums, grouping }, options);
  return (source) =>
    defer(() => {
      const met = { first: noCounts(), second: noCounts() };
      const reported = { ...hooks, report: (counts: Counts) => Object.assign(met.first, counts) };
      const first = new FirstPass(sums, reported, holdsNumbers(options));
      const second = (kept?: KeptNumbers) => {
        const { seen } = first;
        const witness = compared ? new Comparison(name, seen) : undefined;
        const report = (counts: Counts) => Object.assign(met.second, counts);
        const operator = secondPass(plan, seen.state, { ...hooks, report }, { witness, kept });
        return endingWith(operator, () => witness?.end());
      };
      const numbers = grouping && (() => first.numbers);
      const passes = inTwoPasses({ operator: name, first: first.look, numbers, second }, options);
      // The first pass has met the values, and the second knows what became of distributions.
      return source.pipe(
        passes,
        reportAtEnd(options, () => ({ ...met.first, degenerate: met.second.degenerate })),
      );
    });
}

function noGroups(operator: string, got: number): TypeError {
  const what = 'groupMemory has no use where there are no groups';
  return new TypeError(describe({ operator, what, got, expected: 'over: { by: … }' }));
}
