import { checkOptions, describe } from '../../errors.js';
import { type Gate, isGate } from '../../flow/gate.js';
import type { Dialect } from './fast-csv-parser.js';
import type { TextEncodingName } from './text-decoder.js';

/** fast-csv's dialects, with what counts, names and skips rows done here. */
export interface CsvRowsOptions extends Dialect {
  /**
   * `true`: the file's first row is the header; names: they are the header, and the file has none (or, with
   * `renameHeaders`, one that they replace). The header is emitted as the first row in all cases, and is no row of data
   * to `skipRows` and `maxRows`. Default false: rows of data only.
   */
  readonly headers?: boolean | readonly string[];
  readonly renameHeaders?: boolean;
  /** Rows with nothing but blanks are passed over; default false. */
  readonly ignoreEmpty?: boolean;
  /** Rows to pass over before the header; default 0. */
  readonly skipLines?: number;
  /** Rows of data to pass over; default 0. */
  readonly skipRows?: number;
  /** The most rows of data; the file is closed after them. Default: all. */
  readonly maxRows?: number;
  /** Default `utf8`; bytes that are no text in the encoding are an error. */
  readonly encoding?: TextEncodingName;
  /** The longest record in bytes, the comments before it included; default 16 MiB. */
  readonly maxRecordBytes?: number;
  /** The gate to wait at; default: the sink's, found by itself (see `fromPull`). */
  readonly gate?: Gate;
}

type Check = (value: unknown) => boolean;

const oneCharacter: Check = (value) => typeof value === 'string' && value.length === 1;
const yesOrNo: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const names: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

/** What each option may be. */
const OPTIONS: { readonly [Key in keyof Required<CsvRowsOptions>]: readonly [Check, string] } = {
  delimiter: [oneCharacter, 'one character'],
  quote: [(value) => value === null || oneCharacter(value), 'one character, or null'],
  escape: [oneCharacter, 'one character'],
  comment: [oneCharacter, 'one character'],
  trim: [yesOrNo, 'true or false'],
  ltrim: [yesOrNo, 'true or false'],
  rtrim: [yesOrNo, 'true or false'],
  headers: [(value) => yesOrNo(value) || names(value), 'true, false or an array of names'],
  renameHeaders: [yesOrNo, 'true or false'],
  ignoreEmpty: [yesOrNo, 'true or false'],
  skipLines: [count, 'an integer from 0'],
  skipRows: [count, 'an integer from 0'],
  maxRows: [count, 'an integer from 0'],
  encoding: [
    (value) => value === 'utf8' || value === 'latin1' || value === 'utf16le',
    'utf8, latin1 or utf16le',
  ],
  maxRecordBytes: [(value) => count(value) && value !== 0, 'an integer from 1'],
  gate: [isGate, 'a gate of createGate'],
};

const NAMES = Object.keys(OPTIONS) as (keyof CsvRowsOptions)[]; // the keys of a record of them

/**
 * @throws TypeError for an unknown option, and for one of a wrong kind or out of range
 */
export function checkCsvRowsOptions(
  operator: string,
  path: unknown,
  options: CsvRowsOptions,
): void {
  if (typeof path !== 'string') {
    const report = {
      operator,
      what: 'the path is no string',
      got: path,
      expected: 'a path, or "-"',
    };
    throw new TypeError(describe(report));
  }
  checkOptions(operator, options, NAMES);
  for (const name of NAMES) {
    const [fits, expected] = OPTIONS[name];
    const value = options[name];
    if (value === undefined || fits(value)) continue;
    throw new TypeError(describe({ operator, what: `bad ${name}`, got: value, expected }));
  }
}
