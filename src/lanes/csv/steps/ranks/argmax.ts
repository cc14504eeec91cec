import { bestOfRows } from '../../../../../operators/core/rows/rank-kernels.js';
import { arrayStage, computeWidth } from '../arrays.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, hasOnly } from '../parsed-step.js';
import { labelsIn } from './labels.js';
import { rankedIn } from './ranked.js';

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
    const ranked = rankedIn(draft, step, chosen);
    if (ranked === undefined) return false;
    const labels = labelsIn(step, ranked);
    if (labels === 'none') return false;
    const nulls = draft.marks();
    const best = draft.classRoom(labels, nulls);
    const { width } = ranked;
    const scores = score === undefined ? [] : [draft.room(width, 'result', nulls)];
    const rank = ranked.stage(bestOfRows, nulls);
    draft.stages.push(
      arrayStage(ranked.columns, scores, computeWidth(width, width), (src, [top], batch) => {
        rank(src, batch, ({ indices, counts }, start) => {
          for (let i = 0; i < indices.length; i++) {
            // Without a ranking the row is null.
            const index = counts[i] === 0 ? 0 : indices[i]!;
            best.values[start + i] = index;
            if (top === undefined) continue;
            top[start + i] = counts[i] === 0 ? 0 : ranked.valueAt(src, start + i, index);
          }
        });
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
