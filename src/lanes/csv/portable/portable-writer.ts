import { writeAscii, writeNumeral } from '../../../numerals/print.js';
import { type PrintRounded, roundedPrinter } from '../../../numerals/rounded.js';
import type { Floats } from '../../../softmax/rows.js';
import type { PortableMemory } from './portable-memory.js';

const TEXT = 1;
const DOUBLE = 2;
const SINGLE = 3;
const INTEGER = 4;

const PIECE_WORDS = 4;
/** What a row may take beyond its pieces. */
const ROW_SLACK = 64;
const ZERO = 0x30;
const MINUS = 0x2d;
const COMMA = 0x2c;

/** The twin of src/simd/assembly/text/write-rows.ts, which explains the tables. */
export class PortableWriter {
  readonly nextRow = { value: 0 };

  readonly #memory: PortableMemory;
  #delimiter = 0;
  #pieces = new Int32Array(0);
  #marks = 0;
  #marksPerRow = 0;
  #spans = 0;
  #flags = 0;
  #newline = 0;
  #more = 0;
  #print: PrintRounded | undefined;
  /** The marks of the pieces that the host has made. */
  #texts: readonly number[] = [];

  constructor(memory: PortableMemory) {
    this.#memory = memory;
  }

  setDelimiter(byte: number): void {
    this.#delimiter = byte;
  }

  setPieces(
    pieces: number,
    count: number,
    marks: number,
    marksPerRow: number,
    spans: number,
    flags: number,
    newline: number,
    longest: number,
  ): void {
    this.#pieces = this.#memory.words.subarray(pieces >> 2, (pieces >> 2) + PIECE_WORDS * count);
    this.#marks = marks >> 2;
    this.#marksPerRow = marksPerRow;
    this.#spans = spans >> 2;
    this.#flags = flags;
    this.#newline = newline;
    this.#more = count * longest + ROW_SLACK;
    this.#texts = this.#marksOfTexts();
  }

  writeRows(first: number, rows: number, at: number, room: number): number {
    const { bytes, words } = this.#memory;
    let to = at;
    let row = first;
    for (; row < rows && bytes[this.#flags + row] === 0; row++) {
      const span = this.#spans + 2 * row;
      const more = words[span + 1]! - words[span]! + this.#textBytes(row) + this.#more;
      if (to + more > room) break;
      to = this.#writeRow(row, to);
    }
    this.nextRow.value = row;
    return to;
  }

  setRounding(decimals: number, digits: number): void {
    const rounding = decimals < 0 ? { significant: digits } : { precision: decimals };
    this.#print = decimals < 0 && digits === 0 ? undefined : roundedPrinter(rounding);
  }

  putDouble(at: number, value: number): number {
    return this.#put(value, 64, at);
  }

  putSingle(at: number, value: number): number {
    return this.#put(value, 32, at);
  }

  /** See src/simd/assembly/text/put-numbers.ts. */
  putNumbers(numbers: Floats, bytes: 4 | 8, at: number, from: number, count: number): number {
    let to = at;
    for (let i = 0, place = from / bytes; i < count; i++, place++) {
      const value = numbers[place]!;
      if (value - value !== 0) return 0;
      if (i > 0) this.#memory.bytes[to++] = COMMA;
      to = this.#put(value, bytes === 8 ? 64 : 32, to);
    }
    return to;
  }

  printInteger(at: number, value: number): number {
    const { bytes } = this.#memory;
    let rest = Math.abs(value);
    let end = at + (value < 0 ? 2 : 1);
    for (let more = rest; more >= 10; more = Math.floor(more / 10)) end++;
    for (let place = end - 1; place >= at; place--) {
      bytes[place] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    if (value < 0) bytes[at] = MINUS;
    return end;
  }

  #marksOfTexts(): readonly number[] {
    const texts: number[] = [];
    for (let word = 0; word < this.#pieces.length; word += PIECE_WORDS) {
      if (this.#pieces[word] === TEXT) texts.push(this.#pieces[word + 1]!);
    }
    return texts;
  }

  #textBytes(row: number): number {
    const { words } = this.#memory;
    const marks = this.#marks + row * this.#marksPerRow;
    let sum = 0;
    for (const text of this.#texts) sum += words[marks + text + 1]! - words[marks + text]!;
    return sum;
  }

  #writeRow(row: number, at: number): number {
    const { bytes } = this.#memory;
    const pieces = this.#pieces;
    let to = at;
    for (let word = 0; word < pieces.length; word += PIECE_WORDS) {
      if (word > 0) bytes[to++] = this.#delimiter;
      to = this.#writePiece(word, row, to);
    }
    bytes[to++] = this.#newline & 0xff;
    if (this.#newline > 0xff) bytes[to++] = this.#newline >> 8;
    return to;
  }

  #writePiece(word: number, row: number, at: number): number {
    const { words, floats, doubles, bytes } = this.#memory;
    const kind = this.#pieces[word]!;
    const what = this.#pieces[word + 1]!;
    if (kind <= TEXT) {
      const places = this.#marks + row * this.#marksPerRow;
      return this.#copy(at, words[places + what]!, words[places + this.#pieces[word + 2]!]!);
    }
    if (bytes[this.#pieces[word + 3]! + row] !== 0) return at;
    if (kind === DOUBLE) return this.#put(doubles[(what >> 3) + row]!, 64, at);
    if (kind === SINGLE) return this.#put(floats[(what >> 2) + row]!, 32, at);
    const value = words[(what >> 2) + row]!;
    if (kind === INTEGER) return this.printInteger(at, value);
    const label = (this.#pieces[word + 2]! >> 2) + value;
    return this.#copy(at, words[label]!, words[label + 1]!);
  }

  #put(value: number, width: 32 | 64, at: number): number {
    const { bytes } = this.#memory;
    if (this.#print === undefined) return writeNumeral(value, width, bytes, at);
    return writeAscii(this.#print(value), bytes, at);
  }

  #copy(at: number, start: number, end: number): number {
    const { bytes } = this.#memory;
    if (end - start > SHORT) bytes.copyWithin(at, start, end);
    else for (let from = start, to = at; from < end; ) bytes[to++] = bytes[from++]!;
    return at + end - start;
  }
}

/** Below this a loop copies faster than a call. */
const SHORT = 32;
