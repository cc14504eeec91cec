import { FILLED, ODD, TEXT_SLACK } from '../../../simd/text.js';
import type { Cells } from '../cells.js';
import { type SharedText, sharedText } from '../shared-text.js';
import type { DOUBLES, WHOLES } from './column-builder.js';

/** Text that is read at once, where a table is not very wide; with the columns that come of it, it stays in the second cache. */
export const FILL_BYTES = 1 << 18;
/** Bytes for numbers and places of fields. */
const COLUMN_BYTES = 1 << 21;
const MOST_ROWS = 1 << 14;
/** Fewer rows at once are not worth the calls for each column. */
const FEWEST_ROWS = 16;
const FEWEST_ODD = 1 << 12;
/** Columns begin in different sets of the cache, for they are written side by side. */
const STAGGER = 64;
export const WORD = 4;
/** The words of a column, and those of an odd field: see src/simd/assembly/text/fill-columns.ts. */
const WORDS = 3;
export const ODD_WORDS = 4;

/** What a column is read as: fields, of which the engine notes the places, or numbers. */
export const FIELDS = 0;
export type Kind = typeof FIELDS | typeof DOUBLES | typeof WHOLES;

/** How much is read at once. */
export interface Extent {
  readonly rows: number;
  readonly text: number;
  /** Whether texts of fields are gathered. */
  readonly gathers: boolean;
  /** Bytes between the numbers of two columns. */
  readonly stagger: number;
}

/** Where what the engine reads lies in its memory. */
interface Layout {
  readonly table: Int32Array;
  readonly mostRows: number;
  readonly mostOdd: number;
  readonly odd: number;
  readonly rowEnds: number;
  readonly rowLines: number;
  /** How many columns are fields, and the places of these. */
  readonly fields: number;
  readonly starts: number;
  readonly ends: number;
  /** By the column of the file; 0 where it is fields. */
  readonly numbers: Int32Array;
  /** Where the texts of a column are gathered, and where each ends. */
  readonly gathered: number;
  readonly offsets: number;
  readonly text: number;
  readonly size: number;
}

/**
 * Records of plain text, read by the text engine. Load a text, then fill and use what was filled until all of it is read,
 * before anybody else can run: nothing stays in the engine's memory.
 */
export class RecordFiller {
  /** The engine's memory, where fields lie. */
  memory = new Uint8Array(0);
  /** Of the rows that were filled last: where they begin, how many there are, their bytes as batches count them, and their lines. */
  from = 0;
  rows = 0;
  bytes = 0;
  lines = 0;
  /** How much of the text has been read. */
  used = 0;
  protected readonly shared: SharedText;
  protected readonly layout: Layout;
  readonly #width: number;
  readonly #delimiter: number;
  #end = 0;

  protected constructor(
    shared: SharedText,
    kinds: readonly Kind[],
    delimiter: number,
    extent: Extent,
  ) {
    this.shared = shared;
    this.layout = layOut(shared.base, kinds, extent);
    this.#width = kinds.length;
    this.#delimiter = delimiter;
  }

  /** For columns that are all fields; undefined where the engine cannot read them. */
  static ofFields(width: number, delimiter: number): RecordFiller | undefined {
    const shared = engineFor(width, delimiter);
    const kinds = new Array<Kind>(width).fill(FIELDS);
    if (shared === undefined) return undefined;
    return new RecordFiller(shared, kinds, delimiter, extentOf(width));
  }

