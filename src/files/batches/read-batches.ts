import type { RecordBatch } from 'apache-arrow';
import { LogitflowError } from '../../errors.js';
import type { Decoder } from '../../flow/decode.js';
import { flattened, type Runs, retold } from '../../flow/runs.js';
import type { ArrowReadOptions } from '../../formats/arrow-ipc/decoder.js';
import type { Joins } from '../../formats/arrow-ipc/joins/batch-pile.js';
import type { Reuse } from '../../formats/arrow-ipc/memory/batch-memory.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { readArrowFileRuns } from '../../formats/arrow-ipc/reading/file-reader.js';
import { readArrowStreamRuns, streamOf } from '../../formats/arrow-ipc/reading/stream-reader.js';
import { type CsvReadOptions, createCsvDecoder } from '../../formats/csv/decoder.js';
import { type LineOf, RowLines } from '../../formats/csv/row-lines.js';
import { isOdd, type OddDialect, plainCsv } from '../fast-csv/odd-dialect.js';
import { RAW_ROWS } from '../fast-csv/raw-rows.js';
import {
  delimiterOf,
  type FormatName,
  formatOfBytes,
  HEAD_BYTES,
  isGzipName,
} from '../file-kind.js';
import { gunzip, isGzip } from '../gzip.js';
import { inFile } from '../in-file.js';
import type { Shard } from '../shards/shard.js';
import { type ByteSource, openSource, type SourceOptions } from '../sources/byte-source.js';
import { peek } from '../sources/peek.js';
import { PipedStream } from '../sources/piped-stream.js';
import { notSeekable, randomAccess, spill } from '../sources/random-access.js';
import { readShardRuns } from './read-shard.js';

