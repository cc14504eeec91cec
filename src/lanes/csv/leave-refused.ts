import type { ElementRules, RowRules } from '../../../operators/core/policies.js';
import { leaveNulls, leaveStrange } from './batch.js';
import type { NullMarks, NumberColumn } from './columns.js';
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
  const degenerate = 'degenerate' in rules ? rules.degenerate : undefined;
  const refused = degenerate === 'error';
  // A row of masked nulls has no class left.
  if (rules.nulls === 'error' || (rules.nulls === 'mask' && refused)) {
    draft.stages.push(leaveNulls(nulls));
  }
  if (rules.nan === 'error' || refused) draft.stages.push(leaveStrange(sources));
  return {
    ...rules,
    nulls: rules.nulls === 'error' ? 'propagate' : rules.nulls,
    nan: rules.nan === 'error' ? 'propagate' : rules.nan,
    ...(refused ? { degenerate: 'null' } : {}),
  };
}
