import {
  type ResolvedFunction,
  resolveFunction,
} from '../../../../../operators/core/elements/parameters.js';
import type { Library } from '../../../../activations/table.js';
import type { FloatWidth } from '../../../../columns/selection/places.js';
import { isProbability } from '../../columns/number-column.js';
import type { LaneStep } from '../lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from '../parsed-step.js';
import { policeElements } from './element-policies.js';
import { type Apply, elementStage } from './element-stage.js';
import { addElementsOfLists, type ElementResult } from './elements-of-lists.js';

/** A function of the table, or its derivative, element by element. */
export const ELEMENTWISE: LaneStep = {
  takes(step) {
    const { row } = functionOf(step);
    checkPlaces(step, 'each');
    const own = ['preset', 'derivative', 'as', 'keep', 'float', ...Object.keys(row.parameters)];
    return hasOnly(step, own);
  },
  add(draft, step) {
    const fn = functionOf(step);
    const chosen = draft.choose(step.op, columnsIn(step));
    const apply = step.options.derivative === true ? slopesOf(fn) : valuesOf(fn);
    const probability = fn.row.probability === true && step.options.derivative !== true;
    const resultOf = ({ width }: { readonly width: FloatWidth }): ElementResult => ({
      apply,
      float: floatIn(step) ?? (probability && width === 16 ? 32 : width),
      origin: probability ? 'probability' : 'result',
    });
    const lists = draft.listsOfAll(chosen);
    const sources = draft.numbersOfAll(chosen);
    // Of results that are probabilities the operator would warn.
    if (probability && (lists ?? sources)?.some(isProbability) === true) return false;
    if (lists !== undefined) return addElementsOfLists(draft, step, chosen, lists, resultOf);
    if (sources === undefined) return false;
    const policing = policeElements(draft, step, sources);
    const results = sources.map((source) => {
      const { float, origin } = resultOf(source);
      return draft.room(float, origin, policing.nullsOf(source));
    });
    policing.add(results, [elementStage(sources, results, apply)]);
    const contents = results.map((content) => ({ content }));
    draft.place(step, chosen, contents, 'each');
    return true;
  },
};

/** The function itself. */
export function valuesOf({ row, values }: ResolvedFunction): Apply {
  return (src, dst, length) => {
    // Invariant: both have the width that is computed in.
    if (src instanceof Float32Array) row.float32(src, dst as Float32Array, length, values);
    else row.float64(src, dst as Float64Array, length, values);
  };
}

function slopesOf({ row, values }: ResolvedFunction): Apply {
  return (src, dst, length) => {
    for (let i = 0; i < length; i++) {
      const y = row.derivative.apply(src[i]!, values);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  };
}

function functionOf({ op, options }: ParsedStep): ResolvedFunction {
  const preset = options.preset as Library | undefined; // one of its choices
  return resolveFunction(op, preset, options, () => {});
}
