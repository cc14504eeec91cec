import type { Data } from 'apache-arrow';
import type { Lists } from '../../src/columns/lists.js';
import type { Numbers } from '../../src/columns/numbers.js';
import type { FloatWidth } from '../../src/columns/placement.js';
import { Validity } from '../../src/columns/validity.js';
import { floatData, listData } from '../../src/columns/write.js';
import { type Rows, startOf } from '../../src/softmax/layout.js';
import type { Floats } from '../../src/softmax/rows.js';
import type { Scratch } from './scratch.js';

/** Which elements are taken out of their row before a kernel sees it. */
export interface Mask {
  readonly nulls: boolean;
  readonly nan: boolean;
}

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
  /** The block as a mask leaves it: what is taken out is `absent` and no null, whatever it was. */
  restricted(presence: Presence, scratch: Scratch): Block;
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

function maskNumbers(
  numbers: Numbers,
  mask: Mask,
  absent: number,
  scratch: Scratch,
  slot: number,
): Floats {
  const nulls = mask.nulls ? numbers.validity : undefined;
  if (nulls === undefined && !mask.nan) return numbers.values;
  const copy = scratch.floats(slot, numbers.values, numbers.length);
  copy.set(numbers.values);
  if (mask.nan) {
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i]!)) copy[i] = absent;
  }
  nulls?.eachNull((i) => {
    copy[i] = absent;
  });
  return copy;
}

const KEPT = 0;
const TAKEN_OUT = 1;
const UNKNOWN = 2;

function stateOf(present: boolean | null): number {
  if (present === null) return UNKNOWN;
  return present ? KEPT : TAKEN_OUT;
}

/** Numbers of which some are taken out, and some, of which nobody knows whether they are there, are null. */
function takeOut(
  numbers: Numbers,
  states: Uint8Array,
  absent: number,
  scratch: Scratch,
  slot: number,
): Numbers {
  const { length, validity } = numbers;
  const values = scratch.floats(slot, numbers.values, length);
  values.set(numbers.values);
  states.forEach((state, i) => {
    if (state === TAKEN_OUT) values[i] = absent;
  });
  const isValid = (i: number) =>
    states[i] === TAKEN_OUT || (states[i] === KEPT && validity?.isValid(i) !== false);
  return { values, length, validity: Validity.of(length, isValid) };
}
