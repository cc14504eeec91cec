import type { CsvWriteOptions } from '../../formats/csv/options.js';
import { CsvLane } from '../../lanes/csv/lane.js';
import { isLaneStep } from '../../lanes/csv/steps/steps.js';
import { readsColumn } from '../../recipes/reads-column.js';
import type { Recipe } from '../../recipes/recipe.js';
import { areTexts, openText, readText } from '../batches/open-text.js';
import type { ByteSink } from '../byte-sink.js';
import { isOdd } from '../fast-csv/odd-dialect.js';
import { RAW_ROWS } from '../fast-csv/raw-rows.js';
import { delimiterOf, type FormatName, formatOfBytes, kindOfName } from '../file-kind.js';
import { gzipTo } from '../gzip.js';
import { type Beginning, inFile, inOneOf } from '../in-file.js';
import type { OutputFormat } from '../output-format.js';
import type { CsvShard } from '../shards/shard.js';
import {
  type CsvBeginning,
  checkRows,
  csvBeginning,
  hasHeader,
  inShard,
  shardChunks,
} from '../shards/shard-bytes.js';
import type { Written } from '../sinks/batch-sink.js';
import { beginTarget, type Target } from '../sinks/open-sink.js';
import { type ByteSource, openSource } from '../sources/byte-source.js';
import { randomAccess } from '../sources/random-access.js';
import { aborting } from './aborting.js';
import type { ConvertOptions } from './convert-options.js';

/** An input that was opened to see whether the lane can take it. */
export interface Opened {
  /** As if nobody had read it yet; undefined where it has to be opened again. */
  readonly source: ByteSource | undefined;
  /** The output, which is opened at the same time. */
  readonly target: Target;
  /** undefined where the operators have to read it. */
  readonly lane: LaneInput | undefined;
}

/** Files for the CSV lane, the first of them opened. */
export interface LaneInput {
  readonly recipe: Recipe;
  readonly source: ByteSource;
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly delimiter: string;
  /** The paths of the others. */
  readonly others: readonly string[];
  /** Of the file of which the chunks are a part. */
  readonly beginning?: CsvBeginning;
}

/**
 * Opens the first input where the lane may take all: a recipe of row operators, CSV in and out, and no option that is
 * the reader's own.
 *
 * @returns undefined where that is sure without a look at the file
 * @throws FileError, FormatError as reading does
 */
export async function openForLane(
  recipe: Recipe,
  paths: readonly string[],
  output: string,
  format: OutputFormat,
  options: ConvertOptions,
): Promise<Opened | undefined> {
  const [path, ...others] = paths;
  const { shard } = options;
  if (path === undefined || isOdd(options.dialect)) return undefined;
  if (shard !== undefined && !hasHeader(shard)) return undefined;
  if (!recipe.steps.every(isLaneStep) || !isPlain(options)) return undefined;
  const saidOf = (path: string) => options.from ?? kindOfName(path, 'read')?.format;
  const said = saidOf(path);
  // Where the output takes after the input, it is not known yet.
  if (!mayBeText(said) || !mayBeText(format.kind?.format)) return undefined;
  if (!others.every((other) => saidOf(other) === said)) return undefined;
  // Once the lane has written, there is no way back: what the others are is seen before.
  if (!(await areTexts(others, said, options))) return undefined;
  const { overwrite, stdout } = options;
  const target = beginTarget(output, { overwrite, stdout });
  let source: ByteSource | undefined;
  try {
    source = await openSource(path, options);
    if (shard !== undefined && hasHeader(shard)) {
      return { target, ...(await lookIntoShard(source, recipe, shard, format, options)) };
    }
    return { target, ...(await lookInto(source, recipe, others, said, format, options)) };
  } catch (error) {
    await source?.close();
    await target.abort();
    throw why(path, error, options.signal);
  }
}

/** Whatever an abort breaks, it is the reason. */
function why(file: string, error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? signal.reason : inFile(file, error);
}

/** `undefined` is text until the bytes say otherwise. */
function mayBeText(format: FormatName | undefined): boolean {
  return format === undefined || format === 'csv' || format === 'tsv';
}

/** No other options of CSV than those that the lane knows. */
function isPlain({ csv = {}, csvOut = {}, arrowOut }: ConvertOptions): boolean {
  if (arrowOut?.compression !== undefined) return false;
  const keys = Object.entries({ ...csvOut, ...csv }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  );
  const known = ['delimiter', 'header', 'continues', 'types', 'precision', 'significant'];
  return keys.every((key) => known.includes(key));
}

/** Letters, digits, signs and points may stand in numbers, which would have to be quoted. */
const BARE_DELIMITER = /^[^0-9A-Za-z.+-]$/;

/** Whether the lane may read and write CSVs with these delimiters under these options. */
export function fitsLane(options: ConvertOptions, delimiter: string, out: string | undefined) {
  return isPlain(options) && out === delimiter && BARE_DELIMITER.test(delimiter);
}

