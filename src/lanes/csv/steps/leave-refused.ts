import type { ElementRules, RowRules } from '../../../../operators/core/policies.js';
import { leaveNulls, leaveStrange } from '../columns/batch.js';
import type { NullMarks, NumberColumn } from '../columns/number-column.js';
import type { Draft } from './draft.js';

/**
 * Gives the rows that a policy of `error` may refuse to the operators, whose errors they are.
 *
 * @returns the policies for all others
 */
export function leaveRefused<Rules extends ElementRules | RowRules>(
  draft: Draft,
  rules: Rules,
  sources: readonly NumberColumn[],
  nulls: readonly NullMarks[],
): Rules {
  const refused = refusesDegenerate(rules);
  // A row of masked nulls has no class left.
  if (rules.nulls === 'error' || (rules.nulls === 'mask' && refused)) {
    draft.stages.push(leaveNulls(nulls));
  }
  if (rules.nan === 'error' || refused) draft.stages.push(leaveStrange(sources));
  return withoutRefusals(rules);
}

/** Whether a policy is `error`. */
export function isRefusing(rules: ElementRules | RowRules): boolean {
  return rules.nulls === 'error' || rules.nan === 'error' || refusesDegenerate(rules);
}

function refusesDegenerate(rules: ElementRules | RowRules): boolean {
  return 'degenerate' in rules && rules.degenerate === 'error';
}

/** The policies for rows that none of them refuses. */
export function withoutRefusals<Rules extends ElementRules | RowRules>(rules: Rules): Rules {
  return {
    ...rules,
    nulls: rules.nulls === 'error' ? 'propagate' : rules.nulls,
    nan: rules.nan === 'error' ? 'propagate' : rules.nan,
    ...(refusesDegenerate(rules) ? { degenerate: 'null' } : {}),
  };
}
