import type { Counts } from '../../operators/core/policies.js';
import type { ConvertOptions } from '../files/conversion/convert-options.js';
import type { RecipeHooks } from '../recipes/to-operator.js';
import type { Message } from './worker-messages.js';

type Hooks = RecipeHooks & Pick<ConvertOptions, 'onLane'>;

/** What the conversions of shards tell, told once, as one conversion of the whole tells it. */
export class Told {
  readonly #hooks: Hooks;
  /** Rows of the parts so far; and those that the operators have computed in place of a lane, as far as nobody knows of them. */
  #rows = 0;
  #left: { readonly from: number; readonly to: number } | undefined;
  readonly #warned = new Set<string>();
  readonly #counts = new Map<number, { readonly op: string; readonly counts: Counts }>();

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  /** @param rows  of the part; parts are heard in their order */
  hear(messages: readonly Message[], rows: number): void {
    for (const message of messages) {
      if (message.kind === 'counts') this.#add(message.step, message.op, message.counts);
      if (message.kind === 'warning') this.#warn(message.message);
      if (message.kind === 'operators') this.#leave(this.#rows + message.row, this.#rows + rows);
    }
    this.#rows += rows;
  }

  /** At the end of the stream. */
  report(): void {
    this.#tellLeft();
    for (const [step, { op, counts }] of this.#counts) this.#hooks.report?.(step, op, counts);
  }

  #add(step: number, op: string, counts: Counts): void {
    const before = this.#counts.get(step)?.counts;
    this.#counts.set(step, { op, counts: before === undefined ? counts : plus(before, counts) });
  }

  /** Parts that follow one another are one. */
  #leave(from: number, to: number): void {
    if (this.#left?.to !== from) this.#tellLeft();
    this.#left = { from: this.#left?.from ?? from, to };
  }

  #tellLeft(): void {
    if (this.#left !== undefined) this.#hooks.onLane?.(undefined, this.#left.from, this.#left.to);
    this.#left = undefined;
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
