import type { Step } from './recipe.js';

/** Whether a step looks at its stream twice, and so wants it a second time. */
export function looksTwice({ over }: Step): boolean {
  return over !== undefined && over !== 'row';
}
