import { LimitError } from '../../errors.js';
import type { CsvRowsOptions } from './csv-rows-options.js';
import { type Dialect, FastCsvParser } from './fast-csv-parser.js';
import { textDecoder } from './text-decoder.js';

export interface ParsedRow {
  readonly fields: readonly string[];
  /** The line that it begins with, from 1, where that is known. */
  readonly line: number | undefined;
}

/** The rows of a text in one of fast-csv's dialects, some at a time. */
export async function* parsedRows(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  dialect: Dialect,
): AsyncGenerator<readonly ParsedRow[], void, undefined> {
  const parser = new FastCsvParser(dialect);
  try {
    for await (const rows of parseGuarded(parser, chunks, {})) {
      const { lines } = parser;
      yield rows.map((fields, i) => ({ fields, line: lines[i] }));
    }
  } finally {
    parser.close();
    await chunks.return();
  }
}

const PIECE = 1 << 16;
const DEFAULT_LONGEST = 1 << 24;

/**
 * fast-csv parses a record that is not complete again with every write. So while a record grows, each write is as
 * large as all before it together, which makes the whole linear, and a record that is too long ends it.
 */
export async function* parseGuarded(
  parser: FastCsvParser,
  chunks: AsyncIterable<Uint8Array>,
  { encoding = 'utf8', maxRecordBytes = DEFAULT_LONGEST }: CsvRowsOptions,
): AsyncGenerator<readonly string[][], void, undefined> {
  const decoder = textDecoder('readCsvRows', encoding);
  let growing = 0;
  let held = 0;
  let text = '';
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE) {
      const piece = chunk.subarray(from, from + PIECE);
      text += decoder.decode(piece);
      held += piece.length;
      if (growing + held > maxRecordBytes + PIECE) throw tooLong(maxRecordBytes);
      if (held < growing) continue;
      const rows = await parser.parse(text);
      growing = rows.length > 0 ? 0 : growing + held;
      held = 0;
      text = '';
      yield rows;
    }
  }
  yield await parser.parse(text + decoder.end());
  yield await parser.end();
}

function tooLong(limit: number): LimitError {
  return new LimitError({
    operator: 'readCsvRows',
    what: `a record is longer than ${limit} bytes`,
    expected: 'a closing quote or a line end before that, or a higher maxRecordBytes',
  });
}
