import type { Hand } from './hand.js';
import type { Converted } from './replies.js';
import type { Message, Task } from './worker-messages.js';

/** Hands that convert parts of files side by side. */
export class Crew {
  readonly #hands: readonly Hand[];
  /** Those that take a task at once, once for each. */
  readonly #free: Hand[] = [];
  readonly #waiting: Waiting[] = [];
  /** Those that have converted something. */
  readonly #used = new Set<Hand>();
  /** Settles when all have loaded what they need, or are gone. */
  readonly loaded: Promise<unknown>;

  constructor(hands: readonly Hand[]) {
    this.#hands = hands;
    this.loaded = Promise.all(hands.map((hand) => hand.loaded));
    for (const hand of hands) {
      // It is in no rank before it can begin, so that no task waits for it.
      void hand.ready.then(() => {
        for (let seat = 0; seat < hand.seats; seat++) this.#offer(hand);
      });
    }
  }

  /** Waits for a hand that is free; fails with what the conversion does, and where the hand is gone. */
  async convert(task: Task): Promise<Converted> {
    const hand = this.#free.shift() ?? (await this.#nextFree());
    this.#used.add(hand);
    try {
      return await hand.convert(task);
    } finally {
      this.#offer(hand);
    }
  }

  /** What the hands say at the end of all tasks. */
  async finish(): Promise<readonly Message[]> {
    const all = await Promise.all([...this.#used].map((hand) => hand.finish()));
    return all.flatMap(({ messages }) => messages);
  }

  /** Ends all, whatever they do; what they were doing fails with `reason`. */
  async dismiss(reason?: unknown): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    await Promise.all(this.#hands.map((hand) => hand.dismiss(reason)));
  }

  #nextFree(): Promise<Hand> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #offer(hand: Hand): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(hand);
    else next.resolve(hand);
  }
}

/** A task without a hand. */
interface Waiting {
  resolve(hand: Hand): void;
  reject(reason: unknown): void;
}
