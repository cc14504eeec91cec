import { checkNumbers } from '../../../../../operators/core/arguments.js';
import { ACTIVATIONS } from '../../../../activations/table.js';
import type { FloatWidth } from '../../../../columns/selection/places.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly } from '../parsed-step.js';
import { policeElements } from './element-policies.js';
import { type Apply, elementStage } from './element-stage.js';
import { addElementsOfLists, type ElementResult } from './elements-of-lists.js';
import { valuesOf } from './elementwise.js';

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
    if (![1, chosen.length].includes(slopes.length)) return false;
    const resultOf = ({ width }: { readonly width: FloatWidth }, i: number): ElementResult => ({
      apply: withSlope(slopes.length === 1 ? slopes[0]! : slopes[i]!),
      float: floatIn(step) ?? width,
      origin: 'result',
    });
    const lists = draft.listsOfAll(chosen);
    if (lists !== undefined) return addElementsOfLists(draft, step, chosen, lists, resultOf);
    const sources = draft.numbersOfAll(chosen);
    if (sources === undefined) return false;
    const policing = policeElements(draft, step, sources);
    const made = sources.map(resultOf);
    const results = sources.map((source, i) =>
      draft.room(made[i]!.float, 'result', policing.nullsOf(source)),
    );
    const stages = sources.map((source, i) =>
      elementStage([source], [results[i]!], made[i]!.apply),
    );
    policing.add(results, stages);
    const contents = results.map((content) => ({ content }));
    draft.place(step, chosen, contents, 'each');
    return true;
  },
};

function withSlope(negativeSlope: number): Apply {
  return valuesOf({ row: ACTIVATIONS.leakyRelu, values: { negativeSlope } });
}
