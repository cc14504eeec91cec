import { Validity } from '../../../src/columns/validity.js';
import { neuron } from '../../../src/neurons/affine.js';
import type { Counts, ElementRules } from '../policies.js';
import { INFINITIES, type InputRows, NANS, NULLS } from './input-rows.js';

/** What inputs are weighed by. */
export interface Neuron {
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * Fills `values` with the weighted sums of the rows' inputs, under the policies.
 *
 * @returns which rows have a result
 * @throws DataError where a policy says so
 */
export function weighInputs(
  rows: InputRows,
  { weights, bias }: Neuron,
  rules: ElementRules,
  counts: Counts,
  values: Float64Array,
): Validity | undefined {
  const { length } = values;
  const inputs = new Float64Array(weights.length);
  const missing = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const met = rows.fill(row, inputs);
    if (met !== 0) {
      count(met, counts);
      const bad = refused(met, rules);
      if (bad !== 0) throw rows.errorOf(bad, row);
    }
    if (rows.isMissing(row) || (met & NULLS && rules.nulls === 'propagate')) missing[row] = 1;
    else {
      if (met & NANS && rules.nan === 'mask') mask(inputs);
      values[row] = neuron(inputs, weights, bias);
    }
  }
  return Validity.of(length, (row) => missing[row] === 0);
}

function count(met: number, counts: Counts): void {
  if (met & NULLS) counts.nulls += 1;
  if (met & NANS) counts.nans += 1;
  if (met & INFINITIES) counts.infinities += 1;
}

/** Which of what was met a policy refuses; 0 for none. */
function refused(met: number, rules: ElementRules): 0 | typeof NULLS | typeof NANS {
  if (met & NULLS && rules.nulls === 'error') return NULLS;
  return met & NANS && rules.nan === 'error' ? NANS : 0;
}

function mask(inputs: Float64Array): void {
  inputs.forEach((input, i) => {
    if (Number.isNaN(input)) inputs[i] = 0;
  });
}
