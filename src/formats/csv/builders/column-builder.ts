import type { Data, DataType } from 'apache-arrow';
import type { Cells } from '../cells.js';
import type { StagedNumbers } from './staged-numbers.js';

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

/** What the text engine can read for a builder: see src/simd/assembly/text/fill-columns.ts. */
export const DOUBLES = 1;
export const WHOLES = 2;

/** A builder that takes numbers as the text engine has read them. */
export interface NumberBuilder extends ColumnBuilder {
  readonly numbers: typeof DOUBLES | typeof WHOLES;
  /** Appends the numbers of `rows` rows, which lie from `address` on; those that it could not read are 0. */
  appendNumbers(buffer: ArrayBuffer, address: number, rows: number): void;
  /**
   * Reads the field of a row anew, `back` rows before the end.
   *
   * @returns false where it does not fit the column's type
   */
  replace(back: number, bytes: Uint8Array, start: number, end: number): boolean;
  /** Appends the numbers at `place` of all rows that are staged. */
  appendStaged(staged: StagedNumbers, place: number): void;
  /** As `replace`, of the row that was staged last. */
  stage(
    staged: StagedNumbers,
    place: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean;
}

export function takesNumbers(builder: ColumnBuilder): builder is NumberBuilder {
  return 'numbers' in builder;
}
