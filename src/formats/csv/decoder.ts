import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { type Decoder, decodeWith } from '../../flow/decode.js';
import { BatchDecoder } from './decode/batch-decoder.js';
import { type CsvReadOptions, planReading } from './options.js';
import type { Border } from './scan/record-borders.js';
import { OPERATOR } from './scan/scan-errors.js';

export type { CsvReadOptions, CsvType } from './options.js';

/** A decoder that knows where its rows stand, for errors of those who see nothing but the batches. */
export interface CsvDecoder extends Decoder<RecordBatch> {
  /**
   * The line, from 1, that a row begins with; undefined where it is not known: rows that have not come yet, and, in a file of
   * very many rows of several lines, those of earlier batches.
   */
  lineOf(row: number): number | undefined;
}

/**
 * CSV to record batches, incrementally and synchronously.
 *
 * **Format.** RFC 4180: fields between `delimiter`, in quotes where they hold a delimiter, a quote (doubled) or a line
 * end. Lines end with LF, CRLF or a bare CR; the last may lack its end. A quote that is not the first byte of its field
 * is a byte like others; blanks belong to the field; NUL is a character. A byte order mark is passed over. A blank line
 * is skipped, except where there is one column: there it is a row with a null.
 *
 * **Types.** `types` first. Else the first block decides, the records that begin within a mebibyte behind the header, at
 * most a batch of them, by the narrowest type that all its cells have: `int64` (no `+`, no leading zero; wider than 64
 * bits is text), `float64` (see `parseNumeral`; `nan` and `inf` count), `boolean` (true or false in any case), a JSON
 * array of numbers and nulls (`list<float64>`; `"NaN"` and such for what JSON lacks), else text. Leading zeros are
 * text. A column of empty cells is text of which operators may read numbers. Quotes do not make a number text. A later
 * cell that contradicts is an error; it is never null or NaN instead.
 *
 * **Nulls.** An empty field is null. A quoted empty field is the empty text in a text column, and null in others.
 *
 * **Batches** have at most `rows` rows and about 2 MiB of text, or where there are more than 8192 columns 32 rows of it,
 * at most 256 bytes a column and 32 MiB; an input without rows gives one batch with none. Where they end, and every value
 * in them, does not depend on the chunks. Columns may share a name, and a name may be empty.
 *
 * Throws from `push` and `end`: FormatError (unclosed quote, text behind a closing quote, not UTF-8, no header),
 * DataError (a row with another number of fields, a cell of another type), LimitError, SelectionError (a name of
 * `types` that no column has).
 *
 * @throws TypeError or RangeError for bad options
 */
export function createCsvDecoder(options: CsvReadOptions = {}): CsvDecoder {
  return new BatchDecoder(planReading('createCsvDecoder', options));
}

/** `createCsvDecoder` as an operator: cold, synchronous, with a new decoder for each subscription. */
export function decodeCsv(options: CsvReadOptions = {}): OperatorFunction<Uint8Array, RecordBatch> {
  const plan = planReading(OPERATOR, options);
  return decodeWith(() => new BatchDecoder(plan));
}

/** A decoder of a part of a file, whose names and types are those that the whole file has. */
export interface CsvPartDecoder extends CsvDecoder {
  /** Takes a chunk of the file's beginning; true when names and types are known and no more is needed. */
  learn(chunk: Uint8Array): boolean;
  /** The beginning is known, or has ended; what is pushed from now on begins at this border of two records. */
  begin(border: Pick<Border, 'row' | 'line'>): void;
}

/**
 * `createCsvDecoder` for a part between two record borders. First it wants the file's beginning, because that tells the
 * columns' names and types; then the bytes of the part. Rows and lines of errors are the file's.
 *
 * @throws TypeError or RangeError for bad options
 */
export function createCsvPartDecoder(options: CsvReadOptions = {}): CsvPartDecoder {
  return new BatchDecoder(planReading('createCsvPartDecoder', options));
}
