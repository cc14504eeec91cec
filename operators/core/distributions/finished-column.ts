import type { Floats } from '../../../src/columns/numbers.js';
import type { ColumnState } from '../../../src/distributions/softmax-state.js';
import { DataError } from '../../../src/errors.js';
import { type Finished, finish } from '../../../src/softmax/state/finish.js';
import type { FinishedTable } from '../../../src/softmax/state/table/finished-table.js';
import type { StateTable } from '../../../src/softmax/state/table/state-table.js';
import type { DistributionFunction } from '../distribution-function.js';
import type { Counts, RowRules } from '../policies.js';
import { Scratch } from '../scratch.js';

/** What has to be known to finish distributions. */
export interface Finishing {
  readonly operator: string;
  readonly fn: DistributionFunction;
  readonly rules: RowRules;
  /** Hears of degenerate distributions. */
  readonly counts: Counts;
  /** Of how many slots it hears, where not of all: a group that goes on is heard of when it ends. */
  readonly counted?: number;
}

/** Results of elements under the distributions of their column; `slots` are those of the rows. */
export interface FinishedColumn {
  /**
   * Writes the results of all elements, which lie row by row.
   *
   * @returns 1 for elements that are null for want of a distribution; undefined where there are none
   */
  apply(src: Floats, dst: Floats, slots: Uint32Array): Uint8Array | undefined;
}

/**
 * @param slots  undefined: there is one distribution for all rows
 * @throws DataError for a degenerate one where the policy says so
 */
export function finishColumn(
  finishing: Finishing,
  column: ColumnState,
  slots?: number,
): FinishedColumn {
  const { name, tables } = column;
  const positions = tables.map((table) =>
    slots === undefined
      ? new OnePosition(finishing, name, table)
      : new GroupedPosition(finishing, name, table, slots),
  );
  return positions.length === 1 ? positions[0]! : new Positions(positions);
}

/** One distribution. */
class OnePosition implements FinishedColumn {
  readonly #fn: DistributionFunction;
  readonly #finished: Finished;
  /** What all values get where there is no distribution; undefined where there is one. */
  readonly #filler: number | null | undefined;

  constructor(finishing: Finishing, name: string, table: StateTable) {
    const { fn, rules } = finishing;
    const state = table.get(0);
    this.#fn = fn;
    this.#finished = finish(state, { nan: nanOf(rules) });
    const { distribution, max } = this.#finished;
    if (distribution) return;
    const degenerate = max === Number.NEGATIVE_INFINITY && state.count > 0;
    if (degenerate) finishing.counts.degenerate += 1;
    this.#filler = degenerate ? fillerOf(finishing, name, state.count) : fn.limit(max);
  }

  apply(src: Floats, dst: Floats): Uint8Array | undefined {
    const filler = this.#filler;
    if (filler === undefined) this.#fn.apply(this.#finished, src, dst);
    else dst.fill(filler ?? 0);
    return filler === null ? new Uint8Array(dst.length).fill(1) : undefined;
  }
}

/** A distribution for each slot. */
class GroupedPosition implements FinishedColumn {
  readonly #fn: DistributionFunction;
  readonly #finished: FinishedTable;
  /** By slot what all values of a degenerate distribution get. */
  readonly #fillers = new Map<number, number | null>();

  constructor(finishing: Finishing, name: string, table: StateTable, slots: number) {
    const { fn, rules } = finishing;
    this.#fn = fn;
    this.#finished = table.finish({ nan: nanOf(rules) });
    for (let slot = 0; slot < slots; slot++) {
      if (this.#finished.limit(slot) !== Number.NEGATIVE_INFINITY) continue;
      const { count } = table.get(slot);
      if (count === 0) continue;
      if (slot < (finishing.counted ?? slots)) finishing.counts.degenerate += 1;
      this.#fillers.set(slot, fillerOf(finishing, name, count));
    }
  }

  apply(src: Floats, dst: Floats, slots: Uint32Array): Uint8Array | undefined {
    this.#fn.applyAll(this.#finished, slots, src, dst);
    if (this.#fillers.size === 0) return undefined;
    let nulls: Uint8Array | undefined;
    for (let row = 0; row < slots.length; row++) {
      const filler = this.#fillers.get(slots[row]!);
      if (filler === undefined) continue;
      dst[row] = filler ?? 0;
      if (filler !== null) continue;
      nulls ??= new Uint8Array(slots.length);
      nulls[row] = 1;
    }
    return nulls;
  }
}

/** Elements of a row belong to a distribution each. */
class Positions implements FinishedColumn {
  readonly #positions: readonly FinishedColumn[];
  readonly #scratch = new Scratch();

  constructor(positions: readonly FinishedColumn[]) {
    this.#positions = positions;
  }

  apply(src: Floats, dst: Floats, slots: Uint32Array): Uint8Array | undefined {
    const size = this.#positions.length;
    const rows = size === 0 ? 0 : src.length / size;
    const values = this.#scratch.floats(0, src, rows);
    let nulls: Uint8Array | undefined;
    this.#positions.forEach((finished, position) => {
      for (let row = 0, i = position; row < rows; row++, i += size) values[row] = src[i]!;
      const none = finished.apply(values, values, slots);
      for (let row = 0, i = position; row < rows; row++, i += size) dst[i] = values[row]!;
      if (none === undefined) return;
      nulls ??= new Uint8Array(dst.length);
      for (let row = 0, i = position; row < rows; row++, i += size) nulls[i] = none[row]!;
    });
    return nulls;
  }
}

function nanOf({ nan }: RowRules): 'mask' | 'propagate' {
  return nan === 'mask' ? 'mask' : 'propagate';
}

/** What the policy gives the values of a distribution that has none left; null: they are null. */
function fillerOf(
  { operator, fn, rules }: Finishing,
  column: string,
  values: number,
): number | null {
  const { degenerate } = rules;
  if (degenerate === 'error') {
    const what = 'no value of the distribution is left';
    const expected = `a number ${fn.negates ? 'below Infinity' : 'above -Infinity'}`;
    throw new DataError({ operator, what, column, expected });
  }
  if (degenerate === 'null') return null;
  if (degenerate === 'zero') return fn.zero;
  return degenerate === 'uniform' ? fn.uniform(values) : Number.NaN;
}
