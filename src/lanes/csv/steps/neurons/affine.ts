import { checkNumbers } from '../../../../../operators/core/arguments.js';
import { inputsOfColumns } from '../../../../../operators/core/elements/input-rows.js';
import { type Neuron, weighInputs } from '../../../../../operators/core/elements/weigh-inputs.js';
import { elementRules } from '../../../../../operators/core/policies.js';
import type { Chosen } from '../../../../columns/selection/select.js';
import { neuron as sumOf } from '../../../../neurons/affine.js';
import type { Floats } from '../../../../softmax/rows.js';
import type { LaneColumn } from '../../columns/columns.js';
import type { NumberColumn } from '../../columns/number-column.js';
import { arrayStage, widest } from '../arrays.js';
import type { Draft } from '../draft.js';
import { policeJointly } from '../joint-policies.js';
import { areOrdinary, judgedNumbers, markNulls, placeOf } from '../judged-rows.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from '../parsed-step.js';
import { addNeuronOfLists } from './neuron-of-lists.js';

/** The weighted sum of a row's inputs, plus a bias. */
export const AFFINE: LaneStep = {
  takes(step) {
    checkPlaces(step, 'one');
    checkNumbers(step.op, 'weights', step.options.weights);
    return hasOnly(step, ['weights', 'bias', 'as', 'keep', 'float']);
  },
  add(draft, step) {
    const { bias = 0 } = step.options;
    const weights = Float64Array.from(step.options.weights as readonly number[]); // see `takes`
    const chosen = draft.choose(step.op, columnsIn(step));
    const result = addNeuron(draft, step, chosen, { weights, bias: Number(bias) });
    if (result === undefined) return false;
    draft.place(step, chosen, [{ content: result }], 'one');
    return true;
  },
};

function addNeuron(
  draft: Draft,
  step: ParsedStep,
  chosen: readonly Chosen<LaneColumn>[],
  neuron: Neuron,
): NumberColumn | undefined {
  const [list, ...others] = draft.listsOfAll(chosen) ?? [];
  if (list !== undefined) {
    return others.length > 0 ? undefined : addNeuronOfLists(draft, step, list, neuron);
  }
  const sources = draft.numbersOfAll(chosen);
  if (sources?.length !== neuron.weights.length) return undefined;
  return addNeuronOfRows(draft, step, sources, neuron);
}

function addNeuronOfRows(
  draft: Draft,
  step: ParsedStep,
  sources: readonly NumberColumn[],
  neuron: Neuron,
): NumberColumn {
  const nulls = draft.marks();
  const given = elementRules(step.op, step.options);
  const { rules, counts, join } = policeJointly(draft, given, sources, nulls);
  const result = draft.room(floatIn(step) ?? widest(sources), 'result', nulls);
  draft.stages.push(
    arrayStage(sources, [result], 64, (src, [dst], batch) => {
      // Invariant of the cast: it is computed in doubles.
      const sums = dst!.subarray(0, batch.rows) as Float64Array;
      if (areOrdinary(sources, rules, batch)) {
        weigh(src, neuron, sums);
        join(batch);
        return;
      }
      const numbers = judgedNumbers(sources, src, batch);
      const inputs = inputsOfColumns(numbers, () => '', placeOf(batch));
      markNulls(weighInputs(inputs, neuron, rules, counts, sums), nulls, batch);
    }),
  );
  return result;
}

function weigh(src: readonly Floats[], { weights, bias }: Neuron, sums: Float64Array): void {
  const inputs = new Float64Array(weights.length);
  for (let row = 0; row < sums.length; row++) {
    for (let i = 0; i < inputs.length; i++) inputs[i] = src[i]![row]!;
    sums[row] = sumOf(inputs, weights, bias);
  }
}
