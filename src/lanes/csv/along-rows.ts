import {
  checkSumToOne,
  isOff,
  type SumToOne,
  unitsOf,
  widthFor,
} from '../../../operators/core/rows/sum-to-one.js';
import { Scratch } from '../../../operators/core/scratch.js';
import { sumToOneColumns } from '../../softmax/sum-to-one.js';
import { computeWidth, roomFor, settle, valuesAt, widest } from './arrays.js';
import type { NumberColumn } from './columns.js';
import type { LaneStep } from './lane-step.js';
import { columnsIn, floatIn, hasOnly, hasPlacement, type ParsedStep } from './parsed-step.js';
import { ROW_KERNELS, type RowKernel } from './row-kernels.js';

/** A function of a row's classes: see src/lanes/csv/row-kernels.ts. */
export const ALONG_ROWS: LaneStep = {
  takes(step) {
    const { over = 'row', temperature = 1 } = step.options;
    if (over !== 'row' || !(Number(temperature) > 0)) return false;
    if (!hasOnly(step, ['over', 'temperature', 'as', 'keep', 'float', 'sumToOne'])) return false;
    checkSumToOne(step.op, roundingIn(step), step.options.float as 32 | 64 | undefined);
    return hasPlacement(step, kernelOf(step).shape);
  },
  add(draft, step) {
    const kernel = kernelOf(step);
    const { shape } = kernel;
    const columns = columnsIn(step);
    const chosen = draft.choose(step.op, columns);
    const sources = draft.numbersOfAll(chosen);
    // A single column may hold lists. Of results the operator might warn: they say of themselves what they are.
    if (sources === undefined || sources.length < 2) return false;
    if (kernel.logits && sources.some(({ index }) => index === undefined)) return false;
    const rounding = roundingIn(step);
    const float = floatIn(step, widthFor(rounding) ?? widest(sources));
    const results = (shape === 'each' ? chosen : [0]).map(() => draft.room(float));
    const { temperature = 1 } = step.options;
    const units = isOff(rounding) ? undefined : unitsOf(rounding, float);
    draft.stages.push(stageOf(kernel, sources, results, Number(temperature), units));
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

/** @param units  where results are rounded to sum to one, how many quanta that is */
function stageOf(
  kernel: RowKernel,
  sources: readonly NumberColumn[],
  results: readonly NumberColumn[],
  temperature: number,
  units: number | undefined,
) {
  const compute = units === undefined ? computeWidth(widest(sources), widest(results)) : 64;
  const scratch = new Scratch();
  return (rows: number, flags: Uint8Array) => {
    const src = sources.map((column, i) => valuesAt(column, compute, rows, flags, scratch, i));
    const dst = results.map((column, i) =>
      roomFor(column, compute, rows, scratch, sources.length + i),
    );
    kernel.run(src, dst, rows, temperature);
    if (units !== undefined) sumToOneColumns(dst, dst, rows, units);
    results.forEach((column, i) => {
      settle(column, dst[i]!);
    });
  };
}
