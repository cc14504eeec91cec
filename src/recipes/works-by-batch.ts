import type { AnyStep, Recipe } from './recipe.js';

/** Steps that keep batches, or parts of them, beyond the next one. */
const KEEPING: readonly string[] = ['rebatch', 'diagnose'];

/** Whether every step is done with a batch, and all that came before it, when it has given its result. */
export function worksByBatch({ steps }: Recipe): boolean {
  return steps.every(
    ({ op, over = 'row', by }: AnyStep) =>
      !KEEPING.includes(op) && over === 'row' && by === undefined,
  );
}
