import { inputsOfCells } from '../../../../../operators/core/elements/input-rows.js';
import { type Neuron, weighInputs } from '../../../../../operators/core/elements/weigh-inputs.js';
import { elementRules } from '../../../../../operators/core/policies.js';
import { Validity } from '../../../../columns/validity.js';
import type { ListColumn } from '../../columns/list-column.js';
import type { NumberColumn } from '../../columns/number-column.js';
import { arrayStage } from '../arrays.js';
import type { Draft } from '../draft.js';
import { markNulls, placeOf } from '../judged-rows.js';
import { policeLists } from '../leave-lists.js';
import { floatIn, type ParsedStep } from '../parsed-step.js';

/** Adds the weighted sums of lists to the draft. Lists of another length are an error, which is the operators'. */
export function addNeuronOfLists(
  draft: Draft,
  step: ParsedStep,
  list: ListColumn,
  neuron: Neuron,
): NumberColumn {
  const { cells, within } = list;
  const { rules, counts } = policeLists(draft, elementRules(step.op, step.options), [list]);
  const nulls = draft.marks();
  const result = draft.room(floatIn(step) ?? list.width, 'result', nulls);
  const count = neuron.weights.length;
  const isThere = (row: number) => list.nulls.values[row] === 0;
  const fits = (row: number) => cells.lengthOf(row) === count;
  draft.stages.push(
    ({ rows, flags }) => {
      for (let row = 0; row < rows; row++) if (isThere(row) && !fits(row)) flags[row] = 1;
    },
    arrayStage([list], [result], 64, ([values], [dst], batch) => {
      const numbers = { values: values!, length: values!.length, validity: within.valid };
      const validity = Validity.of(batch.rows, (row) => isThere(row) && fits(row));
      const inputs = { rows: cells.rows, numbers, validity };
      // Invariant of the cast: it is computed in doubles.
      const sums = dst!.subarray(0, batch.rows) as Float64Array;
      const rows = inputsOfCells(inputs, count, '', placeOf(batch));
      markNulls(weighInputs(rows, neuron, rules, counts, sums), nulls, batch);
    }),
  );
  return result;
}
