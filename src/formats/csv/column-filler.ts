import { FILLED, ODD, TEXT_SLACK } from '../../simd/text.js';
import type { Cells } from './cells.js';
import { ALL_FIT, type ColumnBuilder, type NumberBuilder, takesNumbers } from './column-builder.js';
import { earlier, type Misfit } from './misfit.js';
import { type SharedText, sharedText } from './shared-text.js';
import { type GatheredTexts, TextBuilder } from './text-builder.js';

/** Text that is read at once; with the columns that come of it, it stays in the second cache. */
export const FILL_BYTES = 1 << 18;
/** Bytes for numbers and places of fields. */
const COLUMN_BYTES = 1 << 21;
const MOST_ROWS = 1 << 14;
/** Fewer rows at once are not worth the calls for each column. */
const FEWEST_ROWS = 16;
const FEWEST_ODD = 1 << 12;
/** Columns begin in different sets of the cache, for they are written side by side. */
const STAGGER = 64;
const WORD = 4;
/** The words of a column, and those of an odd field: see src/simd/assembly/text/fill-columns.ts. */
const WORDS = 3;
const ODD_WORDS = 4;
const FIELD = 0;

/** Where what the engine reads lies in its memory. */
interface Layout {
  readonly table: Int32Array;
  readonly mostRows: number;
  readonly mostOdd: number;
  readonly odd: number;
  readonly rowEnds: number;
  readonly starts: number;
  readonly ends: number;
  /** By the column of the file. */
  readonly numbers: ReadonlyMap<number, number>;
  /** Where the texts of a column are gathered, and where each ends. */
  readonly gathered: number;
  readonly offsets: number;
  readonly text: number;
  readonly size: number;
}

/**
 * Rows of plain text into columns by the text engine. Load a text, then fill and append until all of it is used, before
 * anybody else can run: nothing stays in the engine's memory.
 */
export class ColumnFiller {
  /** The engine's memory, where fields lie. */
  memory = new Uint8Array(0);
  /** Where the rows that were filled last begin. */
  from = 0;
  readonly #shared: SharedText;
  readonly #delimiter: number;
  readonly #layout: Layout;
  /** Builders that take numbers and those that take fields, with their columns. */
  readonly #numbers: readonly (readonly [number, NumberBuilder])[];
  readonly #fields: readonly (readonly [number, ColumnBuilder])[];
  /** Those that take numbers, by their column. */
  readonly #takers: readonly (NumberBuilder | undefined)[];
  #end = 0;

