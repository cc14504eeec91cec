import { checkNumbers } from '../../../operators/core/arguments.js';
import { ACTIVATIONS } from '../../activations/table.js';
import { elementStage } from './element-stage.js';
import { valuesOf } from './elementwise.js';
import type { LaneStep } from './lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly } from './parsed-step.js';

/** A leaky rectifier with a slope for each column, or one for all. */
export const PRELU: LaneStep = {
  takes(step) {
    checkPlaces(step, 'each');
    checkNumbers(step.op, 'slopes', step.options.slopes);
    return hasOnly(step, ['slopes', 'as', 'keep', 'float']);
  },
  add(draft, step) {
    const slopes = step.options.slopes as readonly number[]; // see `takes`
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    if (sources === undefined || ![1, sources.length].includes(slopes.length)) return false;
    draft.nullsOfElements(step, sources);
    const row = ACTIVATIONS.leakyRelu;
    const results = sources.map((source, i) => {
      const result = draft.room(floatIn(step) ?? source.width, 'result', source.nulls);
      const negativeSlope = slopes.length === 1 ? slopes[0]! : slopes[i]!;
      const apply = valuesOf({ row, values: { negativeSlope } });
      draft.stages.push(elementStage([source], [result], apply));
      return { content: result };
    });
    draft.place(step, chosen, results, 'each');
    return true;
  },
};
