import { checkCount } from '../../../operators/core/arguments.js';
import { LONGEST_NUMERAL } from '../../numerals/print.js';
import { topKRows } from '../../softmax/ranking.js';
import type { Floats } from '../../softmax/rows.js';
import { arrayStage, computeWidth, widest } from './arrays.js';
import type { NullMarks } from './columns.js';
import { labelsIn } from './labels.js';
import type { LaneStep } from './lane-step.js';
import { jsonLabels, type ListItems, listColumn } from './list-text.js';
import { checkPlaces, columnsIn, hasOnly } from './parsed-step.js';
import { eachBlock } from './row-blocks.js';
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
    const top = new Top(k, sources.length);
    draft.stages.push(
      arrayStage(sources, [], computeWidth(width, width), (src, _, { rows }) =>
        top.rank(src, rows),
      ),
    );
    const nulls = draft.nullsOfRows(step, sources);
    const scores: ListItems = {
      ...{ k, nulls, longest: LONGEST_NUMERAL, quotes: false },
      write: (row, i, to) => to.number(top.scores[row * k + i]!, width),
    };
    const lists = [classesOf(top, k, nulls, labels), scores];
    const contents = lists.map((items) => listColumn(items, draft.delimiter));
    if (contents.some(({ longest }) => longest > LONGEST_TEXT)) return false;
    const as = String(step.options.as);
    const names = [as, `${as}_score`];
    const results = contents.map((content, i) => ({ content, name: names[i]! }));
    draft.place(step, chosen, results, 'one');
    return true;
  },
};

function classesOf(
  top: Top,
  k: number,
  nulls: NullMarks,
  labels: readonly string[] | undefined,
): ListItems {
  const common = { k, nulls };
  if (labels === undefined) {
    return {
      ...common,
      longest: LONGEST_NUMERAL,
      quotes: false,
      write: (row, i, to) => to.integer(top.classes[row * k + i]!),
    };
  }
  const items = jsonLabels(labels);
  return {
    ...common,
    longest: items.reduce((most, { length }) => Math.max(most, length), 0),
    quotes: true,
    write: (row, i, to) => to.copy(items[top.classes[row * k + i]!]!),
  };
}

/** The best classes of each row of a batch, k of them, and their values. */
class Top {
  classes = new Int32Array(0);
  scores: Floats = new Float64Array(0);
  readonly #k: number;
  readonly #blocks: ReturnType<typeof eachBlock>;

  constructor(k: number, width: number) {
    this.#k = k;
    this.#blocks = eachBlock(width);
  }

  rank(columns: readonly Floats[], rows: number): void {
    const k = this.#k;
    if (this.classes.length < rows * k) {
      this.classes = new Int32Array(rows * k);
      this.scores = new Float64Array(rows * k);
    }
    this.#blocks(columns, rows, (block, start, layout) => {
      const { indices } = topKRows(block, layout, k);
      this.classes.set(indices, start * k);
      indices.forEach((index, i) => {
        this.scores[start * k + i] = columns[index]?.[start + Math.floor(i / k)] ?? 0;
      });
    });
  }
}
