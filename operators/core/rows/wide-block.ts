import type { Data } from 'apache-arrow';
import type { Numbers } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/placement.js';
import type { Validity } from '../../../src/columns/validity.js';
import { floatData } from '../../../src/columns/write.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { Block, EndToEnd, Presence, RowKernel } from './block.js';
import { type Mask, maskNumbers, stateOf, takeOut } from './masked-numbers.js';

/** Several scalar columns side by side, a class each. */
export class WideBlock implements Block {
  readonly list = false;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    readonly length: number,
    private readonly numbers: readonly Numbers[],
    private readonly names: readonly string[],
    readonly absent: number,
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
    return this.numbers.map((column, slot) =>
      maskNumbers(column, mask, this.absent, scratch, slot),
    );
  }

  restricted({ rows, classes }: Presence, scratch: Scratch): Block {
    const numbers =
      classes === undefined
        ? this.numbers
        : this.numbers.map((column, index) => {
            const states = scratch.zeros(this.length);
            for (let row = 0; row < this.length; row++) {
              if (rows?.isValid(row) !== false) states[row] = stateOf(classes(row, index));
            }
            return takeOut(column, states, this.absent, scratch, this.numbers.length + index);
          });
    return new WideBlock(this.length, numbers, this.names, this.absent, rows);
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

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return results.map((values) => floatData(values, float, validity));
  }
}
