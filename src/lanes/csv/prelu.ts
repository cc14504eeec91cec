import { checkNumbers } from '../../../operators/core/arguments.js';
import { ACTIVATIONS } from '../../activations/table.js';
import { policeElements } from './element-policies.js';
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
    const policing = policeElements(draft, step, sources);
    const row = ACTIVATIONS.leakyRelu;
    const results = sources.map((source) =>
      draft.room(floatIn(step) ?? source.width, 'result', policing.nullsOf(source)),
    );
    const stages = sources.map((source, i) => {
      const negativeSlope = slopes.length === 1 ? slopes[0]! : slopes[i]!;
      return elementStage([source], [results[i]!], valuesOf({ row, values: { negativeSlope } }));
    });
    policing.add(results, stages);
    const contents = results.map((content) => ({ content }));
    draft.place(step, chosen, contents, 'each');
    return true;
  },
};
