import type { Numbers } from '../../../src/columns/numbers.js';
import type { Validity } from '../../../src/columns/validity.js';
import { startOf } from '../../../src/softmax/layout.js';
import type { Floats, Rows } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { EndToEnd, JudgedRows, RowKernel } from './block.js';
import { type Mask, maskNumbers } from './masked-numbers.js';

/** Lists of numbers, each of which is the cell of a row. */
export interface Cells {
  readonly rows: Rows;
  readonly numbers: Numbers;
  /** Which cells are there; undefined: all. */
  readonly validity: Validity | undefined;
}

/** The cells of one list column; the elements of a cell are the classes. */
export class CellRows implements JudgedRows {
  readonly list = true;
  readonly length: number;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    private readonly cells: Cells,
    protected readonly name: string,
    readonly absent: number,
  ) {
    this.length = cells.rows.length;
    this.values = [cells.numbers.values];
    this.hasNulls = cells.validity !== undefined || cells.numbers.validity !== undefined;
  }

  classes(row: number): number {
    return this.start(row + 1) - this.start(row);
  }

  at(values: readonly Floats[], row: number, index: number): number {
    return values[0]![this.start(row) + index]!;
  }

  isNull(row: number, index: number): boolean {
    return this.cells.numbers.validity?.isValid(this.start(row) + index) === false;
  }

  isMissing(row: number): boolean {
    return this.cells.validity?.isValid(row) === false;
  }

  markNulls(marks: Uint8Array): void {
    const { validity, numbers } = this.cells;
    validity?.fillNulls(marks, 1);
    let row = 0;
    numbers.validity?.eachNull((element) => {
      while (this.start(row + 1) <= element) row++;
      marks[row] = 1;
    });
  }

  fill(values: readonly Floats[], row: number, value: number): void {
    values[0]!.fill(value, this.start(row), this.start(row + 1));
  }

  nameOf(): string {
    return this.name;
  }

  masked(mask: Mask, scratch: Scratch): readonly Floats[] {
    return [maskNumbers(this.cells.numbers, mask, this.absent, scratch, 0)];
  }

  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
    firstRow: number,
  ): number {
    return kernel.rows(src[0]!, dst[0]!, this.cells.rows, temperature, firstRow);
  }

  endToEnd(): EndToEnd {
    return { values: this.values[0]!, rows: this.cells.rows };
  }

  protected start(row: number): number {
    return startOf(this.cells.rows, row);
  }
}
