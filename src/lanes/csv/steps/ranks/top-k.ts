import { checkCount } from '../../../../../operators/core/arguments.js';
import { bestOfRowsBy } from '../../../../../operators/core/rows/rank-kernels.js';
import type { Ranking } from '../../../../../operators/core/rows/ranking.js';
import { LONGEST_NUMERAL } from '../../../../numerals/print.js';
import { jsonLabels, type ListItems, listText, putItem } from '../../columns/list-text.js';
import type { NullMarks } from '../../columns/number-column.js';
import { longestNumber } from '../../columns/number-form.js';
import { isTooLong } from '../../columns/texts.js';
import { arrayStage, computeWidth } from '../arrays.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, hasOnly } from '../parsed-step.js';
import { labelsIn } from './labels.js';
import { rankedIn } from './ranked.js';

/** The k classes with the largest values, as a list, and their values as another. */
export const TOP_K: LaneStep = {
  takes(step) {
    checkPlaces(step, 'one');
    checkCount(step.op, 'k', step.options.k);
    return hasOnly(step, ['k', 'as', 'keep', 'labels']);
  },
  add(draft, step) {
    const chosen = draft.choose(step.op, columnsIn(step));
    const ranked = rankedIn(draft, step, chosen);
    if (ranked === undefined) return false;
    const labels = labelsIn(step, ranked);
    if (labels === 'none') return false;
    const { width, classes } = ranked;
    const k = Math.min(Number(step.options.k), classes ?? Number.POSITIVE_INFINITY);
    const nulls = draft.marks();
    const top = new Top(nulls);
    const rank = ranked.stage(bestOfRowsBy(k), nulls);
    draft.stages.push(
      arrayStage(ranked.columns, [], computeWidth(width, width), (src, _, batch) => {
        const valueAt = (row: number, index: number) => ranked.valueAt(src, row, index);
        rank(src, batch, (ranking, start) => top.take(ranking, start, batch.rows, valueAt));
      }),
    );
    const common = {
      most: classes === undefined ? undefined : k,
      lengthOf: (row: number) => top.lengthOf(row),
    };
    const scores: ListItems = {
      ...common,
      longest: longestNumber(draft.rounding),
      hasQuotes: (row) => top.hasInfinity(row),
      write: (row, i, to) => putItem(top.scoreAt(row, i), width, to),
    };
    const lists = [{ ...common, ...classesOf(top, labels) }, scores];
    const contents = lists.map((items) => listText(items, draft.delimiter));
    if (contents.some(isTooLong)) return false;
    const as = String(step.options.as);
    const names = [as, `${as}_score`];
    const results = contents.map((content, i) => ({ content, name: names[i]! }));
    draft.place(step, chosen, results, 'one');
    return true;
  },
};

function classesOf(
  top: Top,
  labels: readonly string[] | undefined,
): Pick<ListItems, 'longest' | 'hasQuotes' | 'write'> {
  if (labels === undefined) {
    return {
      longest: LONGEST_NUMERAL,
      hasQuotes: () => false,
      write: (row, i, to) => to.integer(top.classAt(row, i)),
    };
  }
  const items = jsonLabels(labels);
  return {
    longest: items.reduce((most, { length }) => Math.max(most, length), 0),
    hasQuotes: (row) => top.lengthOf(row) > 0,
    write: (row, i, to) => to.copy(items[top.classAt(row, i)]!),
  };
}

/** The best classes of each row of a batch, and their values. */
class Top {
  /** k places a row. */
  #classes = new Int32Array(0);
  #scores = new Float64Array(0);
  #k = 1;
  /** How many each row has, but those that are null. */
  #counts = new Int32Array(0);
  readonly #nulls: NullMarks;

  constructor(nulls: NullMarks) {
    this.#nulls = nulls;
  }

  lengthOf(row: number): number {
    return this.#nulls.values[row] === 1 ? 0 : this.#counts[row]!;
  }

  classAt(row: number, i: number): number {
    return this.#classes[row * this.#k + i]!;
  }

  scoreAt(row: number, i: number): number {
    return this.#scores[row * this.#k + i]!;
  }

  hasInfinity(row: number): boolean {
    const start = row * this.#k;
    const own = this.#scores.subarray(start, start + this.lengthOf(row));
    return own.includes(Infinity) || own.includes(-Infinity);
  }

  /** Takes rows from `start` on; there are `rows` in all, all of which are ranked with the same k. */
  take(
    { indices, counts, k }: Ranking,
    start: number,
    rows: number,
    valueAt: (row: number, index: number) => number,
  ): void {
    this.#makeRoom(rows, k);
    this.#counts.set(counts, start);
    this.#classes.set(indices, start * k);
    counts.forEach((count, i) => {
      for (let from = i * k, to = (start + i) * k; from < i * k + count; from++, to++) {
        this.#scores[to] = valueAt(start + i, indices[from]!);
      }
    });
  }

  #makeRoom(rows: number, k: number): void {
    this.#k = k;
    if (this.#counts.length < rows) this.#counts = new Int32Array(rows);
    if (this.#classes.length >= rows * k) return;
    this.#classes = new Int32Array(rows * k);
    this.#scores = new Float64Array(rows * k);
  }
}
