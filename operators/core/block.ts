import type { Data } from 'apache-arrow';
import type { Lists } from '../../src/columns/lists.js';
import type { Numbers } from '../../src/columns/numbers.js';
import type { FloatWidth } from '../../src/columns/placement.js';
import type { Validity } from '../../src/columns/validity.js';
import { floatData } from '../../src/columns/write.js';
import { type Rows, startOf } from '../../src/softmax/layout.js';
import type { Floats } from '../../src/softmax/rows.js';
import { listResult } from './list-result.js';
import type { Scratch } from './scratch.js';

/** Which elements are taken out of their row before a kernel sees it. */
export interface Mask {
  readonly nulls: boolean;
  readonly nan: boolean;
}

/** The two kernels of a function along the rows: one for each layout, with the same bits. */
export interface RowKernel {
  rows(src: Floats, dst: Floats, rows: Rows, temperature: number): number;
  columns(
    src: readonly Floats[],
    dst: readonly Floats[],
    length: number,
    temperature: number,
  ): number;
}

/**
 * The distributions of one batch, a row each, whatever their layout. `values` (and every set of arrays that goes
 * with it) has one array a class in a wide table and a single one for list cells, so that what is wrong in a row
 * is judged by the same code in both.
 */
export interface Block {
  /** Rows. */
  readonly length: number;
  /** Whether a row is the cell of one column. */
  readonly list: boolean;
  /** Null slots hold anything. */
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;
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
  /** The values with −∞ for what is masked: copies in `scratch` where anything is. */
  masked(mask: Mask, scratch: Scratch): readonly Floats[];
  /** Returns the number of rows without a distribution, as kernels do. */
  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
  ): number;
  /** All values in one array, row by row; in `scratch` where they have to be moved for that. */
  endToEnd(scratch: Scratch): EndToEnd;
  /** Results in the layout of the block: a column a class, or one list column. */
  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[];
}

export interface EndToEnd {
  readonly values: Floats;
  readonly rows: Rows;
}

/** Several scalar columns side by side, a class each. */
export class WideBlock implements Block {
  readonly list = false;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    readonly length: number,
    private readonly numbers: readonly Numbers[],
    private readonly names: readonly string[],
  ) {
    this.values = numbers.map((column) => column.values);
    this.hasNulls = numbers.some((column) => column.validity !== undefined);
  }

  classes(): number {
    return this.numbers.length;
  }

  at(values: readonly Floats[], row: number, index: number): number {
    return values[index]![row]!;
  }

  isNull(row: number, index: number): boolean {
    return this.numbers[index]!.validity?.isValid(row) === false;
  }

  isMissing(): boolean {
    return false;
  }

  markNulls(marks: Uint8Array): void {
    for (const { validity } of this.numbers) {
      validity?.eachNull((row) => {
        marks[row] = 1;
      });
    }
  }

  fill(values: readonly Floats[], row: number, value: number): void {
    for (const column of values) column[row] = value;
  }

  nameOf(index: number): string {
    return this.names[index]!;
  }

  masked(mask: Mask, scratch: Scratch): readonly Floats[] {
    return this.numbers.map((column, slot) => maskNumbers(column, mask, scratch, slot));
  }

  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
  ): number {
    return kernel.columns(src, dst, this.length, temperature);
  }

  endToEnd(scratch: Scratch): EndToEnd {
    const { length, values: columns } = this;
    const width = columns.length;
    const values = scratch.floats(0, columns[0]!, length * width);
    columns.forEach((column, index) => {
      for (let row = 0, i = index; row < length; row++, i += width) values[i] = column[row]!;
    });
    return { values, rows: { length, width } };
  }

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return results.map((values) => floatData(values, float, validity));
  }
}

/** The cells of one list column; the elements of a cell are the classes. */
export class CellBlock implements Block {
  readonly list = true;
  readonly length: number;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    private readonly lists: Lists,
    private readonly name: string,
  ) {
    this.length = lists.rows.length;
    this.values = [lists.numbers.values];
    this.hasNulls = lists.validity !== undefined || lists.numbers.validity !== undefined;
  }

  classes(row: number): number {
    return this.start(row + 1) - this.start(row);
  }

  at(values: readonly Floats[], row: number, index: number): number {
    return values[0]![this.start(row) + index]!;
  }

  isNull(row: number, index: number): boolean {
    return this.lists.numbers.validity?.isValid(this.start(row) + index) === false;
  }

  isMissing(row: number): boolean {
    return this.lists.validity?.isValid(row) === false;
  }

  markNulls(marks: Uint8Array): void {
    const { validity, numbers } = this.lists;
    validity?.eachNull((row) => {
      marks[row] = 1;
    });
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
    return [maskNumbers(this.lists.numbers, mask, scratch, 0)];
  }

  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
  ): number {
    return kernel.rows(src[0]!, dst[0]!, this.lists.rows, temperature);
  }

  endToEnd(): EndToEnd {
    return { values: this.values[0]!, rows: this.lists.rows };
  }

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return [listResult(this.lists, floatData(results[0]!, float), validity)];
  }

  private start(row: number): number {
    return startOf(this.lists.rows, row);
  }
}

function maskNumbers(numbers: Numbers, mask: Mask, scratch: Scratch, slot: number): Floats {
  const nulls = mask.nulls ? numbers.validity : undefined;
  if (nulls === undefined && !mask.nan) return numbers.values;
  const copy = scratch.floats(slot, numbers.values, numbers.length);
  copy.set(numbers.values);
  if (mask.nan) {
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i]!)) copy[i] = -Infinity;
  }
  nulls?.eachNull((i) => {
    copy[i] = -Infinity;
  });
  return copy;
}
