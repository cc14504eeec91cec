import type { Data, DataType } from 'apache-arrow';
import type { Cells } from './cells.js';

/** Cells of one column on their way into a batch. */
export interface ColumnBuilder {
  readonly type: DataType;
  /**
   * Appends field `column` of every row of `cells`.
   *
   * @returns the first row whose field does not fit the column's type, or −1; after a row the builder is of no use
   */
  append(cells: Cells, column: number): number;
  /** The column of all rows since the last time; the builder starts anew. */
  finish(): Data;
}

/** No row failed. */
export const ALL_FIT = -1;
