import type { Floats } from '../../../src/softmax/rows.js';
import type { DegeneratePolicy } from '../policies.js';
import type { JudgedRows, RowKernel } from './block.js';
import type { RowFunction } from './row-function.js';
import { type Bench, DEGENERATE, NULL, underPolicies } from './row-policies.js';

/** Writes one value into all results of a row. */
export type FillRow = (
  block: JudgedRows,
  results: readonly Floats[],
  row: number,
  value: number,
) => void;

/** How the rows of a block are computed, beside the function. */
export interface Computing {
  readonly temperature: number;
  /** Rounds results as a whole, where that is asked for. */
  readonly rounding: RowKernel | undefined;
  readonly fill: FillRow;
}

/**
 * Computes the rows of a block under the policies.
 *
 * @returns a verdict a row, as `underPolicies`
 * @throws DataError where a policy says so
 */
export function computeRows(
  { kernel, tells, zero, uniform }: RowFunction,
  bench: Bench,
  results: readonly Floats[],
  { temperature, rounding, fill }: Computing,
): Uint8Array | undefined {
  const { block, scratch, at } = bench;
  const { degenerate } = bench.rules;
  const verdicts = underPolicies(bench, (mask) => {
    const src = block.masked(mask, scratch);
    const open = block.apply(kernel, src, results, temperature, at.row);
    if (open === 0) return undefined;
    return (row) => tells === 'nothing' || lacksDistribution(block, results, row);
  });
  verdicts?.forEach((verdict, row) => {
    if (verdict === NULL) fill(block, results, row, 0);
    else if (verdict === DEGENERATE) {
      fill(
        block,
        results,
        row,
        fillerOf(degenerate, zero, () => uniform(block.classes(row))),
      );
    }
  });
  if (rounding !== undefined) block.apply(rounding, results, results, 1, at.row);
  return verdicts;
}

/** Into the places of a row in results that have one for each class. */
export const fillEach: FillRow = (block, results, row, value) => {
  block.fill(results, row, value);
};

/** Into the place of a row in the one result that there is. */
export const fillOne: FillRow = (_, results, row, value) => {
  results[0]![row] = value;
};

/** What the policy puts in place of a degenerate row. */
function fillerOf(policy: DegeneratePolicy, zero: number, uniform: () => number): number {
  if (policy === 'zero') return zero;
  return policy === 'uniform' ? uniform() : Number.NaN;
}

/** Kernels fill the whole of such a row with NaN, and an empty one holds nothing that could be a probability. */
function lacksDistribution(block: JudgedRows, results: readonly Floats[], row: number): boolean {
  return block.classes(row) === 0 || Number.isNaN(block.at(results, row, 0));
}
