import {
  type ResolvedFunction,
  resolveFunction,
} from '../../../operators/core/elements/parameters.js';
import { Scratch } from '../../../operators/core/scratch.js';
import type { Library } from '../../activations/table.js';
import { computeWidth, roomFor, settle, valuesAt } from './arrays.js';
import type { NumberColumn } from './columns.js';
import type { LaneStep } from './lane-step.js';
import { columnsIn, floatIn, hasOnly, hasPlacement, type ParsedStep } from './parsed-step.js';

/** A function of the table, element by element. */
export const ELEMENTWISE: LaneStep = {
  takes(step) {
    const { row } = functionOf(step);
    // A derivative is computed one at a time, and nobody derives whole files.
    const own = ['preset', 'as', 'keep', 'float', ...Object.keys(row.parameters)];
    return hasOnly(step, own) && hasPlacement(step, 'each');
  },
  add(draft, step) {
    const fn = functionOf(step);
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    // Of results that are probabilities the operator would warn.
    if (sources === undefined || (fn.row.probability && sources.some(isResult))) return false;
    const results = sources.map((source) => {
      const result = draft.room(floatIn(step, source.width));
      draft.stages.push(stageOf(source, result, fn));
      return { content: result };
    });
    draft.place(step, chosen, results, 'each');
    return true;
  },
};

function functionOf({ op, options }: ParsedStep): ResolvedFunction {
  const preset = options.preset as Library | undefined; // one of its choices
  return resolveFunction(op, preset, options, () => {});
}

function isResult({ index }: NumberColumn): boolean {
  return index === undefined;
}

function stageOf(source: NumberColumn, result: NumberColumn, { row, values }: ResolvedFunction) {
  const compute = computeWidth(source.width, result.width);
  const scratch = new Scratch();
  return (rows: number, flags: Uint8Array) => {
    const src = valuesAt(source, compute, rows, flags, scratch, 0);
    const dst = roomFor(result, compute, rows, scratch, 1);
    // Invariant: both have the width that is computed in.
    if (src instanceof Float32Array) row.float32(src, dst as Float32Array, rows, values);
    else row.float64(src, dst as Float64Array, rows, values);
    settle(result, dst);
  };
}
