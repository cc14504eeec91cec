import type { RowFunction } from '../../../../../operators/core/rows/row-function.js';
import { ROW_FUNCTIONS } from '../../../../../operators/core/rows/row-functions.js';

/** A function of a row's classes, each in a column of its own. */
export interface RowKernel {
  readonly fn: RowFunction;
  /** One result for each class, or one for all of them. */
  readonly shape: 'each' | 'one';
  /** What the results are. */
  readonly origin: 'result' | 'probability';
}

const SHAPES = {
  logSoftmax: { shape: 'each', origin: 'result' },
  logSumExp: { shape: 'one', origin: 'result' },
} as const;
const PROBABILITIES = { shape: 'each', origin: 'probability' } as const;

/** By the operator's name. */
export const ROW_KERNELS: ReadonlyMap<string, RowKernel> = new Map(
  Object.values(ROW_FUNCTIONS).map((fn): [string, RowKernel] => {
    const shape = SHAPES[fn.name as keyof typeof SHAPES] ?? PROBABILITIES;
    return [fn.name, { fn, ...shape }];
  }),
);
