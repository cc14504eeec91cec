import { type Rows, startOf } from '../../../src/softmax/layout.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { ResultRoom } from '../result-room.js';
import type { EndToEnd, JudgedRows } from './block.js';
import type { Mask } from './masked-numbers.js';
import { type Bench, ORDINARY, underPolicies } from './row-policies.js';

/** The best classes of every row: `counts[row]` of them, from `indices[row · k]` on, by falling value. */
export interface Ranking {
  readonly k: number;
  readonly indices: Int32Array;
  /** 0 where a row has no ranking. */
  readonly counts: Int32Array;
  /** Whether the best class of every row is known to be a finite number. */
  readonly isFinite?: boolean;
}

/** Ranks rows; one that holds a NaN has no ranking. */
export interface RankKernel {
  /** Rows that lie end to end. */
  rows(values: Floats, rows: Rows): Ranking;
  /** Rows of a table that has a column for each class, into memory of `room`; where it gives none they are laid end to end. */
  columns(columns: readonly Floats[], length: number, room: ResultRoom): Ranking | undefined;
}

/**
 * Runs a ranking kernel under the policies; masked classes take no part, and indices are those of the row.
 *
 * @param room  for a ranking by columns
 */
export function rankBlock(bench: Bench, kernel: RankKernel, room?: ResultRoom): Ranking {
  const { block } = bench;
  let ranking: Ranking | undefined;
  const verdicts = underPolicies(bench, (mask) => {
    const made = rankUnmasked(bench, mask, kernel, room);
    ranking = made;
    if (made.isFinite) return undefined;
    return (row) => made.counts[row] === 0 || !Number.isFinite(best(block, made, row));
  });
  // Invariant: underPolicies has run the kernel.
  const { k, indices, counts } = ranking as unknown as Ranking;
  if (verdicts !== undefined) {
    for (let row = 0; row < counts.length; row++) if (verdicts[row] !== ORDINARY) counts[row] = 0;
  }
  return { k, indices, counts };
}

function best(block: JudgedRows, { indices, k }: Ranking, row: number): number {
  return block.at(block.values, row, indices[row * k]!);
}

function rankUnmasked(
  { block, scratch }: Bench,
  mask: Mask,
  kernel: RankKernel,
  room: ResultRoom | undefined,
): Ranking {
  if (!mask.nulls && !mask.nan) {
    if (!block.list && room) {
      const ranking = kernel.columns(block.values, block.length, room);
      if (ranking !== undefined) return ranking;
    }
    const { values, rows } = block.endToEnd(scratch);
    return kernel.rows(values, rows);
  }
  const { values, rows, origins } = withoutMasked(block, mask);
  const ranking = kernel.rows(values, rows);
  restoreIndices(ranking, rows, origins);
  return ranking;
}

/** The rows without their masked classes, end to end; `origins` says which class each element was. */
function withoutMasked(block: JudgedRows, mask: Mask): EndToEnd & { readonly origins: Int32Array } {
  const { length } = block;
  const size = block.values.reduce((sum, values) => sum + values.length, 0);
  const values = new Float64Array(size);
  const origins = new Int32Array(size);
  const offsets = new Int32Array(length + 1);
  let end = 0;
  for (let row = 0; row < length; row++) {
    for (let i = 0, n = block.classes(row); i < n; i++) {
      const value = block.at(block.values, row, i);
      if (block.isNull(row, i) ? mask.nulls : mask.nan && Number.isNaN(value)) continue;
      values[end] = value;
      origins[end++] = i;
    }
    offsets[row + 1] = end;
  }
  return { values, rows: { length, offsets }, origins };
}

function restoreIndices({ indices, counts, k }: Ranking, rows: Rows, origins: Int32Array): void {
  for (let row = 0; row < rows.length; row++) {
    const start = startOf(rows, row);
    for (let i = row * k; i < row * k + counts[row]!; i++)
      indices[i] = origins[start + indices[i]!]!;
  }
}
