import type { Cells } from '../cells.js';
import type { SharedText } from '../shared-text.js';
import type { BatchFiller } from './batch-filler.js';
import { ALL_FIT, type ColumnBuilder, type NumberBuilder, takesNumbers } from './column-builder.js';
import { earlier, type Misfit } from './misfit.js';
import {
  engineFor,
  extentOf,
  FIELDS,
  FILL_BYTES,
  ODD_WORDS,
  RecordFiller,
  WORD,
} from './record-filler.js';
import { type GatheredTexts, TextBuilder } from './text-builder.js';

/** Rows of plain text into columns by the text engine, a block of rows at a time. */
export class ColumnFiller extends RecordFiller implements BatchFiller {
  readonly textBytes = FILL_BYTES;
  readonly fewestBytes = 0;
  /** Builders that take numbers, by their column; those that take fields, and their columns. */
  readonly #numbers: readonly (NumberBuilder | undefined)[];
  readonly #fields: readonly ColumnBuilder[];
  readonly #columns: readonly number[];

  private constructor(shared: SharedText, builders: readonly ColumnBuilder[], delimiter: number) {
    const kinds = builders.map((builder) => (takesNumbers(builder) ? builder.numbers : FIELDS));
    super(shared, kinds, delimiter, extentOf(kinds.length));
    this.#numbers = builders.map((builder) => (takesNumbers(builder) ? builder : undefined));
    this.#columns = [...builders.keys()].filter((column) => !takesNumbers(builders[column]!));
    this.#fields = this.#columns.map((column) => builders[column]!);
  }

  /** Undefined where the engine cannot read such rows. */
  static of(builders: readonly ColumnBuilder[], delimiter: number): ColumnFiller | undefined {
    const shared = engineFor(builders.length, delimiter);
    return shared === undefined ? undefined : new ColumnFiller(shared, builders, delimiter);
  }

  append(): Misfit | undefined {
    this.#appendNumbers();
    return earlier(this.#replaceOdd(), this.#appendFields());
  }

  /** Builders have all. */
  flush(): void {}

  /** A plain loop, and by itself: V8 compiles what runs for each block, with all that it calls. */
  #appendNumbers(): void {
    const { rows } = this;
    const { buffer } = this.memory;
    const { numbers } = this.layout;
    for (let i = 0; i < numbers.length; i++) {
      this.#numbers[i]?.appendNumbers(buffer, numbers[i]!, rows);
    }
  }

  /** Odd fields of one column come in the order of rows, those of a row not in that of columns. */
  #replaceOdd(): Misfit | undefined {
    const { rows } = this;
    const count = this.shared.engine.oddFilled.value;
    const odd = new Int32Array(this.memory.buffer, this.layout.odd, ODD_WORDS * count);
    let first: Misfit | undefined;
    for (let at = 0; at < odd.length; at += ODD_WORDS) {
      const row = odd[at]!;
      const column = odd[at + 1]!;
      const start = odd[at + 2]!;
      const end = odd[at + 3]!;
      const builder = this.#numbers[column]!;
      if (builder.replace(rows - row, this.memory, start, end)) continue;
      first = earlier(first, { column, row, start, end });
    }
    return first;
  }

  #appendFields(): Misfit | undefined {
    const { cells } = this;
    let first: Misfit | undefined;
    for (let place = 0; place < this.#fields.length; place++) {
      const builder = this.#fields[place]!;
      const row =
        builder instanceof TextBuilder
          ? builder.appendGathered(this.#gather(builder, cells, place))
          : builder.append(cells, place);
      if (row === ALL_FIT || row >= (first?.row ?? cells.rows)) continue;
      const span = row * cells.width + place;
      const column = this.#columns[place]!;
      first = { column, row, start: cells.starts[span]!, end: cells.ends[span]! };
    }
    return first;
  }

  #gather({ raw, size }: TextBuilder, cells: Cells, place: number): GatheredTexts {
    const { engine } = this.shared;
    const { gathered, offsets } = this.layout;
    const { rows, width } = cells;
    const starts = this.layout.starts + WORD * place;
    const ends = this.layout.ends + WORD * place;
    const stride = WORD * width;
    const end = engine.gatherFields(starts, ends, stride, rows, raw, size, gathered, offsets);
    return {
      bytes: this.memory.subarray(gathered, end),
      ends: new Int32Array(this.memory.buffer, offsets, rows),
      ascii: engine.gatheredAscii.value !== 0,
      empty: engine.gatheredEmpty.value === 0 ? NONE : emptyRows(cells, place),
    };
  }
}

const NONE: readonly number[] = [];

function emptyRows({ starts, ends, width, rows }: Cells, place: number): readonly number[] {
  const empty: number[] = [];
  for (let row = 0, span = place; row < rows; row++, span += width) {
    if (starts[span] === ends[span]) empty.push(row);
  }
  return empty;
}
