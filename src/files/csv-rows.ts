import { concatMap, type Observable } from 'rxjs';
import { DataError, describe, FormatError, LimitError, LogitflowError, nearest, show } from '../errors.js';
import { fromPull } from '../flow/from-pull.js';
import type { Gate } from '../flow/gate.js';
import { openSource } from './byte-source.js';
import { type Dialect, FastCsvParser } from './fast-csv-parser.js';
import { gunzip, isGzip } from './gzip.js';
import { inFile } from './in-file.js';
import { peek } from './peek.js';

const OPERATOR = 'readCsvRows';

/** fast-csv's dialects, with what counts and skips rows done here. */
export interface CsvRowsOptions extends Dialect {
  /**
   * `true`: the file's first row is the header; names: they are the header, and the file has none (or, with
   * `renameHeaders`, one that they replace). The header is emitted as the first row in all cases, and is no row of data
   * to `skipRows` and `maxRows`. Default false.
   */
  readonly headers?: boolean | readonly string[];
  readonly renameHeaders?: boolean;
  /** Rows without any text but blanks are passed over; default false. Blank lines are anyway, but in files of one column. */
  readonly ignoreEmpty?: boolean;
  /** Rows to pass over before the header; default 0. */
  readonly skipLines?: number;
  /** Rows of data to pass over; default 0. */
  readonly skipRows?: number;
  /** The most rows of data; then the file is closed. Default: all. */
  readonly maxRows?: number;
  /** `utf8` (default), where anything else is an error; `latin1` or `utf16le`. */
  readonly encoding?: 'utf8' | 'latin1' | 'utf16le';
  /** The longest record in bytes, comments before it included; default 16 MiB. */
  readonly maxRecordBytes?: number;
  /** The gate to wait at; default: the sink's, found by itself (see `fromPull`). */
  readonly gate?: Gate;
}

/**
 * Rows of a text file in one of fast-csv's dialects, as arrays of strings: for odd delimiters, quotes, escapes and
 * comments. `readCsv` is many times faster, and has types. Lift operators to rows with `onRows(…, { header: true })`,
 * which takes the first row for the header.
 *
 * Cold; `-` is standard input; gzip is told by its bytes. It reads no faster than the sink writes, and closes the file
 * at the end, on an error and when it is unsubscribed. All rows have as many fields as the first; a blank line is
 * passed over, except where that is one: there it is a row with an empty field. A first field of nothing but blanks is
 * read as empty, by fast-csv.
 *
 * Fails with FileError; FormatError (unclosed quote, text behind one, bytes that are not text in the encoding);
 * DataError (a row with another number of fields); LimitError. Each names the file and, where it is known, the row,
 * counted from 0 with the header.
 *
 * @throws TypeError or RangeError for bad options
 */
export function readCsvRows(path: string, options: CsvRowsOptions = {}): Observable<string[]> {
  checkOptions(path, options);
  const { gate } = options;
  // Arrays of rows are pulled and then emitted row by row: a promise for every row would cost more than its parsing.
  return fromPull((signal) => pullRows(path, options, signal), gate && { gate }).pipe(
    concatMap((rows) => rows),
  );
}
