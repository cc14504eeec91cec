import { type Counts, noCounts } from '../../../../operators/core/policies.js';
import type { Recipe } from '../../../recipes/recipe.js';
import type { RecipeHooks } from '../../../recipes/to-operator.js';
import { isCounting } from '../steps/steps.js';

/** A batch that has been computed. */
interface Computed {
  readonly rows: number;
  readonly lines: number;
  /** What each step has met in the rows that the operators have not computed. */
  counts(): readonly Counts[];
}

/** What a lane has gone through, and met. */
export class LaneCounts {
  /** Batches with rows, files without any, and lines of this file. */
  batches = 0;
  empty = 0;
  rows = 0;
  lines = 0;
  /** Of the rows, those that the operators have computed for it. */
  #given = 0;
  /** What each step has met in the others. */
  #met: readonly Counts[];
  readonly #recipe: Recipe;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    this.#met = recipe.steps.map(noCounts);
  }

  /** Rows that it has computed itself. */
  get computed(): number {
    return this.rows - this.#given;
  }

  get allBatches(): number {
    return this.batches + this.empty;
  }

  /** @param given  how many of its rows the operators have computed */
  take(batch: Computed, given: number): void {
    this.batches++;
    this.rows += batch.rows;
    this.lines += batch.lines;
    this.#given += given;
    const counts = batch.counts();
    this.#met = this.#met.map((met, step) => sumOf(met, counts[step]!));
  }

  /**
   * What the operators have counted, with what they have not seen.
   *
   * @param strays  batches of single rows that they have been given
   */
  with(step: number, counts: Counts, strays: number): Counts {
    const rows = counts.rows + this.computed;
    const batches = counts.batches + this.allBatches - strays;
    return { ...sumOf(counts, this.#met[step]!), rows, batches };
  }

  /** Where the operators have seen nothing. */
  report({ report }: RecipeHooks): void {
    const { rows, allBatches: batches } = this;
    this.#recipe.steps.forEach((step, index) => {
      if (isCounting(step)) report?.(index, step.op, { ...this.#met[index]!, rows, batches });
    });
  }
}

/** What was met in the rows of both; batches and rows are counted elsewhere. */
function sumOf(a: Counts, b: Counts): Counts {
  return {
    ...noCounts(),
    nulls: a.nulls + b.nulls,
    nans: a.nans + b.nans,
    infinities: a.infinities + b.infinities,
    degenerate: a.degenerate + b.degenerate,
  };
}
