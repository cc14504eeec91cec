import type { FloatWidth } from '../../../columns/selection/places.js';
import type { Validity } from '../../../columns/validity.js';
import type { Floats, Rows } from '../../../softmax/rows.js';
import type { NullMarks, Origin } from './number-column.js';

/** Which elements of lists are numbers; undefined: all. Columns with the same nulls share it. */
export interface ElementNulls {
  valid: Validity | undefined;
}

/** The cells of a column of lists of the file: as many elements are in what is computed of them, or half as many. */
export class ListCells {
  /** Where each row's list begins among the elements, and behind the last the end; once the memory is laid out. */
  offsets = new Int32Array(1);
  rows: Rows = { length: 0, width: 0 };

  /** @param whole  the cells of which these are halves: they are not in the file */
  constructor(
    readonly index: number,
    readonly whole?: ListCells,
  ) {}

  get size(): number {
    return this.offsets[this.rows.length]!;
  }

  lengthOf(row: number): number {
    return this.offsets[row + 1]! - this.offsets[row]!;
  }

  /** Takes half of each of the first cells of `whole`, which are there. */
  halve(rows: number): void {
    const { whole } = this;
    if (whole === undefined) return;
    if (this.offsets.length <= rows) this.offsets = new Int32Array(rows + 1);
    const { offsets } = this;
    for (let row = 0; row < rows; row++)
      offsets[row + 1] = offsets[row]! + (whole.lengthOf(row) >> 1);
    this.settle(rows);
  }

  /** Takes so many rows, whose offsets are there: kernels like it where all are of one width. */
  settle(length: number): void {
    const { offsets } = this;
    const width = length === 0 ? 0 : offsets[1]!;
    let row = 1;
    while (row < length && offsets[row + 1] === (row + 1) * width) row++;
    this.rows = row < length ? { length, offsets } : { length, width };
  }
}

/** Lists of numbers: those of a column of the file, or results. Numbers of half precision lie in floats. */
export class ListColumn {
  readonly kind = 'lists';
  /** The numbers of a batch, and their address. */
  values: Floats = new Float64Array(0);
  at = 0;

  /**
   * @param nulls  of the cells
   * @param within  of the elements
   */
  constructor(
    readonly width: FloatWidth,
    readonly cells: ListCells,
    readonly origin: Origin,
    readonly nulls: NullMarks,
    readonly within: ElementNulls,
  ) {}

  /** Takes room for the elements of a batch; returns what is free behind it. */
  lay(memory: ArrayBuffer, at: number): number {
    this.at = at;
    const Numbers = this.width === 64 ? Float64Array : Float32Array;
    this.values = new Numbers(memory, at, this.cells.size);
    return Math.ceil((at + this.values.byteLength) / ALIGNMENT) * ALIGNMENT;
  }
}

export const ALIGNMENT = 16;
