import { checkOptions, describe, FormatError } from '../../errors.js';
import { checkPaths } from '../../files/check-paths.js';
import {
  checkFormat,
  type FormatName,
  formatOfBytes,
  HEAD_BYTES,
  kindOfName,
} from '../../files/file-kind.js';
import { isGzip } from '../../files/gzip.js';
import { inFile } from '../../files/in-file.js';
import type { Shard } from '../../files/shards/shard.js';
import { openSource } from '../../files/sources/byte-source.js';
import { notSeekable, randomAccess } from '../../files/sources/random-access.js';
import { type ArrowReadOptions, checkLimits } from '../../formats/arrow-ipc/limits.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { type CsvReadOptions, planReading } from '../../formats/csv/options.js';
import { cutCsv } from './cut-csv.js';

/** What `shards` takes. */
export interface ShardsOptions {
  /** Instead of what the name says; Arrow's two formats are still told by their bytes. */
  readonly format?: FormatName | undefined;
  /** Of a CSV: what its borders depend on. */
  readonly csv?: Pick<CsvReadOptions, 'delimiter' | 'header'> | undefined;
  readonly arrow?: ArrowReadOptions | undefined;
  /** Closes the file when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cuts a file into `count` parts of about as many bytes each, which one after the other are the file: of Arrow's file and
 * stream format ranges of record batches, of CSV whole records. Where there are fewer of them than parts, some are empty.
 *
 * Of Arrow only headers are read; of CSV every byte, once and in constant memory, because only that tells the line end
 * that ends a record from one within quotes.
 *
 * @throws FileError where the path is no regular file; FormatError where it is compressed, or its format's reader would
 *   refuse what is seen of it
 * @throws RangeError, TypeError where `count` is no integer from 1 to 1,000,000, and for options that there are not
 */
export async function shards(
  path: string,
  count: number,
  options: ShardsOptions = {},
): Promise<readonly Shard[]> {
  checkPaths('shards', path);
  checkOptions('shards', options, ['format', 'csv', 'arrow', 'signal']);
  checkFormat('shards', options.format);
  const { csv = {}, arrow = {} } = options;
  checkOptions('shards', csv, ['delimiter', 'header']);
  planReading('shards', csv);
  checkLimits('shards', arrow);
  const all: Shard[] = [];
  for await (const shard of eachShard(path, count, options)) all.push(shard);
  return all;
}

/** `shards`, one after the other as they are found. */
export function eachShard(
  path: string,
  count: number,
  options: ShardsOptions = {},
): AsyncGenerator<Shard, void, undefined> {
  checkCount(count);
  const fractions = Array.from({ length: count + 1 }, (_, i) => i / count);
  return cut(path, fractions, options);
}

/** The shard `index`, from 1, of `count`; a CSV is read no farther than to its end. */
export async function oneShard(
  path: string,
  index: number,
  count: number,
  options: ShardsOptions = {},
): Promise<Shard> {
  const fractions = [(index - 1) / count, index / count];
  const all: Shard[] = [];
  for await (const shard of cut(path, fractions, options)) all.push(shard);
  // Two fractions, one shard.
  return all[0]!;
}

const MOST_SHARDS = 1_000_000;

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_SHARDS) return;
  const Kind = typeof count === 'number' ? RangeError : TypeError;
  const expected = `an integer from 1 to ${MOST_SHARDS}`;
  throw new Kind(
    describe({ operator: 'shards', what: 'no number of shards', got: count, expected }),
  );
}

/** The parts of a file between neighbouring fractions, which ascend, of its bytes. */
async function* cut(
  path: string,
  fractions: readonly number[],
  options: ShardsOptions,
): AsyncGenerator<Shard, void, undefined> {
  const { signal } = options;
  try {
    const source = await openSource(path, signal === undefined ? {} : { signal });
    try {
      if (source.descriptor === undefined) throw notSeekable(path);
      const file = await randomAccess(path, source.descriptor);
      yield* cutKnown(path, file, fractions, options);
    } finally {
      await source.close();
    }
  } catch (error) {
    throw inFile(path, error);
  }
}

async function* cutKnown(
  path: string,
  file: RandomAccess,
  fractions: readonly number[],
  { format: said, csv, arrow }: ShardsOptions,
): AsyncGenerator<Shard, void, undefined> {
  const head = await file.read(0, HEAD_BYTES);
  if (isGzip(head)) throw compressed(path);
  const format = formatOfBytes(head, said ?? kindOfName(path, 'read')?.format, path);
  if (format === 'csv' || format === 'tsv') {
    yield* cutCsv(path, file, fractions, { format, ...csv });
    return;
  }
  // apache-arrow comes with it.
  const { cutFile, cutStream } = await import('./cut-arrow.js');
  yield* await (format === 'arrow' ? cutFile : cutStream)(path, file, fractions, arrow);
}

function compressed(path: string): FormatError {
  return new FormatError({
    file: path,
    operator: 'shards',
    what: 'the file is compressed by gzip, and has no parts that can be read by themselves',
    expected: 'the file as gunzip leaves it',
  });
}
