import type { RecordBatch } from 'apache-arrow';
import { KeyReader } from '../../groups/key-reader.js';
import { keyRuns } from '../../groups/key-runs.js';
import type { MarkedValues } from './block.js';
import type { KeyedBlock, OpenResults, PartitionSetup } from './partitions.js';
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

  /** The first pass: a batch, and the values of each column with 1 for those that are not there. */
  add(batch: RecordBatch, columns: readonly MarkedValues[]): void {
    this.#partitions.add({ ...this.#keyed(batch), columns });
  }

  /** Ends the first pass; afterwards only the results are left, in the store. */
  finish(open: OpenResults): void {
    this.#partitions.finish(open);
  }

  /**
   * The second pass: writes the results of a batch's rows, with 1 for those that are null. Batches need not be cut as in the
   * first. Rows that belong to no group are marked, and 0.
   */
  next(batch: RecordBatch, into: readonly MarkedValues[]): void {
    const keyed = this.#keyed(batch);
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

  #keyed(batch: RecordBatch): Omit<KeyedBlock, 'columns'> {
    const { operator, nulls } = this.#options;
    const { runs, validity } = keyRuns(this.#reader.read(batch), nulls === 'group', operator);
    return { rows: batch.numRows, keys: runs, validity };
  }
}
