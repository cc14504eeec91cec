import type { RecordBatch } from 'apache-arrow';
import type { Observable } from 'rxjs';
import { checkOptions } from '../errors.js';
import { checkGate, type Gate } from '../flow/gate.js';
import { lendableRuns } from '../flow/lendable-runs.js';
import { type ArrowReadOptions, checkLimits, LIMITS } from '../formats/arrow-ipc/limits.js';
import { BatchMemories } from '../formats/arrow-ipc/memory/batch-memory.js';
import { type CsvReadOptions, planReading, READ_KEYS } from '../formats/csv/options.js';
import { type InputOptions, readInputRuns } from './batches/read-inputs.js';
import { checkPaths } from './check-paths.js';
import { checkFormat, type FormatName, textFormatOf } from './file-kind.js';

interface SourceOptions {
  /** The gate to wait at; default: the sink's, found by itself. */
  readonly gate?: Gate;
}

/** What `readArrow` takes: limits, and the gate to wait at. */
export type ReadArrowOptions = ArrowReadOptions & SourceOptions;
/** What `readCsv` takes: how CSV is read, and the gate to wait at. */
export type ReadCsvOptions = CsvReadOptions & SourceOptions;
/** What `read` takes, for inputs of all formats. */
export interface ReadOptions extends SourceOptions {
  /** Instead of what the name says; Arrow's two formats are still told by their bytes. */
  readonly format?: FormatName;
  /** For the inputs that are CSV. */
  readonly csv?: CsvReadOptions;
  /** For the inputs that are Arrow. */
  readonly arrow?: ArrowReadOptions;
}

/**
 * Record batches of one file, or of several as one stream: `.csv`, `.tsv`; `.arrow`, `.feather`, `.ipc` (Arrow's file
 * format); `.arrows` (the stream format); each with `.gz`. Without a name that says so, and for `-` (standard input),
 * the first bytes decide. Gzip and Arrow are told by their bytes whatever the name says.
 *
 * Cold: each subscription opens the file anew (standard input can be read once) and closes it at the end, on an error
 * and when it is unsubscribed, within milliseconds, also with a read of a pipe pending. It emits at least one batch,
 * which may hold no row, and reads no faster than the sink writes (see `fromPull`). Whoever sees a batch may keep it; where
 * nobody does, because nothing but operators of this package that work batch by batch stands before `write`, all batches
 * are read into the same memory.
 *
 * Fails with FileError, FormatError, SchemaError, DataError or LimitError; each names the file.
 *
 * @throws TypeError when a path is no string, or there is none; TypeError, RangeError for options that there are not
 */
export function read(
  paths: string | readonly string[],
  options: ReadOptions = {},
): Observable<RecordBatch> {
  checkOptions('read', options, ['gate', 'format', 'csv', 'arrow']);
  const { gate, format, ...codecs } = options;
  checkFormat('read', format);
  planReading('read', codecs.csv ?? {});
  checkLimits('read', codecs.arrow ?? {});
  const formatOf = format === undefined ? {} : { formatOf: () => format };
  return readAs('read', paths, { ...codecs, ...formatOf }, gate);
}

/** As `read`, for Arrow's file and stream format; which of them it is, the bytes say. */
export function readArrow(
  paths: string | readonly string[],
  options: ReadArrowOptions = {},
): Observable<RecordBatch> {
  checkOptions('readArrow', options, [...LIMITS, 'gate']);
  const { gate, ...arrow } = options;
  checkLimits('readArrow', arrow);
  return readAs('readArrow', paths, { formatOf: () => 'arrow', arrow }, gate);
}

/** As `read`, for text: CSV, or what `delimiter` says; between tabs where the name ends in `.tsv`. */
export function readCsv(
  paths: string | readonly string[],
  options: ReadCsvOptions = {},
): Observable<RecordBatch> {
  checkOptions('readCsv', options, [...READ_KEYS, 'gate']);
  const { gate, ...csv } = options;
  planReading('readCsv', csv);
  return readAs('readCsv', paths, { formatOf: textFormatOf, csv }, gate);
}

function readAs(
  operator: string,
  paths: string | readonly string[],
  options: InputOptions,
  gate: Gate | undefined,
): Observable<RecordBatch> {
  const list = checkPaths(operator, paths);
  checkGate(operator, gate);
  return lendableRuns(
    (signal, lends) =>
      readInputRuns(list, {
        ...options,
        signal,
        reuseBuffers: lends ? new BatchMemories() : undefined,
      }),
    gate,
  );
}
