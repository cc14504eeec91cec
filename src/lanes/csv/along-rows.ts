import {
  checkSumToOne,
  isOff,
  type SumToOne,
  unitsOf,
  widthFor,
} from '../../../operators/core/rows/sum-to-one.js';
import { sumToOneColumns } from '../../softmax/sum-to-one.js';
import { arrayStage, computeWidth, widest } from './arrays.js';
import type { Stage } from './batch.js';
import type { NumberColumn } from './columns.js';
import type { LaneStep } from './lane-step.js';
import { checkPlaces, columnsIn, floatIn, hasOnly, type ParsedStep } from './parsed-step.js';
import { ROW_KERNELS, type RowKernel } from './row-kernels.js';

/** A function of a row's classes: see src/lanes/csv/row-kernels.ts. */
export const ALONG_ROWS: LaneStep = {
  takes(step) {
    const { over = 'row', temperature = 1, where } = step.options;
    if (over !== 'row' || !(Number(temperature) > 0) || where === '') return false;
    checkPlaces(step, kernelOf(step).shape);
    checkSumToOne(step.op, roundingIn(step), floatIn(step));
    return hasOnly(step, ['over', 'temperature', 'where', 'as', 'keep', 'float', 'sumToOne']);
  },
  add(draft, step) {
    const kernel = kernelOf(step);
    const { shape, origin } = kernel;
    const chosen = draft.choose(step.op, columnsIn(step));
    const sources = draft.numbersOfAll(chosen);
    // A single column may hold lists.
    if (sources === undefined || sources.length < 2) return false;
    // The operator warns of them.
    if (kernel.logits && sources.some((source) => source.origin === 'probability')) return false;
    const mask = draft.maskOf(step);
    if (mask === undefined) return false;
    const nulls = draft.nullsOfRows(step, sources, mask === 'none' ? undefined : mask);
    // Half precision has no room for the tails of a distribution.
    const own = widthFor(roundingIn(step)) ?? (widest(sources) === 64 ? 64 : 32);
    const float = floatIn(step) ?? own;
    const results = (shape === 'each' ? chosen : [0]).map(() => draft.room(float, origin, nulls));
    draft.stages.push(stageOf(step, sources, results));
    const contents = results.map((content) => ({ content }));
    draft.place(step, chosen, contents, shape);
    return true;
  },
};

function kernelOf({ op }: ParsedStep): RowKernel {
  return ROW_KERNELS.get(op)!; // steps of no other name come here
}

/** `parseOptions` has seen to the kind. */
function roundingIn({ options }: ParsedStep): SumToOne | undefined {
  return options.sumToOne as SumToOne | undefined;
}

function stageOf(
  step: ParsedStep,
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
): Stage {
  const kernel = kernelOf(step);
  const temperature = Number(step.options.temperature ?? 1);
  const rounding = roundingIn(step);
  const float = widest(results);
  if (isOff(rounding)) {
    const compute = computeWidth(widest(sources), float);
    return arrayStage(sources, results, compute, (src, dst, { rows }) => {
      kernel.run(src, dst, rows, temperature);
    });
  }
  const units = unitsOf(rounding, float);
  return arrayStage(sources, results, 64, (src, dst, { rows }) => {
    kernel.run(src, dst, rows, temperature);
    sumToOneColumns(dst, dst, rows, units);
  });
}
