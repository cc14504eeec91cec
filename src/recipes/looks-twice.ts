import type { GroupingValue } from './option-values.js';
import type { AnyStep } from './recipe.js';

/**
 * Whether a step looks at its stream twice, and so wants it a second time: groups that are sorted come past once, and
 * `partial` leaves the second look to `apply`.
 */
export function looksTwice(step: AnyStep): boolean {
  const { op, over = 'row' } = step;
  if (op === 'partial') return false;
  if (ranksGroups(step)) return true;
  if (over === 'row' || over === 'stream') return over === 'stream';
  // Invariant: the step was parsed, and this is how groups are said.
  return (over as GroupingValue).sorted !== true;
}

/** Whether it is the rows of groups that a step ranks, and not the classes of each row. */
export function ranksGroups({ op, by }: AnyStep): boolean {
  return op === 'topK' && by !== undefined;
}

/** How often files are read for a recipe, where it does not say otherwise: each such step reads what is before it twice. */
export function readings(steps: readonly AnyStep[]): number {
  const again = steps.filter((step) => looksTwice(step) && (step.replay ?? AGAIN) === AGAIN);
  return 2 ** again.length;
}

const AGAIN = 'resubscribe';
