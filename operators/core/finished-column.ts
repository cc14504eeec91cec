import type { Floats } from '../../src/columns/numbers.js';
import type { ColumnState } from '../../src/distributions/softmax-state.js';
import { DataError } from '../../src/errors.js';
import type { ExactState } from '../../src/softmax/state/exact-state.js';
import { type Finished, finish } from '../../src/softmax/state/finish.js';
import type { DistributionFunction } from './distribution-function.js';
import type { Counts, RowRules } from './policies.js';
import { Scratch } from './scratch.js';

/** What all values of a distribution get that has none; undefined where there is one, `null` where they are null. */
type Filler = number | null | undefined;

/** The distributions of one column, ready to give results. */
export class FinishedColumn {
  readonly #fn: DistributionFunction;
  readonly #parts: readonly { readonly finished: Finished; readonly filler: Filler }[];
  readonly #scratch = new Scratch();

  /**
   * @param counts  hears of degenerate distributions
   * @throws DataError for one where the policy says so
   */
  constructor(
    operator: string,
    fn: DistributionFunction,
    { name, tables }: ColumnState,
    rules: RowRules,
    counts: Counts,
  ) {
    this.#fn = fn;
    const nan = rules.nan === 'mask' ? 'mask' : 'propagate';
    this.#parts = tables.map((table) => {
      const state = table.get(0);
      const finished = finish(state, { nan });
      if (!isDegenerate(finished)) return { finished, filler: limitOf(fn, finished) };
      counts.degenerate += 1;
      if (rules.degenerate === 'error') throw degenerate(operator, name, fn);
      return { finished, filler: fillerOf(fn, rules, state) };
    });
  }

  /** Whether the results of a position are null, whatever its values are. */
  isNull(position: number): boolean {
    return this.#parts[position]!.filler === null;
  }

  /** Writes the results of all elements, which lie row by row. */
  apply(src: Floats, dst: Floats): void {
    const size = this.#parts.length;
    this.#parts.forEach(({ finished, filler }, position) => {
      if (filler !== undefined) {
        for (let i = position; i < dst.length; i += size) dst[i] = filler ?? 0;
      } else if (size === 1) this.#fn.apply(finished, src, dst);
      else this.#applyTo(finished, src, dst, position, size);
    });
  }

  #applyTo(finished: Finished, src: Floats, dst: Floats, position: number, size: number): void {
    const rows = src.length / size;
    const values = this.#scratch.floats(0, src, rows);
    for (let row = 0, i = position; row < rows; row++, i += size) values[row] = src[i]!;
    this.#fn.apply(finished, values, values);
    for (let row = 0, i = position; row < rows; row++, i += size) dst[i] = values[row]!;
  }
}

/** Whether nothing is wrong with the values, and yet there is no distribution. Without values nothing is. */
function isDegenerate({ distribution, state, nan }: Finished): boolean {
  const { count, infinities, nans } = state;
  return !distribution && count > 0 && infinities === 0 && (nans === 0 || nan === 'mask');
}

function limitOf(fn: DistributionFunction, finished: Finished): Filler {
  return finished.distribution ? undefined : fn.limit(finished);
}

function fillerOf(fn: DistributionFunction, rules: RowRules, { count }: ExactState): Filler {
  const { degenerate } = rules;
  if (degenerate === 'null') return null;
  if (degenerate === 'zero') return fn.zero;
  return degenerate === 'uniform' ? fn.uniform(count) : Number.NaN;
}

function degenerate(operator: string, column: string, { negates }: DistributionFunction) {
  const what = 'no value of the distribution is left';
  const expected = `a number ${negates ? 'below Infinity' : 'above -Infinity'}`;
  return new DataError({ operator, what, column, expected });
}
