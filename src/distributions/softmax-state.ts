import type { KeyTable } from '../groups/key-table.js';
import type { StateTable } from '../softmax/state/table/state-table.js';

/**
 * What is known of distributions that run down a stream: the exact states of their values, of which the first pass
 * over the stream makes one, and under which the second gives probabilities.
 *
 * It depends on the multiset of values alone, not on their order, the batches, or the merges that made it.
 */
export interface SoftmaxState {
  /** What values are divided by. */
  readonly temperature: number;
  /** Whether the states are of the negated values: those of softmin. */
  readonly negates: boolean;
  /** undefined: the whole stream is one distribution. */
  readonly groups?: Groups | undefined;
  /** In the order chosen; none of a stream that never had a batch, for it has no schema. */
  readonly columns: readonly ColumnState[];
}

/** Which rows are a distribution together: those whose key columns have the same values. */
export interface Groups {
  readonly by: readonly string[];
  /** Whether rows with a null key are a group, or belong to none. */
  readonly nulls: 'group' | 'drop';
  readonly keys: KeyTable;
}

/** The distributions of one column. */
export interface ColumnState {
  readonly name: string;
  /** The width of the values: 32 for Float16 and Float32, unless something else was asked for, 64 for all others. */
  readonly width: 32 | 64;
  /** Of a FixedSizeList, each position of which is a distribution; undefined for a scalar column. */
  readonly positions: number | undefined;
  /** One for each position; of a scalar column one. A slot is a group's; slot 0 that of the whole stream. */
  readonly tables: readonly StateTable[];
}
