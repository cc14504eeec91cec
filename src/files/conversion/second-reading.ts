import type { Provisions } from '../../recipes/make-step.js';
import type { RecipeHooks } from '../../recipes/to-operator.js';
import { fileSpill } from '../file-spill.js';
import { canBeReadAgain } from '../sources/byte-source.js';

/** Files that lie there are read a second time where a step wants that; of everything else its batches are kept. */
export async function provisionsFor(paths: readonly string[]): Promise<Provisions> {
  const again = await Promise.all(paths.map((path) => canBeReadAgain(path)));
  return { replay: again.every((can) => can) ? 'resubscribe' : 'spill', spill: fileSpill() };
}

/** Steps before one that looks twice run twice, and have nothing new to tell the second time. */
export function onceEach({ report, warn }: RecipeHooks): RecipeHooks {
  const reported = new Set<number>();
  const warned = new Set<string>();
  return {
    report(step, op, counts) {
      if (reported.has(step)) return;
      reported.add(step);
      report?.(step, op, counts);
    },
    warn(message) {
      if (warned.has(message)) return;
      warned.add(message);
      (warn ?? console.warn)(message);
    },
  };
}
