import type { RecordBatch } from 'apache-arrow';
import { KeyReader } from '../../groups/key-reader.js';
import { keyRuns } from '../../groups/key-runs.js';
import type { MarkedValues } from './block.js';
import type { KeyedRows, OpenResults, PartitionSetup } from './partitions.js';
import { Partitions } from './partitions.js';

export interface SpilledGroupsOptions extends PartitionSetup {
  /** The key columns, by their literal names. */
  readonly by: string | readonly string[];
  /** Whether null is a key like others, or its rows belong to no group. */
  readonly nulls: 'group' | 'drop';
}

/** What `Partitions` does, of the key columns of record batches. */
export class SpilledGroups {
  readonly #options: SpilledGroupsOptions;
  readonly #partitions: Partitions;
  readonly #reader: KeyReader;

  constructor(options: SpilledGroupsOptions) {
    this.#options = options;
    this.#partitions = new Partitions(options);
    this.#reader = new KeyReader(options.operator, options.by);
  }

  /** The keys of a batch's rows, for `add` and `next`. */
  keyed(batch: RecordBatch): KeyedRows {
    const { operator, nulls } = this.#options;
    const { runs, validity } = keyRuns(this.#reader.read(batch), nulls === 'group', operator);
    return { rows: batch.numRows, keys: runs, validity };
  }

  /** The first pass: rows, and the values of each column with 1 for those that are not there. */
  add(keyed: KeyedRows, columns: readonly MarkedValues[]): void {
    this.#partitions.add({ ...keyed, columns });
  }

  /** Ends the first pass; afterwards only the results are left, in the store. */
  finish(open: OpenResults): void {
    this.#partitions.finish(open);
  }

  /**
   * The second pass: writes the results of rows, with 1 for those that are null. Batches need not be cut as in the first.
   * Rows that belong to no group are marked, and 0.
   */
  next(keyed: KeyedRows, into: readonly MarkedValues[]): void {
    for (let row = 0; keyed.validity !== undefined && row < keyed.rows; row++) {
      if (keyed.validity.isValid(row)) continue;
      for (const { values, marks } of into) {
        values[row] = 0;
        marks[row] = 1;
      }
    }
    this.#partitions.next(keyed, into);
  }

  /** Gives all spills back. */
  delete(): void {
    this.#partitions.delete();
  }
}
