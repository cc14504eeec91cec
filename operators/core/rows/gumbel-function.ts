import { describe } from '../../../src/errors.js';
import { gumbelSoftmaxColumns, gumbelSoftmaxRows } from '../../../src/softmax/gumbel/gumbel.js';
import { checkFlag } from '../arguments.js';
import type { RowFunction } from './row-function.js';
import { isOff, type SumToOneOption } from './sum-to-one.js';

const NAME = 'gumbelSoftmax';

/** How classes are sampled. */
export interface Sampling {
  /** An integer of 0 to 2⁵³ − 1: the same seed gives the same samples, another one others. */
  seed: number;
  /** Whether the result is the sampled class as a one-hot (1 and 0); default false. */
  hard?: boolean | undefined;
}

/** Softmax with the noise of a row's index in its stream. */
export function gumbelFunction({ seed, hard = false }: Sampling): RowFunction {
  return {
    name: NAME,
    kernel: {
      rows: (src, dst, rows, temperature, firstRow) =>
        gumbelSoftmaxRows(src, dst, rows, { temperature, seed, firstRow, hard }),
      columns: (src, dst, length, temperature, firstRow) =>
        gumbelSoftmaxColumns(src, dst, length, { temperature, seed, firstRow, hard }),
    },
    zero: 0,
    uniform: (classes) => 1 / classes,
    parameters: { seed, hard },
    sumsToOne: true,
    tells: hard ? 'nothing' : 'NaN',
  };
}

/** @throws TypeError, RangeError where it is none */
export function checkSampling({ seed, hard = false, sumToOne }: Sampling & SumToOneOption): void {
  checkSeed(seed);
  checkFlag(NAME, 'hard', hard);
  if (hard && !isOff(sumToOne)) {
    const what = 'sumToOne has no use where hard: a one-hot sums to one as it is';
    throw new TypeError(describe({ operator: NAME, what, got: sumToOne, expected: 'one of them' }));
  }
}

function checkSeed(seed: unknown): void {
  const expected = 'an integer of 0 to 2⁵³ − 1';
  if (typeof seed !== 'number') {
    throw new TypeError(
      describe({ operator: NAME, what: 'seed is no number', got: seed, expected }),
    );
  }
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new RangeError(
    describe({ operator: NAME, what: 'seed is out of range', got: seed, expected }),
  );
}
