import {
  type Counts,
  type ElementRules,
  elementRules,
} from '../../../../../operators/core/policies.js';
import { countMarks, type LaneBatch, mayBeStrange, type Stage } from '../../columns/batch.js';
import type { NullMarks, NumberColumn } from '../../columns/number-column.js';
import type { Draft } from '../draft.js';
import { leaveRefused } from '../leave-refused.js';
import type { ParsedStep } from '../parsed-step.js';

/** The policies of a step that looks at each number by itself, around what computes its results. */
export interface ElementPolicing {
  /** The nulls of the result of a source. */
  nullsOf(source: NumberColumn): NullMarks;
  /** Adds what computes the results, between what counts the elements and what puts 0 for those that are masked. */
  add(results: readonly NumberColumn[], compute: readonly Stage[]): void;
}

export function policeElements(
  draft: Draft,
  step: ParsedStep,
  sources: readonly NumberColumn[],
): ElementPolicing {
  const nulls = sources.map((source) => source.nulls);
  const rules = leaveRefused(draft, elementRules(step.op, step.options), sources, nulls);
  // Masked nulls have results; none of these is ever marked.
  const none = rules.nulls === 'mask' ? draft.marks() : undefined;
  return {
    nullsOf: (source) => none ?? source.nulls,
    add(results, compute) {
      draft.stages.push(countElements(sources, draft.counts.at(-1)!), ...compute);
      if (rules.nulls === 'mask' || rules.nan === 'mask') {
        draft.stages.push(putZeros(sources, results, rules));
      }
    },
  };
}

/** Nulls, NaNs and infinities, element by element. */
function countElements(sources: readonly NumberColumn[], counts: Counts): Stage {
  return (batch) => {
    const { rows, hasNulls } = batch;
    if (hasNulls) for (const { nulls } of sources) counts.nulls += countMarks(nulls, rows);
    if (mayBeStrange(sources, batch)) {
      for (const source of sources) countStrange(source, batch, counts);
    }
  };
}

function countStrange(
  { values, nulls }: NumberColumn,
  { rows, hasNulls }: LaneBatch,
  counts: Counts,
): void {
  for (let row = 0; row < rows; row++) {
    const value = values[row]!;
    // One test for all finite numbers: only NaN, ∞ and −∞ do not cancel.
    if (value - value === 0 || (hasNulls && nulls.values[row] === 1)) continue;
    if (Number.isNaN(value)) counts.nans++;
    else counts.infinities++;
  }
}

function putZeros(
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  rules: ElementRules,
): Stage {
  return (batch) => {
    const { rows, hasNulls } = batch;
    const nulls = hasNulls && rules.nulls === 'mask';
    const nans = rules.nan === 'mask' && mayBeStrange(sources, batch);
    if (!nulls && !nans) return;
    results.forEach((result, i) => {
      const source = sources[i]!;
      for (let row = 0; row < rows; row++) {
        const isNull = nulls && source.nulls.values[row] === 1;
        if (isNull || (nans && Number.isNaN(source.values[row]))) result.values[row] = 0;
      }
    });
  };
}
