import { checkNumbers } from '../../../operators/core/arguments.js';
import { neuron } from '../../neurons/affine.js';
import { arrayStage, widest } from './arrays.js';
import type { LaneStep } from './lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly } from './parsed-step.js';

/** The weighted sum of a row's inputs, plus a bias. */
export const AFFINE: LaneStep = {
  takes(step) {
    checkPlaces(step, 'one');
    checkNumbers(step.op, 'weights', step.options.weights);
    return hasOnly(step, ['weights', 'bias', 'as', 'keep', 'float']);
  },
  add(draft, step) {
    const { weights, bias = 0 } = step.options;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    const factors = Float64Array.from(weights as readonly number[]); // see `takes`
    if (sources?.length !== factors.length) return false;
    const nulls = draft.nullsOfRows(step, sources);
    const result = draft.room(floatIn(step) ?? widest(sources), 'result', nulls);
    const inputs = new Float64Array(factors.length);
    draft.stages.push(
      arrayStage(sources, [result], 64, (src, [sums], { rows }) => {
        for (let row = 0; row < rows; row++) {
          for (let i = 0; i < inputs.length; i++) inputs[i] = src[i]![row]!;
          sums![row] = neuron(inputs, factors, Number(bias));
        }
      }),
    );
    draft.place(step, chosen, [{ content: result }], 'one');
    return true;
  },
};