async function lookInto(
  source: ByteSource,
  recipe: Recipe,
  others: readonly string[],
  said: FormatName | undefined,
  format: OutputFormat,
  options: ConvertOptions,
): Promise<Omit<Opened, 'target'>> {
  const { path, descriptor } = source;
  let inLane = false;
  const opened = await openText(source, () => inLane, options);
  const { raw, packed } = opened;
  const again = { ...source, chunks: () => raw.chunks };
  // What is unpacked to be looked at can be opened again only where it is a regular file.
  if (packed && descriptor === undefined) return { source: again, lane: undefined };
  const { head, chunks } = await opened.text();
  const found = formatOfBytes(head, said, path);
  const delimiter = options.csv?.delimiter ?? delimiterOf(found);
  if (mayBeText(found)) format.learn(found);
  const keepsCells = mayBeText(found) && format.delimiter === delimiter;
  if (keepsCells && BARE_DELIMITER.test(delimiter)) {
    // The lane copies what it is given; what unpacks reads later.
    inLane = !packed;
    return { source, lane: { recipe, source, chunks, delimiter, others } };
  }
  if (!packed) return { source: again, lane: undefined };
  await source.close();
  return { source: undefined, lane: undefined };
}

/** A part of a CSV, which the lane reads as a file: with the header, which belongs to all parts. */
async function lookIntoShard(
  source: ByteSource,
  recipe: Recipe,
  shard: CsvShard,
  format: OutputFormat,
  options: ConvertOptions,
): Promise<Omit<Opened, 'target'>> {
  const { delimiter } = shard;
  format.learn(shard.format);
  const fits = format.delimiter === delimiter && BARE_DELIMITER.test(delimiter);
  if (!fits || source.descriptor === undefined) return { source, lane: undefined };
  const file = await randomAccess(source.path, source.descriptor, options.onRead);
  return {
    source,
    lane: {
      recipe,
      source,
      chunks: shardChunks(file, shard),
      delimiter,
      others: [],
      beginning: await csvBeginning(file, shard),
    },
  };
}

/** `convert` by the lane; everything is closed, or nothing left, when it settles. */
export async function convertCsv(
  input: LaneInput,
  target: Target,
  format: OutputFormat,
  options: ConvertOptions,
): Promise<Written> {
  const { source } = input;
  const beginnings: Beginning[] = [{ file: source.path, row: 0 }];
  let sink: ByteSink | undefined;
  try {
    sink = await aborting(target.opened, options.signal);
    options.onOutput?.(format.kind);
    if (format.kind.gzip) sink = gzipTo(sink);
    return await aborting(run(input, target.path, sink, beginnings, options), options.signal);
  } catch (error) {
    await sink?.abort();
    await target.abort();
    if (options.signal?.aborted) throw options.signal.reason;
    throw inOneOf(beginnings, inShard(options.shard, error));
  } finally {
    await source.close();
  }
}

async function run(
  { recipe, chunks, delimiter, others, beginning }: LaneInput,
  path: string,
  sink: ByteSink,
  beginnings: Beginning[],
  options: ConvertOptions,
): Promise<Written> {
  const { signal } = options;
  const lane = csvLane(recipe, delimiter, options, beginning);
  options.onLane?.('csv');
  const write = async (pieces: AsyncIterable<Uint8Array>) => {
    // The lane goes on in the memory of a piece.
    for await (const piece of pieces) await sink.write([sink.keeps ? piece.slice() : piece]);
  };
  const writeAll = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await write(lane.push(chunk));
    }
    // An input that was closed because of it ends like any other.
    signal?.throwIfAborted();
  };
  await writeAll(chunks);
  for (const other of others) {
    await write(lane.next(other));
    beginnings.push({ file: other, row: lane.rows });
    await readText(other, options, writeAll);
  }
  await write(lane.end());
  checkRows(options.shard, lane.rows);
  await sink.close();
  return { path, rows: lane.rows, batches: lane.batches, bytes: sink.bytes };
}

/** The lane of a recipe from CSV to CSV. */
export function csvLane(
  recipe: Recipe,
  delimiter: string,
  options: ConvertOptions,
  beginning?: CsvBeginning,
): CsvLane {
  const { csv, csvOut } = options;
  const lists = readsColumn(recipe);
  const laneOptions = {
    ...options,
    delimiter,
    named: csv?.header ?? true,
    types: csv?.types ?? {},
    header: csvOut?.header ?? csv?.header ?? true,
    continues: csvOut?.continues,
    rounding: roundingOf(csvOut),
    rows: RAW_ROWS,
    lists,
    firstRow: options.shard?.row,
    onOperators: (row: number) => options.onLane?.(undefined, row),
  };
  return new CsvLane(recipe, laneOptions, beginning && { ...beginning, lists });
}

/** Without what is undefined. */
function roundingOf({ precision, significant }: CsvWriteOptions = {}) {
  return {
    ...(precision === undefined ? {} : { precision }),
    ...(significant === undefined ? {} : { significant }),
  };
}
