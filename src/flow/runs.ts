/**
 * Values in runs: what one read brought is one run, of which the next value is there without waiting. A run is taken to its
 * end before the next one is asked for.
 */
export type Runs<T> = AsyncGenerator<Iterable<T>, void, undefined>;

/** One value after the other. */
export async function* flattened<T>(runs: Runs<T>): AsyncGenerator<T, void, undefined> {
  for await (const run of runs) yield* run;
}

/** A run of each value by itself, where values come one by one. */
export async function* singly<T>(values: AsyncIterable<T>): Runs<T> {
  for await (const value of values) yield [value];
}

/** The same, with whatever fails said as `say` says it: what brings runs, and what is taken from one. */
export async function* retold<T>(runs: Runs<T>, say: (error: unknown) => unknown): Runs<T> {
  try {
    for await (const run of runs) yield each(run);
  } catch (error) {
    throw say(error);
  }

  function* each(run: Iterable<T>): Generator<T, void, undefined> {
    try {
      yield* run;
    } catch (error) {
      throw say(error);
    }
  }
}

/** The values of runs one after the other, each at once where the run has it. */
export class RunIterator<T> {
  readonly #runs: Runs<T>;
  #run: Iterator<T> | undefined;

  constructor(runs: Runs<T>) {
    this.#runs = runs;
  }

  next(): IteratorResult<T> | Promise<IteratorResult<T>> {
    if (this.#run === undefined) return this.#later();
    try {
      const step = this.#run.next();
      return step.done === true ? this.#later() : step;
    } catch (error) {
      return this.#failed(error);
    }
  }

  return(): Promise<unknown> {
    return this.#runs.return();
  }

  async #later(): Promise<IteratorResult<T>> {
    const step = await this.#runs.next();
    if (step.done === true) return step as IteratorReturnResult<undefined>;
    this.#run = step.value[Symbol.iterator]();
    return this.next();
  }

  /** What the source holds is closed before anybody hears of the failure, as where it fails itself. */
  async #failed(error: unknown): Promise<never> {
    await this.#runs.return();
    throw error;
  }
}
