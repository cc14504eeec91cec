import { checkCount } from '../../../operators/core/arguments.js';
import { bestOfRowsBy } from '../../../operators/core/rows/rank-kernels.js';
import type { Ranking } from '../../../operators/core/rows/ranking.js';
import type { FloatWidth } from '../../columns/places.js';
import { QUOTE } from '../../formats/csv/ascii.js';
import { LONGEST_NUMERAL } from '../../numerals/print.js';
import type { Floats } from '../../softmax/rows.js';
import { arrayStage, computeWidth, widest } from './arrays.js';
import type { NullMarks } from './columns.js';
import { labelsIn } from './labels.js';
import type { LaneStep } from './lane-step.js';
import { jsonLabels, type ListItems, listColumn } from './list-text.js';
import { longestNumber } from './number-form.js';
import { checkPlaces, columnsIn, hasOnly } from './parsed-step.js';
import { rankStage } from './rank-stage.js';
import type { RowText } from './row-text.js';
import { LONGEST_TEXT } from './texts.js';

/** The k classes with the largest values, as a list, and their values as another. */
export const TOP_K: LaneStep = {
  takes(step) {
    checkPlaces(step, 'one');
    checkCount(step.op, 'k', step.options.k);
    return hasOnly(step, ['k', 'as', 'keep', 'labels']);
  },
  add(draft, step) {
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    if (sources === undefined || sources.length < 2) return false;
    const labels = labelsIn(step, sources.length);
    if (labels === 'none') return false;
    const width = widest(sources);
    const k = Math.min(Number(step.options.k), sources.length);
    const nulls = draft.marks();
    const top = new Top(k, nulls);
    const rank = rankStage(draft, step, sources, { kernel: bestOfRowsBy(k), nulls });
    draft.stages.push(
      arrayStage(sources, [], computeWidth(width, width), (src, _, batch) => {
        top.makeRoom(batch.rows);
        rank(src, batch, (ranking, start) => top.take(src, ranking, start));
      }),
    );
    const scores: ListItems = {
      ...{ k, longest: longestNumber(draft.rounding) },
      lengthOf: (row) => top.lengthOf(row),
      hasQuotes: (row) => top.hasInfinity(row),
      write: (row, i, to) => writeScore(top.scores[row * k + i]!, width, to),
    };
    const lists = [classesOf(top, k, labels), scores];
    const contents = lists.map((items) => listColumn(items, draft.delimiter));
    if (contents.some(({ longest }) => longest > LONGEST_TEXT)) return false;
    const as = String(step.options.as);
    const names = [as, `${as}_score`];
    const results = contents.map((content, i) => ({ content, name: names[i]! }));
    draft.place(step, chosen, results, 'one');
    return true;
  },
};

function classesOf(top: Top, k: number, labels: readonly string[] | undefined): ListItems {
  const common = { k, lengthOf: (row: number) => top.lengthOf(row) };
  if (labels === undefined) {
    return {
      ...common,
      longest: LONGEST_NUMERAL,
      hasQuotes: () => false,
      write: (row, i, to) => to.integer(top.classes[row * k + i]!),
    };
  }
  const items = jsonLabels(labels);
  return {
    ...common,
    longest: items.reduce((most, { length }) => Math.max(most, length), 0),
    hasQuotes: (row) => top.lengthOf(row) > 0,
    write: (row, i, to) => to.copy(items[top.classes[row * k + i]!]!),
  };
}

/** JSON has no infinity: it is a string there. */
function writeScore(score: number, width: FloatWidth, to: RowText): void {
  const isString = !Number.isFinite(score);
  if (isString) to.copy(DOUBLED_QUOTE);
  to.number(score, width);
  if (isString) to.copy(DOUBLED_QUOTE);
}

const DOUBLED_QUOTE = Uint8Array.of(QUOTE, QUOTE);

/** The best classes of each row of a batch, at most k of them, and their values. */
class Top {
  classes = new Int32Array(0);
  scores: Floats = new Float64Array(0);
  /** How many each row has, but those that are null. */
  #counts = new Int32Array(0);
  readonly #k: number;

  readonly #nulls: NullMarks;

  constructor(k: number, nulls: NullMarks) {
    this.#k = k;
    this.#nulls = nulls;
  }

  lengthOf(row: number): number {
    return this.#nulls.values[row] === 1 ? 0 : this.#counts[row]!;
  }

  makeRoom(rows: number): void {
    if (this.#counts.length >= rows) return;
    this.#counts = new Int32Array(rows);
    this.classes = new Int32Array(rows * this.#k);
    this.scores = new Float64Array(rows * this.#k);
  }

  hasInfinity(row: number): boolean {
    const start = row * this.#k;
    const own = this.scores.subarray(start, start + this.lengthOf(row));
    return own.includes(Infinity) || own.includes(-Infinity);
  }

  take(columns: readonly Floats[], { indices, counts, k }: Ranking, start: number): void {
    this.#counts.set(counts, start);
    this.classes.set(indices, start * k);
    indices.forEach((index, i) => {
      this.scores[start * k + i] = columns[index]?.[start + Math.floor(i / k)] ?? 0;
    });
  }
}
