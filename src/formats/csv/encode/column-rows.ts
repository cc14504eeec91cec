import { MOST_PRECISION } from '../../../simd/text.js';
import { type SharedText, WORK_BYTES } from '../shared-text.js';
import type { ByteSink } from './byte-sink.js';
import type { EngineColumn } from './engine-column.js';

/**
 * Rows that are copied into the engine's memory at once, so that they are in the second cache when they are written. Fewer
 * would be copied as fast, but V8 would compile what runs for each block.
 */
const BLOCK_ROWS = 4096;
/** Blocks of fewer rows are left to others: a call for each column must not be one for each cell. */
export const FEWEST_ROWS = 8;
/** Bytes of all texts of a block. */
const TEXT_BYTES = WORK_BYTES / 2;
/** Numbers and places have 8 bytes, and bits of validity come to less than one. */
const CELL_BYTES = 9;
const ALIGNMENT = 16;
/** Bytes behind a text that are read as well. */
const READ_BEHIND = 32;
/** What a field takes beside the text that is copied, at most. */
const FIELD_ROOM = 64;
const WORD = 4;
/** The words of a column, by what they say: see src/simd/assembly/text/write-columns.ts. */
const WORDS = 8;
const KIND = 0;
const VALUES = 1;
const VALIDITY = 2;
const NULL_CODE = 3;
const NULL_LENGTH = 4;
const OFFSETS = 5;
const TEXT_FROM = 6;
const TEXT_TO = 7;

/** How fields and rows end, and how each column writes a null. */
export interface RowForm {
  readonly delimiter: number;
  readonly newline: string;
  readonly nullTexts: readonly string[];
  /** Decimals, or significant digits, of floats; undefined: as many as read back to the same value. */
  readonly precision: number | undefined;
  readonly significant: number | undefined;
}

/** The columns of a batch, written as rows by the text engine. */
export class ColumnRows {
  readonly #shared: SharedText;
  readonly #columns: readonly EngineColumn[];
  readonly #texts: readonly EngineColumn[];
  readonly #form: RowForm;
  readonly #mostRows: number;
  readonly #words: Int32Array;
  /** Of the rows that have been written last, a row; not known before. */
  #rowBytes = 0;

  constructor(shared: SharedText, columns: readonly EngineColumn[], form: RowForm) {
    this.#shared = shared;
    this.#columns = columns;
    this.#texts = columns.filter(({ offsets }) => offsets !== undefined);
    this.#form = form;
    this.#mostRows = mostRows(columns.length);
    this.#words = wordsOf(columns, form);
  }

  /** Whether blocks of so many columns would have rows enough. */
  static fits(columns: number): boolean {
    return columns > 0 && mostRows(columns) >= FEWEST_ROWS;
  }