/** How one file is turned into record batches. */
export interface BatchOptions extends SourceOptions {
  /** What the file's name or an option says that it is; its bytes may know better (see `formatOfBytes`). */
  readonly format?: FormatName | undefined;
  readonly csv?: CsvReadOptions;
  /** For a CSV that is not RFC 4180's. */
  readonly dialect?: OddDialect | undefined;
  readonly arrow?: ArrowReadOptions;
  /** Whether a batch may lie in memory that the next one is read into: see `readArrowFile`, `CsvReadOptions`. */
  readonly reuseBuffers?: Reuse | undefined;
  /** Small batches of Arrow that one read has brought are given as one, where this is said. */
  readonly joins?: Joins | undefined;
  /** Hears what the file is, before it is decoded. */
  readonly onFormat?: ((format: FormatName) => void) | undefined;
  /** Hears where the rows of a text stand. */
  readonly onLines?: ((lineOf: LineOf) => void) | undefined;
  /**
   * Asked before a CSV is decoded: whether what it ends in is a CSV with the same delimiter, so that its cells can be
   * kept raw, and columns that nobody touches pass through byte for byte.
   */
  readonly keepRaw?: ((delimiter: string) => boolean) | undefined;
  /** The columns whose values are needed: cells kept raw would hide that they are lists. */
  readonly readsColumn?: ((name: string) => boolean) | undefined;
  /** Only this part of the file; its format and dialect are then those that the shard says. */
  readonly shard?: Shard | undefined;
  /** The file, where somebody has opened it already. */
  readonly opened?: ByteSource | undefined;
  /** Hears of bytes as they are read, compressed as they are. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/**
 * The record batches of one file, at least one (which may hold no row, but the schema). The file is opened on the
 * first pull and closed on any end; `signal` closes it with a read pending.
 *
 * Arrow is read by random access; from a pipe or under gzip its file format is spilled to a temporary file first, and
 * of its stream format batches that are given in slices.
 *
 * @throws FileError, FormatError, SchemaError, DataError, LimitError; each names the file
 */
export function readBatches(
  path: string,
  options: BatchOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
  return flattened(readRuns(path, options));
}

/** As `readBatches`; batches that one read brought are a run. */
export function readRuns(path: string, options: BatchOptions = {}): Runs<RecordBatch> {
  return retold(runsOf(path, options), (error) => inFile(path, error));
}

async function* runsOf(path: string, options: BatchOptions): Runs<RecordBatch> {
  const source = options.opened ?? (await openSource(path, options));
  try {
    const { shard } = options;
    yield* shard === undefined
      ? decodeSource(source, options)
      : decodeShard(source, shard, options);
  } finally {
    await source.close();
  }
}

async function* decodeSource(source: ByteSource, options: BatchOptions): Runs<RecordBatch> {
  const { path, descriptor } = source;
  const onRead = options.onRead ?? (() => {});
  let copies = false;
  const raw = await peek(
    counted(
      source.chunks(() => copies),
      onRead,
    ),
    HEAD_BYTES,
  );
  // An empty file holds no gzip, though its name says so.
  const packed = isGzip(raw.head) || (raw.head.length === 0 && isGzipName(path));
  const { head, chunks } = packed ? await peek(gunzip(path, raw.chunks), HEAD_BYTES) : raw;
  try {
    const format = formatOfBytes(head, options.format, path);
    options.onFormat?.(format);
    if (format === 'csv' || format === 'tsv') {
      // The decoder copies what it is given; gunzip reads ahead.
      copies = !packed;
      yield* decodeText(format, chunks, options);
    } else if (descriptor === undefined || packed) yield* readOnce(format, path, chunks, options);
    else yield* readAnywhere(format, await randomAccess(path, descriptor, onRead), options);
  } finally {
    await chunks.return();
  }
}

function decodeText(format: 'csv' | 'tsv', chunks: Chunks, options: BatchOptions) {
  const { csv, dialect, onLines } = options;
  const delimiter = csv?.delimiter ?? delimiterOf(format);
  const decoder = createCsvDecoder(csvOptions(delimiter, options));
  if (!isOdd(dialect)) {
    onLines?.((row) => decoder.lineOf(row));
    return decode(chunks, decoder);
  }
  const lines = new RowLines();
  const lineOf = (line: number | undefined) => (line === undefined ? undefined : lines.of(line));
  onLines?.((row) => lineOf(decoder.lineOf(row)));
  // What is wrong with the plain text is said of the odd one.
  return retold(decode(plainCsv(chunks, delimiter, dialect, lines), decoder), (error) =>
    error instanceof LogitflowError ? error.at({ line: lineOf(error.report.line) }) : error,
  );
}

async function* decodeShard(
  source: ByteSource,
  shard: Shard,
  options: BatchOptions,
): Runs<RecordBatch> {
  const { path, descriptor } = source;
  if (descriptor === undefined) throw notSeekable(path);
  options.onFormat?.(shard.format);
  const file = await randomAccess(path, descriptor, options.onRead);
  const csv =
    shard.format === 'csv' || shard.format === 'tsv' ? csvOptions(shard.delimiter, options) : {};
  yield* readShardRuns(file, shard, { ...options, csv });
}

type ArrowName = Exclude<FormatName, 'csv' | 'tsv'>;

function readAnywhere(format: ArrowName, file: RandomAccess, options: BatchOptions) {
  const { arrow, reuseBuffers = false, joins } = options;
  return format === 'arrow'
    ? readArrowFileRuns(file, { ...arrow, reuseBuffers, joins })
    : readArrowStreamRuns(streamOf(file, reuseBuffers), { ...arrow, joins });
}

function readOnce(format: ArrowName, path: string, chunks: Chunks, options: BatchOptions) {
  return format === 'arrow' ? readSpilled(path, chunks, options) : readPiped(path, chunks, options);
}

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

async function* readSpilled(path: string, chunks: Chunks, options: BatchOptions) {
  const spilled = await spill(chunks);
  try {
    const { arrow, joins } = options;
    yield* readArrowFileRuns(await randomAccess(path, spilled), { ...arrow, joins });
  } finally {
    await spilled.close();
  }
}

async function* readPiped(path: string, chunks: Chunks, options: BatchOptions) {
  const stream = new PipedStream(path, chunks);
  try {
    yield* readArrowStreamRuns(stream, { ...options.arrow, joins: options.joins });
  } finally {
    await stream.close();
  }
}

function csvOptions(delimiter: string, options: BatchOptions): CsvReadOptions {
  const raw = options.keepRaw?.(delimiter) === true;
  const reuse = options.reuseBuffers ?? options.csv?.reuseBuffers ?? false;
  const reuseBuffers = reuse !== false;
  return { ...(raw ? rawCells(options) : {}), ...options.csv, delimiter, reuseBuffers };
}

function rawCells({ readsColumn }: BatchOptions): CsvReadOptions {
  const lists = readsColumn === undefined ? {} : { lists: readsColumn };
  return { cells: 'raw', rows: RAW_ROWS, ...lists };
}

async function* decode(
  chunks: AsyncIterable<Uint8Array>,
  decoder: Decoder<RecordBatch>,
): Runs<RecordBatch> {
  for await (const chunk of chunks) yield decoder.push(chunk);
  yield decoder.end();
}

async function* counted(chunks: Chunks, onRead: (bytes: number) => void) {
  for await (const chunk of chunks) {
    onRead(chunk.length);
    yield chunk;
  }
}
