import type { Numbers } from '../../../src/columns/numbers.js';
import type { Validity } from '../../../src/columns/validity.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { EndToEnd, JudgedRows, RowKernel } from './block.js';
import { type Mask, maskNumbers } from './masked-numbers.js';

/** Several scalar columns side by side, a class each; arrays may be longer than there are rows. */
export class WideRows implements JudgedRows {
  readonly list = false;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    readonly length: number,
    protected readonly numbers: readonly Numbers[],
    protected readonly names: readonly string[],
    readonly absent: number,
    /** Which rows are there at all; undefined: all. */
    private readonly present?: Validity,
  ) {
    this.values = numbers.map((column) => column.values);
    this.hasNulls =
      present !== undefined || numbers.some((column) => column.validity !== undefined);
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

  isMissing(row: number): boolean {
    return this.present?.isValid(row) === false;
  }

  markNulls(marks: Uint8Array): void {
    for (const validity of [this.present, ...this.numbers.map((column) => column.validity)]) {
      validity?.fillNulls(marks, 1);
    }
  }

  fill(values: readonly Floats[], row: number, value: number): void {
    for (const column of values) column[row] = value;
  }

  nameOf(index: number): string {
    return this.names[index]!;
  }

  masked(mask: Mask, scratch: Scratch): readonly Floats[] {
    return this.numbers.map((column, slot) =>
      maskNumbers(column, mask, this.absent, scratch, slot),
    );
  }

  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
    firstRow: number,
  ): number {
    return kernel.columns(src, dst, this.length, temperature, firstRow);
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
}