  private constructor(shared: SharedText, builders: readonly ColumnBuilder[], delimiter: number) {
    const entries = [...builders.entries()];
    this.#shared = shared;
    this.#delimiter = delimiter;
    this.#numbers = entries.flatMap(([i, builder]) =>
      takesNumbers(builder) ? [[i, builder]] : [],
    );
    this.#fields = entries.filter(([, builder]) => !takesNumbers(builder));
    this.#takers = builders.map((builder) => (takesNumbers(builder) ? builder : undefined));
    this.#layout = layOut(shared.base, builders);
  }

  /** Undefined where there is no engine, where a numeral may hold the delimiter, and where rows are too wide. */
  static of(builders: readonly ColumnBuilder[], delimiter: number): ColumnFiller | undefined {
    const shared = sharedText();
    const within = /[0-9A-Za-z.+-]/.test(String.fromCharCode(delimiter));
    if (shared === undefined || within || rowsFor(builders.length) < FEWEST_ROWS) return undefined;
    return builders.length === 0 ? undefined : new ColumnFiller(shared, builders, delimiter);
  }

  /** Takes a text that begins with a record, at most `FILL_BYTES`. */
  load(text: Uint8Array): void {
    const { engine, base } = this.#shared;
    const layout = this.#layout;
    this.#shared.room(layout.size);
    const { buffer } = engine.memory;
    if (this.memory.buffer !== buffer) this.memory = new Uint8Array(buffer);
    new Int32Array(buffer, base, layout.table.length).set(layout.table);
    this.memory.set(text, layout.text);
    this.#end = layout.text + text.length;
    this.memory.fill(0, this.#end, this.#end + TEXT_SLACK);
    this.from = layout.text;
    engine.setDelimiter(this.#delimiter);
    engine.setFilling(
      base,
      this.#numbers.length + this.#fields.length,
      layout.starts,
      layout.ends,
      this.#fields.length,
      layout.rowEnds,
      layout.odd,
      layout.mostOdd,
    );
  }

  /**
   * Reads rows up to the last that is wanted, or the one that has the last of `mostBytes` bytes.
   *
   * @param from  where in the text they begin
   * @returns `filled`: there are as many, or as many as can be read at once; `cut`: the text ends; `odd`: the next
   *   record is none for the engine
   */
  fill(from: number, mostRows: number, mostBytes: number): 'filled' | 'cut' | 'odd' {
    const { engine } = this.#shared;
    this.from = this.#layout.text + from;
    const rows = Math.min(mostRows, this.#layout.mostRows);
    const found = engine.fillColumns(this.from, this.#end, rows, mostBytes);
    if (found === FILLED) return 'filled';
    return found === ODD ? 'odd' : 'cut';
  }

  get rows(): number {
    return this.#shared.engine.rowsFilled.value;
  }
  /** As batches count them. */
  get bytes(): number {
    return this.#shared.engine.bytesFilled.value;
  }
  get lines(): number {
    return this.#shared.engine.linesFilled.value;
  }
  /** How much of the text has been read. */
  get used(): number {
    return this.#shared.engine.filledTo.value - this.#layout.text;
  }

  /** Appends the rows to the builders, and finds the earliest field that does not fit its column. */
  append(): Misfit | undefined {
    const { buffer } = this.memory;
    const { rows } = this;
    for (const [column, builder] of this.#numbers) {
      builder.appendNumbers(buffer, this.#layout.numbers.get(column)!, rows);
    }
    return earlier(this.#replaceOdd(), this.#appendFields());
  }

  /** Odd fields of one column come in the order of rows, those of a row not in that of columns. */
  #replaceOdd(): Misfit | undefined {
    const { rows } = this;
    const count = this.#shared.engine.oddFilled.value;
    const odd = new Int32Array(this.memory.buffer, this.#layout.odd, ODD_WORDS * count);
    let first: Misfit | undefined;
    for (let at = 0; at < odd.length; at += ODD_WORDS) {
      const row = odd[at]!;
      const column = odd[at + 1]!;
      const start = odd[at + 2]!;
      const end = odd[at + 3]!;
      const builder = this.#takers[column]!;
      if (builder.replace(rows - row, this.memory, start, end)) continue;
      first = earlier(first, { column, row, start, end });
    }
    return first;
  }

  #appendFields(): Misfit | undefined {
    const { memory, rows } = this;
    const width = this.#fields.length;
    const { starts, ends } = this.#layout;
    const cells: Cells = {
      bytes: memory,
      starts: new Int32Array(memory.buffer, starts, width * rows),
      ends: new Int32Array(memory.buffer, ends, width * rows),
      width,
      rows,
    };
    let first: Misfit | undefined;
    this.#fields.forEach(([column, builder], place) => {
      const row =
        builder instanceof TextBuilder
          ? builder.appendGathered(this.#gather(builder, cells, place))
          : builder.append(cells, place);
      if (row === ALL_FIT || row >= (first?.row ?? rows)) return;
      const span = row * width + place;
      first = { column, row, start: cells.starts[span]!, end: cells.ends[span]! };
    });
    return first;
  }

  #gather({ raw, size }: TextBuilder, cells: Cells, place: number): GatheredTexts {
    const { engine } = this.#shared;
    const { gathered, offsets, ...layout } = this.#layout;
    const { rows, width } = cells;
    const starts = layout.starts + WORD * place;
    const ends = layout.ends + WORD * place;
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

function rowsFor(width: number): number {
  return Math.min(MOST_ROWS, Math.floor((COLUMN_BYTES - width * STAGGER) / (8 * width)));
}

function layOut(base: number, builders: readonly ColumnBuilder[]): Layout {
  const width = builders.length;
  const mostRows = rowsFor(width);
  const mostOdd = Math.max(FEWEST_ODD, 2 * width);
  const fields = builders.filter((builder) => !takesNumbers(builder)).length;
  let at = base;
  const take = (bytes: number) => {
    const from = at;
    at = Math.ceil((at + bytes) / 16) * 16;
    return from;
  };
  take(WORDS * WORD * width);
  const odd = take(ODD_WORDS * WORD * mostOdd);
  const rowEnds = take(WORD * mostRows);
  const starts = take(WORD * fields * mostRows);
  const ends = take(WORD * fields * mostRows);
  const numbers = new Map<number, number>();
  const table = new Int32Array(WORDS * width);
  let place = 0;
  builders.forEach((builder, column) => {
    if (!takesNumbers(builder)) table.set([FIELD, 0, place++], WORDS * column);
    else {
      const address = take(8 * mostRows + STAGGER);
      numbers.set(column, address);
      table.set([builder.numbers, address, 0], WORDS * column);
    }
  });
  const text = take(FILL_BYTES + TEXT_SLACK);
  const gathered = take(FILL_BYTES + TEXT_SLACK);
  const offsets = take(WORD * mostRows);
  const tables = { table, mostRows, mostOdd, odd, rowEnds, starts, ends, numbers };
  return { ...tables, gathered, offsets, text, size: at - base };
}
