import { type RowRules, rowRules } from '../../../../../operators/core/policies.js';
import {
  type Computing,
  fillEach,
  fillOne,
} from '../../../../../operators/core/rows/compute-rows.js';
import {
  checkSampling,
  gumbelFunction,
  type Sampling,
} from '../../../../../operators/core/rows/gumbel-function.js';
import {
  isOff,
  roundingKernel,
  type SumToOne,
  type SumToOneOption,
  unitsOf,
  widthFor,
} from '../../../../../operators/core/rows/sum-to-one.js';
import type { FloatWidth } from '../../../../columns/selection/places.js';
import { asksRow } from '../../../../recipes/asks-row.js';
import { computeWidth, widest } from '../arrays.js';
import { floatIn, type ParsedStep } from '../parsed-step.js';
import { ROW_KERNELS, type RowKernel } from './row-kernels.js';

/** What a step along the rows says of how they are computed. */

export function kernelOf({ op, options }: ParsedStep): RowKernel {
  if (asksRow({ op })) return sampler(options);
  return ROW_KERNELS.get(op)!; // steps of no other name come here
}

/** `parseOptions` has seen to the kinds. */
function sampler(options: ParsedStep['options']): RowKernel {
  const sampling = options as unknown as Sampling & SumToOneOption;
  checkSampling(sampling);
  return { fn: gumbelFunction(sampling), shape: 'each', origin: 'probability' };
}

/** `parseOptions` has seen to the kind. */
export function sumToOneIn({ options }: ParsedStep): SumToOne | undefined {
  return options.sumToOne as SumToOne | undefined;
}

export function rowRulesOf(step: ParsedStep): RowRules {
  return rowRules(step.op, step.options, kernelOf(step).fn.degenerate);
}

/** Half precision has no room for the tails of a distribution. */
export function resultWidth(
  step: ParsedStep,
  sources: readonly { readonly width: FloatWidth }[],
): FloatWidth {
  const own = widest(sources) === 64 ? 64 : 32;
  return floatIn(step) ?? widthFor(sumToOneIn(step)) ?? own;
}

/** @param float  the width of the results */
export function computingOf(
  step: ParsedStep,
  source: FloatWidth,
  float: FloatWidth,
): Computing & { readonly compute: 32 | 64 } {
  const sumToOne = sumToOneIn(step);
  const rounding = isOff(sumToOne) ? undefined : roundingKernel(unitsOf(sumToOne, float));
  return {
    temperature: Number(step.options.temperature ?? 1),
    rounding,
    fill: kernelOf(step).shape === 'each' ? fillEach : fillOne,
    compute: rounding === undefined ? computeWidth(source, float) : 64,
  };
}
