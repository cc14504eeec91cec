import { FormatError, LogitflowError } from '../../errors.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { MOST_HELD } from '../../formats/csv/infer/first-block.js';
import type { FileBeginning } from '../../lanes/csv/fallback/file-beginning.js';
import { chunksOf } from '../sources/random-access.js';
import { borderBehind, type CsvSpan } from './csv-span.js';
import type { CsvShard, Shard } from './shard.js';

/** Whether a shard is one of a CSV that names its columns. */
export function hasHeader(shard: Shard): shard is CsvShard {
  return (shard.format === 'csv' || shard.format === 'tsv') && shard.header;
}

/**
 * The records of a shard.
 *
 * @throws FormatError where the file has another size than the one that was cut
 */
export async function* shardChunks(
  file: RandomAccess,
  shard: CsvShard,
): AsyncGenerator<Uint8Array, void, undefined> {
  checkSize(shard, file.size);
  yield* chunksOf(file, shard.from, shard.to);
}

/** What a CSV begins with. */
export type CsvBeginning = Pick<FileBeginning, 'text' | 'lines'>;

/** Of what a CSV begins with, enough to tell its columns and their types. */
export async function csvBeginning(
  file: RandomAccess,
  part: Pick<CsvSpan, 'first' | 'delimiter' | 'size'>,
): Promise<CsvBeginning> {
  const { at, line } = part.first;
  const border = await borderBehind(file, part, at, at + MOST_HELD);
  return { text: await file.read(0, border.at), lines: line - 1 };
}

/** An error of such a shard, said of the rows and lines of the file. */
export function inShard(shard: Shard | undefined, error: unknown): unknown {
  if (shard === undefined || !hasHeader(shard) || !(error instanceof LogitflowError)) return error;
  const { row, line } = error.report;
  return error.at({
    // Nobody has counted the batches before it.
    ...(shard.row > 0 && { batch: undefined }),
    ...(row === undefined ? {} : { row: row + shard.row }),
    ...(line === undefined ? {} : { line: line + shard.line - shard.first.line }),
  });
}

export function checkSize(shard: Shard, size: number): void {
  if (size !== shard.size) throw changed(shard, 'bytes', size, shard.size);
}

export function checkRows(shard: Shard | undefined, rows: number): void {
  if (shard !== undefined && rows !== shard.rows) throw changed(shard, 'rows', rows, shard.rows);
}

function changed({ path }: Shard, unit: string, got: number, expected: number): FormatError {
  return new FormatError({
    file: path,
    operator: 'shard',
    what: `the file has changed since it was cut: other ${unit}`,
    got,
    expected: String(expected),
  });
}
