import type { Counts, ElementRules, RowRules } from '../../../../operators/core/policies.js';
import { joinNulls, type Stage } from '../columns/batch.js';
import type { NullMarks, NumberColumn } from '../columns/number-column.js';
import type { Draft } from './draft.js';
import { leaveRefused } from './leave-refused.js';

/** The policies of a step that makes one result of several columns. */
interface JointPolicies<Rules> {
  /** For all rows but those that have been left to the operators. */
  readonly rules: Rules;
  readonly counts: Counts;
  /** Of a batch of ordinary numbers: the result is null where any column is. */
  readonly join: Stage;
}

/** @param nulls  of the result */
export function policeJointly<Rules extends ElementRules | RowRules>(
  draft: Draft,
  given: Rules,
  sources: readonly NumberColumn[],
  nulls: NullMarks,
): JointPolicies<Rules> {
  const own = sources.map((source) => source.nulls);
  const rules = leaveRefused(draft, given, sources, own);
  const counts = draft.counts.at(-1)!;
  return { rules, counts, join: joinNulls(own, nulls, counts) };
}
