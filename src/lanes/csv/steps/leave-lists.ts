import type { Counts, ElementRules, RowRules } from '../../../../operators/core/policies.js';
import { leaveNulls, type Stage } from '../columns/batch.js';
import type { ListColumn } from '../columns/list-column.js';
import type { NullMarks } from '../columns/number-column.js';
import type { Draft } from './draft.js';
import { isRefusing, withoutRefusals } from './leave-refused.js';

/**
 * The policies of a step over lists: rows whose lists one of `error` may refuse are left to the operators.
 *
 * @param unknown  rows that are as good as null
 * @returns the policies for all others, and what counts them
 */
export function policeLists<Rules extends ElementRules | RowRules>(
  draft: Draft,
  given: Rules,
  sources: readonly ListColumn[],
  unknown?: NullMarks,
): { readonly rules: Rules; readonly counts: Counts } {
  if (isRefusing(given)) {
    const own = sources.map(({ nulls }) => nulls);
    const nulls = unknown === undefined ? own : [...own, unknown];
    draft.stages.push(leaveNulls(nulls), leaveOddLists(sources));
  }
  return { rules: withoutRefusals(given), counts: draft.counts.at(-1)! };
}

/** Gives rows to the operators that have an empty list, or one with a null, a NaN or an infinity. */
export function leaveOddLists(columns: readonly ListColumn[]): Stage {
  return leaveListsWhere(columns, isOdd, true);
}

/** Gives rows to the operators that have a finite number of such a size in a list. */
export function leaveListsBeyond(columns: readonly ListColumn[], bound: number): Stage {
  return leaveListsWhere(columns, ({ values }, i) => {
    const size = Math.abs(values[i]!);
    return size >= bound && size < Number.POSITIVE_INFINITY;
  });
}

function isOdd({ values, within }: ListColumn, i: number): boolean {
  return values[i]! - values[i]! !== 0 || within.valid?.isValid(i) === false;
}

function leaveListsWhere(
  columns: readonly ListColumn[],
  leaves: (column: ListColumn, index: number) => boolean,
  empty = false,
): Stage {
  return ({ rows, flags }) => {
    for (const column of columns) {
      const { offsets } = column.cells;
      for (let row = 0; row < rows; row++) {
        const end = offsets[row + 1]!;
        if (empty && offsets[row] === end) flags[row] = 1;
        for (let i = offsets[row]!; i < end; i++) if (leaves(column, i)) flags[row] = 1;
      }
    }
  };
}
