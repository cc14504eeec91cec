/**
 * Gumbel-softmax: softmax((x + g)/T) with Gumbel noise g (`gumbel-noise.ts`). The largest of x + g is a sample of
 * softmax(x) (the Gumbel-max trick), whatever T is; `hard` gives it as a one-hot.
 *
 * x + g is rounded to the type of x; what follows is `softmaxRows`, or `hardmaxRows`, of that, with their bits and bounds.
 */
import { checkOptions, describe } from '../../errors.js';
import type { Floats } from '../../simd/floats.js';
import { checkColumns } from '../columns.js';
import { hardmaxColumns, hardmaxRows } from '../hardmax.js';
import type { Rows } from '../layout.js';
import { checkTemperature, startOf } from '../layout.js';
import { checkTable } from '../pair.js';
import { softmaxColumns, softmaxRows } from '../rows.js';
import { gumbelNoise } from './gumbel-noise.js';

/** What `gumbelSoftmaxRows` and `gumbelSoftmaxColumns` want, all of it: a TypeError or RangeError names what is bad or unknown. */
export interface GumbelOptions {
  /** T, finite and above 0; without influence where `hard`. */
  readonly temperature: number;
  /** An integer of 0 … 2⁵³ − 1. */
  readonly seed: number;
  /** The index in its stream of the first row: the noise of a row depends on it, not on the batch. */
  readonly firstRow: number;
  /** Whether results are the one-hot of the sample. */
  readonly hard: boolean;
}

/**
 * Gumbel-softmax of each row: the noise of class c of row r is that of (seed, firstRow + r, c).
 *
 * @param src  the rows' logits
 * @param dst  of src's type; may be `src`, else must not overlap it
 * @returns as `softmaxRows`, or `hardmaxRows`: −∞ stays −∞ under noise, and its probability 0
 * @throws RangeError where the rows reach beyond an array or an option is out of range
 * @see Jang, Gu & Poole 2017, arXiv:1611.01144; Maddison, Mnih & Teh 2017, arXiv:1611.00712
 */
export function gumbelSoftmaxRows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  options: GumbelOptions,
): number {
  checkTable('gumbelSoftmaxRows', src, dst, rows);
  checkGumbel('gumbelSoftmaxRows', options);
  const { seed, firstRow, hard, temperature } = options;
  for (let r = 0; r < rows.length; r++) {
    const start = startOf(rows, r);
    const noise = noiseOf(seed, firstRow + r, startOf(rows, r + 1) - start);
    for (let c = 0; c < noise.length; c++) dst[start + c] = src[start + c]! + noise[c]!;
  }
  return hard ? hardmaxRows(dst, dst, rows) : softmaxRows(dst, dst, rows, temperature);
}

/** `gumbelSoftmaxRows` of a table that has a column for each class, as `softmaxColumns`. */
export function gumbelSoftmaxColumns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  options: GumbelOptions,
): number {
  checkColumns('gumbelSoftmaxColumns', src, dst, length);
  checkGumbel('gumbelSoftmaxColumns', options);
  const { seed, firstRow, hard, temperature } = options;
  for (let r = 0; r < length; r++) {
    const noise = noiseOf(seed, firstRow + r, src.length);
    for (let c = 0; c < noise.length; c++) dst[c]![r] = src[c]![r]! + noise[c]!;
  }
  return hard ? hardmaxColumns(dst, dst, length) : softmaxColumns(dst, dst, length, temperature);
}

let scratch = new Float64Array(0);

/** A view of scratch memory, good until the next call. */
function noiseOf(seed: number, row: number, count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(2 * count);
  gumbelNoise(seed, row, count, scratch);
  return scratch.subarray(0, count);
}

function checkGumbel(operator: string, options: GumbelOptions): void {
  checkOptions(operator, options, ['temperature', 'seed', 'firstRow', 'hard']);
  const { temperature, seed, firstRow } = options;
  checkTemperature(operator, temperature);
  for (const [name, value] of [
    ['seed', seed],
    ['firstRow', firstRow],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new RangeError(
      describe({
        operator,
        what: `${name} is out of range`,
        got: value,
        expected: 'an integer of 0 to 2⁵³ − 1',
      }),
    );
  }
}
