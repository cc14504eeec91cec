import type { Floats } from '../../src/columns/numbers.js';
import { log1p } from '../../src/simd/functions/log1p.js';
import { applyLogSoftmax, applySoftmax } from '../../src/softmax/state/apply.js';
import type { Finished } from '../../src/softmax/state/finish.js';
import type { FinishedTable } from '../../src/softmax/state/table/finished-table.js';
import {
  DEGENERATE_POLICIES,
  type DegeneratePolicy,
  LOG_SUM_EXP_DEGENERATE_POLICIES,
} from './policies.js';

/** A function of the softmax family that can be had of a state, of a row or of all there is. */
export interface DistributionFunction {
  /** As the operator and provenance name it. */
  readonly name: string;
  /** Whether it is a function of the negated values. */
  readonly negates: boolean;
  /** Whether its results are probabilities that sum to one. */
  readonly sumsToOne: boolean;
  /** What stands for probability 0. */
  readonly zero: number;
  /** What stands for each of `classes` equal probabilities. */
  uniform(classes: number): number;
  /** Which policies for degenerate distributions it has, the default first. */
  readonly degenerate: readonly DegeneratePolicy[];
  /** Writes the results for `src`, of which there is a distribution; `dst` may be `src`. */
  apply(finished: Finished, src: Floats, dst: Floats): void;
  /** The same, each value under the state of its slot, and with the limits where one has no distribution. */
  applyAll(finished: FinishedTable, slots: Uint32Array, src: Floats, dst: Floats): void;
  /** The result where there is no distribution, by what it would be the logarithm of: −∞, +∞ or NaN. */
  limit(max: number): number;
}

const SOFTMAX: DistributionFunction = {
  name: 'softmax',
  negates: false,
  sumsToOne: true,
  zero: 0,
  uniform: (classes) => 1 / classes,
  degenerate: DEGENERATE_POLICIES,
  apply: applySoftmax,
  applyAll: (finished, slots, src, dst) => finished.softmax(slots, src, dst),
  limit: () => Number.NaN,
};

/** The functions by their names. */
export const DISTRIBUTION_FUNCTIONS = {
  softmax: SOFTMAX,
  softmin: { ...SOFTMAX, name: 'softmin', negates: true },
  logSoftmax: {
    ...SOFTMAX,
    name: 'logSoftmax',
    sumsToOne: false,
    zero: -Infinity,
    uniform: logOfEqual,
    apply: applyLogSoftmax,
    applyAll: (finished, slots, src, dst) => finished.logSoftmax(slots, src, dst),
  },
  logSumExp: {
    name: 'logSumExp',
    negates: false,
    sumsToOne: false,
    zero: -Infinity,
    uniform: () => Number.NaN,
    degenerate: LOG_SUM_EXP_DEGENERATE_POLICIES,
    apply: ({ logSumExp }, src, dst) => dst.fill(logSumExp.high, 0, src.length),
    applyAll: (finished, slots, _, dst) => finished.logSumExp(slots, dst),
    limit: (max) => max,
  },
} as const satisfies Record<string, DistributionFunction>;

export type DistributionName = keyof typeof DISTRIBUTION_FUNCTIONS;

/** −ln n, not by `Math.log`, which may differ between engines in its last bit. */
function logOfEqual(classes: number): number {
  const logarithm = new Float64Array(2);
  log1p(classes - 1, 0, logarithm);
  return 0 - logarithm[0]!; // +0 for a single class
}
