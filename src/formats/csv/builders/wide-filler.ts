import { TEXT_SLACK } from '../../../simd/text.js';
import { MOST_SHARED, type SharedText } from '../shared-text.js';
import type { BatchFiller } from './batch-filler.js';
import { ALL_FIT, type ColumnBuilder, type NumberBuilder, takesNumbers } from './column-builder.js';
import { earlier, type Misfit } from './misfit.js';
import {
  type Extent,
  engineBetween,
  FIELDS,
  FILL_BYTES,
  isVeryWide,
  ODD_WORDS,
  RecordFiller,
} from './record-filler.js';
import { StagedNumbers } from './staged-numbers.js';

/** Text for each column; longer rows are left to the scanner. */
const TEXT_BYTES = 32;
/** What the engine's tables and numbers take for each column, beside. */
const TABLE_BYTES = 64;
/** Text columns get a call for each cell: of more than one in so many the scanner reads all. */
const COLUMNS_OF_A_TEXT = 16;

/**
 * Rows of very wide tables by the text engine, one at a time: in its memory the numbers of a row lie side by side. They
 * are staged until the batch is full, for to find a column takes longer than to read a number of it.
 */
export class WideFiller extends RecordFiller implements BatchFiller {
  readonly textBytes: number;
  readonly fewestBytes: number;
  /** Those that take numbers, and the columns of these. */
  readonly #builders: readonly NumberBuilder[];
  /** Of each column its place among the staged. */
  readonly #places: Int32Array;
  readonly #fields: readonly ColumnBuilder[];
  readonly #fieldColumns: readonly number[];
  readonly #staged: StagedNumbers;
  /** Where the numbers of a row lie. */
  readonly #numbers: number;

  private constructor(shared: SharedText, builders: readonly ColumnBuilder[], delimiter: number) {
    const kinds = builders.map((builder) => (takesNumbers(builder) ? builder.numbers : FIELDS));
    const extent = extentOf(kinds.length);
    super(shared, kinds, delimiter, extent);
    // Less would be copied again and again until a row is whole.
    this.textBytes = this.fewestBytes = extent.text;
    this.#builders = builders.filter(takesNumbers);
    this.#places = placesOf(builders);
    const columns = [...builders.keys()].filter((column) => !takesNumbers(builders[column]!));
    this.#fieldColumns = columns;
    this.#fields = columns.map((column) => builders[column]!);
    this.#staged = new StagedNumbers(this.#builders.length);
    this.#numbers = this.layout.numbers[builders.findIndex(takesNumbers)]!;
  }

  /** Undefined where the engine cannot read such rows. */
  static of(builders: readonly ColumnBuilder[], delimiter: number): WideFiller | undefined {
    const width = builders.length;
    const texts = builders.filter((builder) => !takesNumbers(builder)).length;
    if (!isVeryWide(width) || texts * COLUMNS_OF_A_TEXT > width) return undefined;
    if (width * (TEXT_BYTES + TABLE_BYTES) > MOST_SHARED) return undefined;
    const shared = engineBetween(delimiter);
    return shared === undefined ? undefined : new WideFiller(shared, builders, delimiter);
  }

  append(): Misfit | undefined {
    const { buffer } = this.memory;
    this.#staged.add(new Float64Array(buffer, this.#numbers, this.#builders.length));
    return earlier(this.#stageOdd(), this.#appendFields());
  }

  flush(): void {
    const staged = this.#staged;
    for (let i = 0; i < this.#builders.length; i++) this.#builders[i]!.appendStaged(staged, i);
    staged.rows = 0;
  }

  #stageOdd(): Misfit | undefined {
    const count = this.shared.engine.oddFilled.value;
    const odd = new Int32Array(this.memory.buffer, this.layout.odd, ODD_WORDS * count);
    for (let at = 0; at < odd.length; at += ODD_WORDS) {
      const column = odd[at + 1]!;
      const start = odd[at + 2]!;
      const end = odd[at + 3]!;
      const place = this.#places[column]!;
      const builder = this.#builders[place]!;
      // Those of a row that goes by itself come in the order of columns.
      if (!builder.stage(this.#staged, place, this.memory, start, end)) {
        return { column, row: 0, start, end };
      }
    }
    return undefined;
  }

  #appendFields(): Misfit | undefined {
    const { cells } = this;
    for (let place = 0; place < this.#fields.length; place++) {
      if (this.#fields[place]!.append(cells, place) === ALL_FIT) continue;
      const column = this.#fieldColumns[place]!;
      return { column, row: 0, start: cells.starts[place]!, end: cells.ends[place]! };
    }
    return undefined;
  }
}

function extentOf(width: number): Extent {
  const text = Math.max(FILL_BYTES, TEXT_BYTES * width) - TEXT_SLACK;
  return { rows: 1, text, gathers: false, stagger: 0 };
}

function placesOf(builders: readonly ColumnBuilder[]): Int32Array {
  let place = 0;
  return Int32Array.from(builders, (builder) => (takesNumbers(builder) ? place++ : -1));
}
