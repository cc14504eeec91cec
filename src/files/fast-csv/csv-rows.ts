import { concatMap, type Observable } from 'rxjs';
import { LogitflowError } from '../../errors.js';
import { fromPull } from '../../flow/from-pull.js';
import { gunzip, isGzip } from '../gzip.js';
import { inFile } from '../in-file.js';
import { openSource } from '../sources/byte-source.js';
import { peek } from '../sources/peek.js';
import { type CsvRowsOptions, checkCsvRowsOptions } from './csv-rows-options.js';
import { RowShape } from './row-shape.js';

export type { CsvRowsOptions } from './csv-rows-options.js';

const OPERATOR = 'readCsvRows';

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
  checkCsvRowsOptions(OPERATOR, path, options);
  const { gate } = options;
  // Arrays of rows are pulled and then emitted row by row: a promise for every row would cost more than its parsing.
  return fromPull(
    (signal) => pullRows(path, options, signal),
    gate === undefined ? {} : { gate },
  ).pipe(concatMap((rows) => rows));
}

async function* pullRows(
  path: string,
  options: CsvRowsOptions,
  signal: AbortSignal,
): AsyncGenerator<string[][], void, undefined> {
  try {
    const source = await openSource(path, { signal });
    try {
      const raw = await peek(source.chunks(), 2);
      const chunks = isGzip(raw.head) ? gunzip(path, raw.chunks) : raw.chunks;
      yield* shapedRows(chunks, options);
    } finally {
      await source.close();
    }
  } catch (error) {
    throw inFile(path, error);
  }
}

async function* shapedRows(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  options: CsvRowsOptions,
): AsyncGenerator<string[][], void, undefined> {
  // Those who only read batches need no fast-csv, whose modules take as long to load as megabytes to read.
  const { FastCsvParser } = await import('./fast-csv-parser.js');
  const { parseGuarded } = await import('./parsed-rows.js');
  const shape = new RowShape(OPERATOR, options);
  const parser = new FastCsvParser(options);
  try {
    yield shape.opening();
    for await (const parsed of parseGuarded(parser, chunks, options)) {
      const rows = shape.take(parsed);
      if (rows.length > 0) yield rows;
      if (shape.failure !== undefined) throw shape.failure;
      if (shape.full) return;
    }
  } catch (error) {
    throw error instanceof LogitflowError && error.report.row === undefined
      ? error.at({ row: shape.nextRow })
      : error;
  } finally {
    parser.close();
    await chunks.return();
  }
}
