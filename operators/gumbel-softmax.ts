import { describe } from '../src/errors.js';
import { gumbelSoftmaxColumns, gumbelSoftmaxRows } from '../src/softmax/gumbel.js';
import { checkFlag } from './core/arguments.js';
import type { BatchOperator } from './core/over-batches.js';
import type { ProbabilityOptions } from './core/rows/along-rows.js';
import type { RowKernel } from './core/rows/block.js';
import { normalizeRows } from './core/rows/normalize-rows.js';
import { isOff } from './core/rows/sum-to-one.js';

/** What `gumbelSoftmax` takes. */
export interface GumbelSoftmaxOptions extends ProbabilityOptions {
  /** An integer of 0 to 2⁵³ − 1: the same seed gives the same samples, another one others. */
  seed: number;
  /** Whether the result is the sampled class as a one-hot (1 and 0); default false. */
  hard?: boolean | undefined;
}

/**
 * Gumbel-softmax along the row: softmax((xᵢ + gᵢ) / T) with Gumbel noise gᵢ = −ln(−ln uᵢ). The largest of xᵢ + gᵢ is a
 * sample of softmax(x), whatever T is: `hard` gives it as a one-hot, and as T falls to 0 the soft result becomes that.
 *
 * The noise depends on the seed, on the row's index in the stream and on the class's index in the row, and on nothing
 * else (Philox4x32-10, counted by row and class; no state). So every split of the stream into batches gives the same
 * bits, on every machine; rows before it have to be there, of course, for a row to have its index. Masked classes keep
 * their places. Several list columns get the same noise: give each an operator and a seed of its own where that matters.
 *
 * x + g is rounded to the width that is computed in. Layouts, widths, policies, masks, errors and the warning are those
 * of `softmax`; with `hard`, +∞ wins as it does in `hardmax`.
 *
 * @param options.temperature  T, finite and above 0; default 1; without influence where `hard`
 * @param options.sumToOne  rounds so that each row adds up to exactly one as it is written; not beside `hard`
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @see Jang, Gu & Poole 2017, arXiv:1611.01144; Maddison, Mnih & Teh 2017, arXiv:1611.00712; Salmon, Moraes, Dror &
 *   Shaw 2011, doi:10.1145/2063384.2063405
 */
export function gumbelSoftmax(options: GumbelSoftmaxOptions): BatchOperator {
  const name = 'gumbelSoftmax';
  // Looked into before they are checked; whatever they hold, what is wrong throws below.
  const { seed, hard = false, sumToOne } = Object(options) as GumbelSoftmaxOptions;
  const kernel: RowKernel = {
    rows: (src, dst, rows, temperature, firstRow) =>
      gumbelSoftmaxRows(src, dst, rows, { temperature, seed, firstRow, hard }),
    columns: (src, dst, length, temperature, firstRow) =>
      gumbelSoftmaxColumns(src, dst, length, { temperature, seed, firstRow, hard }),
  };
  const operator = normalizeRows(
    {
      name,
      kernel,
      zero: 0,
      uniform: (classes) => 1 / classes,
      parameters: { seed, hard },
      sumsToOne: true,
      tells: hard ? 'nothing' : 'NaN',
    },
    options,
  );
  checkSeed(name, seed);
  checkFlag(name, 'hard', hard);
  if (hard && !isOff(sumToOne)) {
    const what = 'sumToOne has no use where hard: a one-hot sums to one as it is';
    throw new TypeError(describe({ operator: name, what, got: sumToOne, expected: 'one of them' }));
  }
  return operator;
}

function checkSeed(operator: string, seed: unknown): void {
  const expected = 'an integer of 0 to 2⁵³ − 1';
  if (typeof seed !== 'number') {
    throw new TypeError(describe({ operator, what: 'seed is no number', got: seed, expected }));
  }
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new RangeError(describe({ operator, what: 'seed is out of range', got: seed, expected }));
}
