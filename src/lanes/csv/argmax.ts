import { argmaxRows } from '../../softmax/ranking.js';
import { arrayStage, computeWidth, widest } from './arrays.js';
import { labelsIn } from './labels.js';
import type { LaneStep } from './lane-step.js';
import { checkPlaces, columnsIn, hasOnly } from './parsed-step.js';
import { eachBlock } from './row-blocks.js';

/** The class with the largest value, and its value where `score` asks for it. */
export const ARGMAX: LaneStep = {
  takes(step) {
    if (step.options.score === '') return false;
    checkPlaces(step, 'one');
    return hasOnly(step, ['as', 'keep', 'labels', 'score']);
  },
  add(draft, step) {
    const { score } = step.options;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    if (sources === undefined || sources.length < 2) return false;
    const labels = labelsIn(step, sources.length);
    if (labels === 'none') return false;
    const nulls = draft.nullsOfRows(step, sources);
    const best = draft.classRoom(labels, nulls);
    const width = widest(sources);
    const scores = score === undefined ? [] : [draft.room(width, 'result', nulls)];
    const blocks = eachBlock(sources.length);
    draft.stages.push(
      arrayStage(sources, scores, computeWidth(width, width), (src, [top], { rows }) => {
        blocks(src, rows, (block, start, layout) => {
          argmaxRows(block, layout, best.values.subarray(start, start + layout.length));
        });
        if (top === undefined) return;
        for (let row = 0; row < rows; row++) {
          top[row] = src[Math.max(0, best.values[row]!)]![row]!;
        }
      }),
    );
    const results = [
      { content: best },
      ...scores.map((content) => ({ content, name: String(score) })),
    ];
    draft.place(step, chosen, results, 'one');
    return true;
  },
};
