import {
  delimiterOf,
  type FormatName,
  formatOfBytes,
  HEAD_BYTES,
  kindOfName,
} from '../../files/file-kind.js';
import { isGzip } from '../../files/gzip.js';
import type { CsvSpan } from '../../files/shards/csv-span.js';
import { openSource } from '../../files/sources/byte-source.js';
import { chunksOf, randomAccess } from '../../files/sources/random-access.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import type { CsvReadOptions } from '../../formats/csv/decoder.js';
import { delimiterByte } from '../../formats/csv/options.js';
import { RecordBorders } from '../../formats/csv/scan/record-borders.js';
import { markLength } from './cut-csv.js';

export interface SpansOptions {
  /** Instead of what the name says. */
  readonly format?: FormatName | undefined;
  readonly csv?: Pick<CsvReadOptions, 'delimiter' | 'header'> | undefined;
}

/**
 * A CSV with a header as `count` spans of about as many bytes each; only its beginning is read. undefined where it is none.
 */
export async function spansOf(
  path: string,
  count: number,
  options: SpansOptions,
): Promise<readonly CsvSpan[] | undefined> {
  const source = await openSource(path);
  try {
    if (source.descriptor === undefined || options.csv?.header === false) return undefined;
    const file = await randomAccess(path, source.descriptor);
    const whole = await wholeOf(path, file, options);
    return whole && cutEvenly(whole, count);
  } finally {
    await source.close();
  }
}

/** All of a file as one span. */
async function wholeOf(
  path: string,
  file: RandomAccess,
  { format: said, csv }: SpansOptions,
): Promise<CsvSpan | undefined> {
  const { size } = file;
  const head = await file.read(0, HEAD_BYTES);
  if (isGzip(head)) return undefined;
  const format = formatOfBytes(head, said ?? kindOfName(path, 'read')?.format, path);
  if (format !== 'csv' && format !== 'tsv') return undefined;
  const delimiter = csv?.delimiter ?? delimiterOf(format);
  const { first, single } = await readHeader(file, delimiter);
  if (first === undefined || single === undefined) return undefined;
  const { at: from, line } = first;
  const place = { from, to: size, isBorder: true, first: { at: from, line } };
  return { path, format, size, delimiter, single, ...place };
}

async function readHeader(file: RandomAccess, delimiter: string): Promise<RecordBorders> {
  const from = await markLength(file);
  const borders = new RecordBorders(delimiterByte('shards', delimiter), true, from, []);
  for await (const chunk of chunksOf(file, from, file.size)) {
    borders.push(chunk);
    if (borders.first !== undefined) break;
  }
  return borders;
}

function cutEvenly(whole: CsvSpan, count: number): readonly CsvSpan[] {
  const { from: start, size } = whole;
  const places = Array.from({ length: count + 1 }, (_, i) =>
    Math.max(start, Math.floor((size * i) / count)),
  );
  return places.slice(1).map((to, i) => {
    const from = places[i]!;
    return { ...whole, from, to, isBorder: from === start };
  });
}
