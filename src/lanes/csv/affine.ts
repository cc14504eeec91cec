import { checkNumbers } from '../../../operators/core/arguments.js';
import { inputsOfColumns } from '../../../operators/core/elements/input-rows.js';
import { type Neuron, weighInputs } from '../../../operators/core/elements/weigh-inputs.js';
import { elementRules } from '../../../operators/core/policies.js';
import { neuron } from '../../neurons/affine.js';
import type { Floats } from '../../softmax/rows.js';
import { arrayStage, widest } from './arrays.js';
import { joinNulls } from './batch.js';
import { areOrdinary, judgedNumbers, markNulls, placeOf } from './judged-rows.js';
import type { LaneStep } from './lane-step.js';
import { leaveRefused } from './leave-refused.js';
import { checkPlaces, columnsIn, floatIn, hasOnly } from './parsed-step.js';

/** The weighted sum of a row's inputs, plus a bias. */
export const AFFINE: LaneStep = {
  takes(step) {
    checkPlaces(step, 'one');
    checkNumbers(step.op, 'weights', step.options.weights);
    return hasOnly(step, ['weights', 'bias', 'as', 'keep', 'float']);
  },
  add(draft, step) {
    const { bias = 0 } = step.options;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    const weights = Float64Array.from(step.options.weights as readonly number[]); // see `takes`
    if (sources?.length !== weights.length) return false;
    const own = sources.map((source) => source.nulls);
    const rules = leaveRefused(draft, elementRules(step.op, step.options), sources, own);
    const counts = draft.counts.at(-1)!;
    const nulls = draft.marks();
    const join = joinNulls(own, nulls, counts);
    const result = draft.room(floatIn(step) ?? widest(sources), 'result', nulls);
    const cell = { weights, bias: Number(bias) };
    draft.stages.push(
      arrayStage(sources, [result], 64, (src, [dst], batch) => {
        // Invariant of the cast: it is computed in doubles.
        const sums = dst!.subarray(0, batch.rows) as Float64Array;
        if (areOrdinary(sources, rules, batch)) {
          weigh(src, cell, sums);
          join(batch);
          return;
        }
        const inputs = inputsOfColumns(
          judgedNumbers(sources, src, batch),
          () => '',
          placeOf(batch),
        );
        markNulls(weighInputs(inputs, cell, rules, counts, sums), nulls, batch);
      }),
    );
    draft.place(step, chosen, [{ content: result }], 'one');
    return true;
  },
};

function weigh(src: readonly Floats[], { weights, bias }: Neuron, sums: Float64Array): void {
  const inputs = new Float64Array(weights.length);
  for (let row = 0; row < sums.length; row++) {
    for (let i = 0; i < inputs.length; i++) inputs[i] = src[i]![row]!;
    sums[row] = neuron(inputs, weights, bias);
  }
}
