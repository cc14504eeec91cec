import type { GroupingValue, Step } from './recipe.js';

/** Whether a step looks at its stream twice, and so wants it a second time: groups that are sorted come past once. */
export function looksTwice({ over = 'row' }: Step): boolean {
  if (over === 'row' || over === 'stream') return over === 'stream';
  // Invariant: the step was parsed, and this is how groups are said.
  return (over as GroupingValue).sorted !== true;
}
