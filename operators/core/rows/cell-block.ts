import type { Data } from 'apache-arrow';
import type { Lists } from '../../../src/columns/lists.js';
import type { FloatWidth } from '../../../src/columns/placement.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, listData } from '../../../src/columns/write.js';
import { startOf } from '../../../src/softmax/layout.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { Block, EndToEnd, Presence, RowKernel } from './block.js';
import { type Mask, maskNumbers, stateOf, takeOut } from './masked-numbers.js';

/** The cells of one list column; the elements of a cell are the classes. */
export class CellBlock implements Block {
  readonly list = true;
  readonly length: number;
  readonly values: readonly Floats[];
  readonly hasNulls: boolean;

  constructor(
    private readonly lists: Lists,
    private readonly name: string,
    readonly absent: number,
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
    return [maskNumbers(this.lists.numbers, mask, this.absent, scratch, 0)];
  }

  restricted({ rows, classes }: Presence, scratch: Scratch): Block {
    const { lists, length } = this;
    const validity = Validity.every([lists.validity, rows], length);
    let { numbers } = lists;
    if (classes !== undefined) {
      const states = scratch.zeros(numbers.length);
      for (let row = 0; row < length; row++) {
        if (validity?.isValid(row) === false) continue;
        const start = this.start(row);
        for (let i = 0; i < this.classes(row); i++) states[start + i] = stateOf(classes(row, i));
      }
      numbers = takeOut(numbers, states, this.absent, scratch, 1);
    }
    return new CellBlock({ ...lists, numbers, validity }, this.name, this.absent);
  }

  apply(
    kernel: RowKernel,
    src: readonly Floats[],
    dst: readonly Floats[],
    temperature: number,
    firstRow: number,
  ): number {
    return kernel.rows(src[0]!, dst[0]!, this.lists.rows, temperature, firstRow);
  }

  endToEnd(): EndToEnd {
    return { values: this.values[0]!, rows: this.lists.rows };
  }

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return [listData(this.lists, floatData(results[0]!, float), validity)];
  }

  private start(row: number): number {
    return startOf(this.lists.rows, row);
  }
}
