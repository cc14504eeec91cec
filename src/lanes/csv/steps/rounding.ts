import { beyondPrecision, MOST_PRECISION } from '../../../simd/text.js';
import { leaveBeyond } from '../columns/batch.js';
import type { Draft } from './draft.js';
import { leaveListsBeyond } from './leave-lists.js';

/** Leaves numbers that are too large for the decimals that the engine prints, behind the last step. */
export function addRounding(draft: Draft): void {
  const { precision } = draft.rounding;
  if (precision !== undefined && precision <= MOST_PRECISION) {
    const bound = beyondPrecision(precision);
    draft.stages.push(leaveBeyond(draft.numbers, bound), leaveListsBeyond(draft.lists, bound));
  }
}
