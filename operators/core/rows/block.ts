import type { Data } from 'apache-arrow';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import type { Validity } from '../../../src/columns/validity.js';
import type { Rows } from '../../../src/softmax/layout.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { Mask } from './masked-numbers.js';

/** What a mask from outside says: of every row whether it is said at all, and of every class whether it is there. */
export interface Presence {
  /** Rows of which nothing is said are as good as missing. undefined: there are none. */
  readonly rows: Validity | undefined;
  /** true: the class stays, false: it is taken out, null: nobody knows. Not called for missing rows. */
  readonly classes: ((row: number, index: number) => boolean | null) | undefined;
}

/**
 * The two kernels of a function along the rows: one for each layout, with the same bits. `firstRow` is the index of
 * the first row in its stream. They return how many rows want a closer look: at least those without a distribution.
 */
export interface RowKernel {
  rows(src: Floats, dst: Floats, rows: Rows, temperature: number, firstRow: number): number;
  columns(
    src: readonly Floats[],
    dst: readonly Floats[],
    length: number,
    temperature: number,
    firstRow: number,
  ): number;
}

/**
 * Distributions, a row each, whatever their layout, as far as they are computed and judged. `values` (and every set of
 * arrays that goes with it) has one array a class in a wide table and a single one for list cells, so that what is wrong
 * in a row is judged by the same code in both.
 */
export interface JudgedRows {
  /** Rows. */
  readonly length: number;
  /** Whether a row is the cell of one column. */
  readonly list: boolean;
  /** Null slots hold anything. */
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;
  /** The value of a class that is not there: −∞, or +∞ to a function for which small is likely. */
  readonly absent: number;
  classes(row: number): number;
  at(values: readonly Floats[], row: number, index: number): number;
  isNull(row: number, index: number): boolean;
  /** Whether the whole cell is null. */
  isMissing(row: number): boolean;
  /** Sets `marks` to 1 at every row that holds a null or is missing. */
  markNulls(marks: Uint8Array): void;
  fill(values: readonly Floats[], row: number, value: number): void;
  /** The name of the column that holds a class. */
  nameOf(index: number): string;
  /** The values with `absent` for what is masked: copies in `scratch` where anything is. */
  masked(mask: Mask, scratch: Scratch): readonly Floats[];
  /** Returns what the kernel does. */
  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
    firstRow: number,
  ): number;
  /** All values in one array, row by row; in `scratch` where they have to be moved for that. */
  endToEnd(scratch: Scratch): EndToEnd;
}

/** The distributions of one batch. */
export interface Block extends JudgedRows {
  /** The block as a mask leaves it: what is taken out is `absent` and no null, whatever it was. */
  restricted(presence: Presence, scratch: Scratch): Block;
  /** Results in the layout of the block: a column a class, or one list column. */
  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[];
}

export interface EndToEnd {
  readonly values: Floats;
  readonly rows: Rows;
}