  /**
   * Writes rows from `first` to before `end`, until the sink holds `full` bytes.
   *
   * @returns the row to go on with; `first` where that has to be written in another way
   */
  write(first: number, end: number, out: ByteSink, full: number): number {
    const before = out.length;
    const rows = this.#fitting(first, end, full - before);
    if (rows === 0) return first;
    const { engine } = this.#shared;
    const room = (this.#columns.length + 1) * FIELD_ROOM + 2 * TEXT_BYTES + full;
    const wrote = out.fill(room, (at, limit) => {
      this.#load(first, rows);
      return engine.writeColumns(0, rows, at, at - before + full, limit);
    });
    const written = wrote ? engine.rowsWritten.value : 0;
    if (written > 0) this.#rowBytes = (out.length - before) / written;
    return first + written;
  }

  /**
   * Writes rows one by one into the memory behind the sink, which is not changed.
   *
   * @param starts  gets where each begins, and where the last ends
   * @returns their text, until the engine is used again, and how many they are: perhaps none
   */
  writeApart(
    first: number,
    most: number,
    out: ByteSink,
    starts: Int32Array,
  ): { readonly text: Uint8Array; readonly rows: number } {
    const rows = this.#fitting(first, first + most, Number.POSITIVE_INFINITY);
    if (rows === 0) return NOTHING;
    const { engine } = this.#shared;
    const room = (rows + 1) * (this.#columns.length + 1) * FIELD_ROOM + 2 * TEXT_BYTES;
    let [from, to, written] = [0, 0, 0];
    out.fill(room, (at, limit) => {
      this.#load(first, rows);
      from = to = at;
      for (; written < rows; written++) {
        starts[written] = to - from;
        to = engine.writeColumns(written, written + 1, to, limit, limit);
        if (engine.rowsWritten.value === written) break;
      }
      return at;
    });
    starts[written] = to - from;
    return { text: new Uint8Array(engine.memory.buffer, from, to - from), rows: written };
  }

  /** Rows that are not written are copied for nothing, and fields in them written: let these not be many. */
  #fitting(first: number, end: number, bytes: number): number {
    const likely = this.#rowBytes === 0 ? this.#mostRows : Math.ceil(bytes / this.#rowBytes);
    const most = Math.min(this.#mostRows, likely + FEWEST_ROWS);
    const wanted = Math.min(end - first, most);
    const share = Math.floor(TEXT_BYTES / this.#texts.length);
    let rows = wanted;
    for (const text of this.#texts) rows = text.fitting(first, rows, share);
    return rows < Math.min(wanted, FEWEST_ROWS) ? 0 : rows;
  }

  /** Copies a block into the engine's memory, and says where it lies. */
  #load(first: number, rows: number): void {
    const { engine, base } = this.#shared;
    const { delimiter, newline, precision = -1, significant = 0 } = this.#form;
    const words = this.#words;
    const count = this.#columns.length;
    const block = new Block(this.#shared, words.byteLength);
    for (let i = 0; i < count; i++) this.#put(this.#columns[i]!, WORDS * i, block, first, rows);
    new Int32Array(engine.memory.buffer, base, words.length).set(words);
    engine.setDelimiter(delimiter);
    engine.setRounding(precision > MOST_PRECISION ? -1 : precision, significant);
    engine.setColumns(base, count, codeOf(newline));
  }

  #put(column: EngineColumn, word: number, block: Block, first: number, rows: number): void {
    const words = this.#words;
    const nulls = column.validity?.slice(first, first + rows)?.toBitmap();
    words[word + VALIDITY] = nulls === undefined ? 0 : block.put(nulls);
    if (column.doubles !== undefined && rows <= FEW_NUMBERS) {
      words[word + VALUES] = block.putDoubles(column.doubles, first, rows);
      return;
    }
    const values = column.values(first, rows);
    const at = block.put(values);
    words[word + VALUES] = at;
    const offsets = column.offsets?.(first, rows);
    if (offsets === undefined) return;
    words[word + VALUES] = at - offsets[0]!;
    words[word + OFFSETS] = block.put(bytesOf(offsets));
    words[word + TEXT_FROM] = at;
    words[word + TEXT_TO] = at + values.length;
  }
}

function wordsOf(columns: readonly EngineColumn[], { nullTexts }: RowForm): Int32Array {
  const words = new Int32Array(WORDS * columns.length);
  columns.forEach(({ kind }, i) => {
    const word = WORDS * i;
    words[word + KIND] = kind;
    words[word + NULL_CODE] = codeOf(nullTexts[i]!);
    words[word + NULL_LENGTH] = nullTexts[i]!.length;
  });
  return words;
}

function mostRows(columns: number): number {
  const room = WORK_BYTES - TEXT_BYTES - columns * (WORDS * WORD + 3 * (ALIGNMENT + READ_BEHIND));
  return Math.min(BLOCK_ROWS, Math.floor(room / (columns * CELL_BYTES)));
}

const NOTHING = { text: new Uint8Array(0), rows: 0 };

/** Up to here a loop copies faster than a view is made. */
const FEW_NUMBERS = 64;

/** Buffers side by side in the memory where blocks lie. */
class Block {
  readonly #bytes: Uint8Array;
  readonly #doubles: Float64Array;
  readonly #base: number;
  #at: number;

  constructor(shared: SharedText, from: number) {
    this.#bytes = shared.room(WORK_BYTES);
    this.#doubles = new Float64Array(shared.engine.memory.buffer, shared.base, WORK_BYTES >> 3);
    this.#base = shared.base;
    this.#at = from;
  }

  /** Returns the address of the copy. */
  put(bytes: Uint8Array): number {
    const at = Math.ceil(this.#at / ALIGNMENT) * ALIGNMENT;
    this.#bytes.set(bytes, at);
    this.#at = at + bytes.length + READ_BEHIND;
    return this.#base + at;
  }

  /** The same of a few doubles. */
  putDoubles(values: Float64Array, first: number, rows: number): number {
    const at = Math.ceil(this.#at / ALIGNMENT) * ALIGNMENT;
    const to = at >> 3;
    for (let i = 0; i < rows; i++) this.#doubles[to + i] = values[first + i];
    this.#at = at + 8 * rows + READ_BEHIND;
    return this.#base + at;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A few characters as the bytes of a number, the first in the lowest. */
function codeOf(text: string): number {
  return [...text].reduceRight((code, character) => (code << 8) | character.charCodeAt(0), 0);
}