  /** Takes a text that begins with a record, at most as much as is read at once. */
  load(text: Uint8Array): void {
    const { engine, base } = this.shared;
    const { layout } = this;
    this.shared.room(layout.size);
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
      this.#width,
      layout.starts,
      layout.ends,
      layout.fields,
      layout.rowEnds,
      layout.rowLines,
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
    const { engine } = this.shared;
    this.from = this.layout.text + from;
    const most = Math.min(mostRows, this.layout.mostRows);
    const found = engine.fillColumns(this.from, this.#end, most, mostBytes);
    this.rows = engine.rowsFilled.value;
    this.bytes = engine.bytesFilled.value;
    this.lines = engine.linesFilled.value;
    this.used = engine.filledTo.value - this.layout.text;
    if (found === FILLED) return 'filled';
    return found === ODD ? 'odd' : 'cut';
  }

  /** The columns that are fields. */
  get cells(): Cells {
    const { memory, rows } = this;
    const { starts, ends, fields: width } = this.layout;
    const places = (at: number) => new Int32Array(memory.buffer, at, width * rows);
    return { bytes: memory, starts: places(starts), ends: places(ends), width, rows };
  }

  /** The lines that the rows begin with, counted from that of the first record. */
  get rowLines(): Int32Array {
    return new Int32Array(this.memory.buffer, this.layout.rowLines, this.rows);
  }

  /** How many fields of a column, from `row` on, are empty or plain numerals, and how many of them numerals and integers. */
  passNumerals(column: number, row: number): { passed: number; numerals: number; wholes: number } {
    const { engine } = this.shared;
    const { fields, starts, ends } = this.layout;
    const at = WORD * (row * fields + column);
    const rest = this.rows - row;
    const passed = engine.passNumerals(starts + at, ends + at, WORD * fields, rest);
    const numerals = engine.numeralsPassed.value;
    return { passed, numerals, wholes: engine.wholesPassed.value };
  }
}

/** Undefined where there is no engine, where a numeral may hold the delimiter, and where rows are too wide. */
export function engineFor(width: number, delimiter: number): SharedText | undefined {
  return width === 0 || isVeryWide(width) ? undefined : engineBetween(delimiter);
}

/** Undefined where there is no engine, and where a numeral may hold the delimiter. */
export function engineBetween(delimiter: number): SharedText | undefined {
  return /[0-9A-Za-z.+-]/.test(String.fromCharCode(delimiter)) ? undefined : sharedText();
}

/** Whether there is no room for rows enough, column by column. */
export function isVeryWide(width: number): boolean {
  return rowsFor(width) < FEWEST_ROWS;
}

/** What is read at once of tables that are not very wide. */
export function extentOf(width: number): Extent {
  return { rows: rowsFor(width), text: FILL_BYTES, gathers: true, stagger: STAGGER };
}

function rowsFor(width: number): number {
  return Math.min(MOST_ROWS, Math.floor((COLUMN_BYTES - width * STAGGER) / (8 * width)));
}

function layOut(base: number, kinds: readonly Kind[], extent: Extent): Layout {
  const width = kinds.length;
  const mostRows = extent.rows;
  const mostOdd = Math.max(FEWEST_ODD, 2 * width);
  const fields = kinds.filter((kind) => kind === FIELDS).length;
  let at = base;
  const take = (bytes: number) => {
    const from = at;
    at = Math.ceil((at + bytes) / 8) * 8;
    return from;
  };
  take(WORDS * WORD * width);
  const odd = take(ODD_WORDS * WORD * mostOdd);
  const rowEnds = take(WORD * mostRows);
  const rowLines = take(WORD * mostRows);
  const starts = take(WORD * fields * mostRows);
  const ends = take(WORD * fields * mostRows);
  const numbers = new Int32Array(width);
  const table = new Int32Array(WORDS * width);
  let place = 0;
  kinds.forEach((kind, column) => {
    if (kind === FIELDS) table.set([FIELDS, 0, place++], WORDS * column);
    else {
      const address = take(8 * mostRows + extent.stagger);
      numbers[column] = address;
      table.set([kind, address, 0], WORDS * column);
    }
  });
  const text = take(extent.text + TEXT_SLACK);
  const gathered = take(extent.gathers ? extent.text + TEXT_SLACK : 0);
  const offsets = take(extent.gathers ? WORD * mostRows : 0);
  const tables = {
    table,
    mostRows,
    mostOdd,
    odd,
    rowEnds,
    rowLines,
    fields,
    starts,
    ends,
    numbers,
  };
  return { ...tables, gathered, offsets, text, size: at - base };
}
