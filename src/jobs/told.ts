import type { Counts } from '../../operators/core/policies.js';
import type { RecipeHooks } from '../recipes/to-operator.js';
import type { Message } from './worker-messages.js';

/** What the conversions of shards tell, told once, as one conversion of the whole tells it. */
export class Told {
  readonly #hooks: RecipeHooks;
  readonly #warned = new Set<string>();
  readonly #counts = new Map<number, { readonly op: string; readonly counts: Counts }>();

  constructor(hooks: RecipeHooks) {
    this.#hooks = hooks;
  }

  hear(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.kind === 'counts') this.#add(message.step, message.op, message.counts);
      if (message.kind === 'warning') this.#warn(message.message);
    }
  }

  /** At the end of the stream. */
  report(): void {
    for (const [step, { op, counts }] of this.#counts) this.#hooks.report?.(step, op, counts);
  }

  #add(step: number, op: string, counts: Counts): void {
    const before = this.#counts.get(step)?.counts;
    this.#counts.set(step, { op, counts: before === undefined ? counts : plus(before, counts) });
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    (this.#hooks.warn ?? console.warn)(message);
  }
}

function plus(a: Counts, b: Counts): Counts {
  const names = Object.keys(a) as (keyof Counts)[];
  const sums = names.map((name) => [name, a[name] + b[name]]);
  return Object.fromEntries(sums) as unknown as Counts; // one sum for each count
}
