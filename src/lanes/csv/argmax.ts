import { Scratch } from '../../../operators/core/scratch.js';
import type { OptionValue } from '../../recipes/recipe.js';
import { argmaxRows } from '../../softmax/ranking.js';
import type { Floats } from '../../softmax/rows.js';
import { valuesAt, widest } from './arrays.js';
import { type ClassColumn, classColumn, type NumberColumn } from './columns.js';
import type { LaneStep } from './lane-step.js';
import { columnsIn, hasOnly, hasPlacement } from './parsed-step.js';

/** The class with the largest value, and its value where `score` asks for it. */
export const ARGMAX: LaneStep = {
  takes(step) {
    const { score } = step.options;
    if (score === '' || !hasOnly(step, ['as', 'keep', 'labels', 'score'])) return false;
    return hasPlacement(step, 'one');
  },
  add(draft, step) {
    const { labels, score } = step.options;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    if (sources === undefined || sources.length < 2) return false;
    if (labels !== undefined && !hasEnough(labels, sources.length)) return false;
    const best = draft.classRoom(classColumn(labels as readonly string[] | undefined));
    const scores = score === undefined ? undefined : draft.room(widest(sources));
    draft.stages.push(stageOf(sources, best, scores));
    const results = [
      { content: best },
      ...(scores === undefined ? [] : [{ content: scores, name: String(score) }]),
    ];
    draft.place(step, chosen, results, 'one');
    return true;
  },
};

/** Labels that have not been read from their file are none. */
function hasEnough(labels: OptionValue, classes: number): boolean {
  return Array.isArray(labels) && labels.length >= classes;
}

/** Rows that are laid end to end at a time, so that they stay in the cache. */
const BLOCK_ROWS = 256;

function stageOf(
  sources: readonly NumberColumn[],
  best: ClassColumn,
  scores: NumberColumn | undefined,
) {
  const width = sources.length;
  const compute = widest(sources);
  const scratch = new Scratch();
  return (rows: number, flags: Uint8Array) => {
    const columns = sources.map((column, i) => valuesAt(column, compute, rows, flags, scratch, i));
    const block = scratch.floats(width, columns[0]!, BLOCK_ROWS * width);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const length = Math.min(BLOCK_ROWS, rows - start);
      layEndToEnd(columns, start, length, block);
      argmaxRows(block, { length, width }, best.values.subarray(start, start + length));
    }
    if (scores === undefined) return;
    for (let row = 0; row < rows; row++) {
      scores.values[row] = columns[Math.max(0, best.values[row]!)]![row]!;
    }
  };
}

function layEndToEnd(columns: readonly Floats[], start: number, rows: number, block: Floats): void {
  const width = columns.length;
  columns.forEach((column, index) => {
    for (let row = 0, i = index; row < rows; row++, i += width) block[i] = column[start + row]!;
  });
}
