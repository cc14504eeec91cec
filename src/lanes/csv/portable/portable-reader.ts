import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../../../formats/csv/ascii.js';
import { countLines } from '../../../formats/csv/row-lines.js';
import { parseNumeral } from '../../../numerals/parse.js';
import { BEYOND, FULL, USED_UP } from '../../../simd/text.js';
import type { PortableMemory } from './portable-memory.js';

/** How a record, or a field in quotes, ends: see src/simd/assembly/text/fields.ts. */
const COMPLETE = 0;
const CUT = 1;
const ODD = 2;

const COLUMN_WORDS = 4;

/** The twin of src/simd/assembly/text/read-rows.ts, which explains the tables. */
export class PortableReader {
  readonly nullsRead = { value: 0 };
  readonly strangeRead = { value: 0 };
  readonly rowsRead = { value: 0 };
  readonly bytesRead = { value: 0 };
  readonly linesRead = { value: 0 };
  readonly nextRecord = { value: 0 };

  readonly #memory: PortableMemory;
  /** 1 for the bytes that end a field without quotes. */
  readonly #ends = new Uint8Array(256);
  #delimiter = 0;
  /** The words of each column. */
  #columns = new Int32Array(0);
  #width = 0;
  #marks = 0;
  #marksPerRow = 0;
  #spans = 0;
  #flags = 0;
  #mostRows = 0;
  #mostBytes = 0;
  #fewRows = 0;
  #bytesOfFew = 0;
  /** Of the last field in quotes: where it ends, and the line ends within. */
  #close = 0;
  #linesWithin = 0;

  constructor(memory: PortableMemory) {
    this.#memory = memory;
  }

  setDelimiter(byte: number): void {
    this.#delimiter = byte;
    this.#ends.fill(0);
    for (const end of [byte, LINE_FEED, CARRIAGE_RETURN]) this.#ends[end] = 1;
  }

  setTable(
    columns: number,
    width: number,
    marks: number,
    marksPerRow: number,
    spans: number,
    flags: number,
    mostRows: number,
    mostBytes: number,
    fewRows: number,
    bytesOfFew: number,
  ): void {
    this.#columns = this.#memory.words.subarray(
      columns >> 2,
      (columns >> 2) + COLUMN_WORDS * width,
    );
    this.#width = width;
    this.#marks = marks >> 2;
    this.#marksPerRow = marksPerRow;
    this.#spans = spans >> 2;
    this.#flags = flags;
    this.#mostRows = mostRows;
    this.#mostBytes = mostBytes;
    this.#fewRows = fewRows;
    this.#bytesOfFew = bytesOfFew;
  }

  beginBatch(at: number): void {
    this.strangeRead.value = 0;
    this.nullsRead.value = this.rowsRead.value = this.bytesRead.value = this.linesRead.value = 0;
    this.nextRecord.value = at;
  }

  readRows(end: number, last: boolean): number {
    const { bytes } = this.#memory;
    // It ends the inner loops without a test of the position.
    bytes[end] = LINE_FEED;
    let found = USED_UP;
    while (found === USED_UP && this.nextRecord.value < end) {
      const state = this.#readRow(this.nextRecord.value, end, last);
      if (state === CUT) break;
      if (state === ODD) found = BEYOND;
      else if (this.#isFull()) found = FULL;
    }
    bytes[end] = 0;
    return found;
  }

  #isFull(): boolean {
    const rows = this.rowsRead.value;
    const most = rows < this.#fewRows ? this.#bytesOfFew : this.#mostBytes;
    return rows >= this.#mostRows || this.bytesRead.value >= most;
  }

  #readRow(start: number, end: number, last: boolean): number {
    const { bytes, words } = this.#memory;
    const ends = this.#ends;
    const columns = this.#columns;
    const row = this.rowsRead.value;
    const places = this.#marks + row * this.#marksPerRow;
    let at = start;
    let column = 0;
    let lines = 1;
    let odd = 0;
    for (let word = 0; ; word += COLUMN_WORDS) {
      const first = at;
      if (bytes[at] === QUOTE) {
        const state = this.#closeQuotes(at, end, last);
        if (state !== COMPLETE) return state;
        lines += this.#linesWithin;
        at = this.#close;
      } else while (ends[bytes[at]!] === 0) at++;
      if (at === end && !last) return CUT;
      if (columns[word] !== 0) odd |= this.#putNumber(word, row, first, at);
      if (columns[word + 2]! >= 0) words[places + columns[word + 2]!] = first;
      if (columns[word + 3]! >= 0) words[places + columns[word + 3]!] = at;
      column++;
      if (at >= end || bytes[at] !== this.#delimiter) break;
      if (column === this.#width) return ODD;
      at++;
    }
    let behind = at + 1;
    if (at < end && bytes[at] === CARRIAGE_RETURN) {
      if (behind === end) return last ? ODD : CUT;
      if (bytes[behind] !== LINE_FEED) return ODD;
      behind++;
    }
    if (column === this.#width) this.#putRow(row, start, at, odd);
    else if (column !== 1 || at !== start) return ODD;
    // A blank line between rows is none.
    else if (columns[0] !== 0) bytes[columns[1]! + row] = 0;
    this.linesRead.value += lines;
    this.nextRecord.value = behind;
    return COMPLETE;
  }

  #putRow(row: number, start: number, end: number, odd: number): void {
    const { bytes, words } = this.#memory;
    words[this.#spans + 2 * row] = start;
    words[this.#spans + 2 * row + 1] = end;
    bytes[this.#flags + row] = odd;
    this.rowsRead.value++;
    this.bytesRead.value += end - start + 1;
  }

  /** Returns 1 where a cell is neither empty nor a number. */
  #putNumber(word: number, row: number, from: number, to: number): 0 | 1 {
    const { bytes, doubles } = this.#memory;
    const place = (this.#columns[word]! >> 3) + row;
    const quote = to - from >= 2 && bytes[from] === QUOTE ? 1 : 0;
    const [start, end] = [from + quote, to - quote];
    if (start === end) {
      doubles[place] = 0;
      bytes[this.#columns[word + 1]! + row] = 1;
      this.nullsRead.value++;
      return 0;
    }
    const value = parseNumeral(bytes, start, end);
    doubles[place] = value ?? 0;
    if (value === undefined) return 1;
    if (value - value !== 0) this.strangeRead.value = 1;
    return 0;
  }

  /** Sets the end of the field in quotes that begins at `start`. */
  #closeQuotes(start: number, end: number, last: boolean): number {
    const { bytes } = this.#memory;
    let at = start + 1;
    for (;;) {
      while (at < end && bytes[at] !== QUOTE) at++;
      if (at === end) return last ? ODD : CUT;
      at++;
      if (at === end || bytes[at] !== QUOTE) break;
      at++;
    }
    if (at === end && !last) return CUT;
    if (at < end && this.#ends[bytes[at]!] === 0) return ODD;
    this.#close = at;
    this.#linesWithin = countLines(bytes, start, at);
    return COMPLETE;
  }
}
