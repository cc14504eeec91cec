import { parseBoolean } from '../../../numerals/booleans.js';
import { parseNumeral } from '../../../numerals/parse.js';
import { MINUS, PLUS } from '../ascii.js';
import type { RecordFiller } from '../builders/record-filler.js';
import { type Cells, cellBytes, isQuoted } from '../cells.js';
import { isDigits, parseLongInteger, parseShortInteger } from '../integers.js';
import { parseList } from '../list-cell.js';
import type { CsvType } from '../options.js';

/** The types that a cell may be read as, besides text, which is always possible. */
const INT64 = 1;
const FLOAT64 = 2;
const BOOLEAN = 4;
const LIST = 8;
const ANY = INT64 | FLOAT64 | BOOLEAN | LIST;

/** What the cells of a column that have been looked at allow it to be. */
export class TypeGuess {
  #types = ANY;
  #empty = true;

  /**
   * The narrowest type that all of them have: int64, float64, boolean, a list of numbers, or text. Undefined where all
   * are empty, quoted or not.
   */
  get type(): CsvType | undefined {
    return this.#empty ? undefined : narrowest(this.#types);
  }

  /** Whether no further cell makes a difference. */
  get #settled(): boolean {
    return this.#types === 0;
  }

  /** Looks at the fields of a column, of which the text engine knows most numerals. */
  seeFilled(filler: RecordFiller, column: number): void {
    const { cells } = filler;
    for (let row = 0; row < cells.rows && !this.#settled; row++) {
      const { passed, numerals, wholes } = filler.passNumerals(column, row);
      if (numerals > 0) this.#saw(wholes === numerals ? INT64 | FLOAT64 : FLOAT64);
      row += passed;
      if (row < cells.rows) this.#see(cells, column, row);
    }
  }

  /** Looks at the fields of a column. */
  seeAll(cells: Cells, column: number): this {
    for (let row = 0; row < cells.rows && !this.#settled; row++) this.#see(cells, column, row);
    return this;
  }

  #see({ bytes, starts, ends, width }: Cells, column: number, row: number): void {
    const span = row * width + column;
    const quotes = isQuoted(bytes, starts[span]!, ends[span]!) ? 1 : 0;
    const start = starts[span]! + quotes;
    const end = ends[span]! - quotes;
    if (start < end) this.#saw(typesOf(bytes, start, end, quotes === 1));
  }

  #saw(types: number): void {
    this.#empty = false;
    this.#types &= types;
  }
}

function narrowest(types: number): CsvType {
  if (types & INT64) return 'int64';
  if (types & FLOAT64) return 'float64';
  if (types & BOOLEAN) return 'boolean';
  return types & LIST ? 'list<float64>' : 'text';
}

function typesOf(bytes: Uint8Array, start: number, end: number, quoted: boolean): number {
  if (isInt64(bytes, start, end)) return INT64 | FLOAT64;
  const value = parseNumeral(bytes, start, end);
  if (value !== undefined) return keepsItsText(bytes, start, end, value) ? FLOAT64 : 0;
  if (parseBoolean(bytes, start, end) !== undefined) return BOOLEAN;
  return isList(bytes, start, end, quoted) ? LIST : 0;
}

function isInt64(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    !Number.isNaN(parseShortInteger(bytes, start, end)) ||
    parseLongInteger(bytes, start, end) !== undefined
  );
}

/**
 * Whether a numeral that is no int64 may become a double. Digits alone may be an identifier: with a `+` a telephone
 * number, or longer than 64 bits a key, which a double would round. They are numbers only where the double's own text
 * is the same.
 */
function keepsItsText(bytes: Uint8Array, start: number, end: number, value: number): boolean {
  const sign = bytes[start] === PLUS || bytes[start] === MINUS ? 1 : 0;
  if (!isDigits(bytes, start + sign, end)) return true;
  if (end - start > LONGEST_WHOLE) return false;
  const text = String.fromCharCode(...bytes.subarray(start, end));
  return Object.is(value, -0) ? text === '-0' : String(value) === text;
}

/** From 10²¹ on a double's text has an exponent. */
const LONGEST_WHOLE = '-999999999999999999999'.length;

function isList(bytes: Uint8Array, start: number, end: number, quoted: boolean): boolean {
  if (bytes[start] !== OPENING) return false;
  const text = quoted ? cellBytes(bytes, start - 1, end + 1) : bytes.subarray(start, end);
  return parseList(text, 0, text.length, NOWHERE);
}

const OPENING = 0x5b;
const NOWHERE = { push: () => {} };
