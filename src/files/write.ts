import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { checkOptions } from '../errors.js';
import { drainLentTo } from '../flow/drain-to.js';
import { checkGate, type Gate } from '../flow/gate.js';
import { writingCodec } from '../formats/arrow-ipc/compression/codecs.js';
import { type CsvWriteOptions, checkWriting, choice, WRITE_KEYS } from '../formats/csv/options.js';
import { checkEncoding } from './check-encoding.js';
import { checkPaths } from './check-paths.js';
import {
  checkFormat,
  type FileKind,
  type FormatName,
  isGzipName,
  isStreamName,
  kindOfName,
  textFormatOf,
} from './file-kind.js';
import { noFormat } from './output-format.js';
import { type ArrowOutput, BatchSink, type Encoding, type Written } from './sinks/batch-sink.js';

interface OutputOptions {
  /** Whether a file that exists already is replaced; default true. False: a FileError. */
  readonly overwrite?: boolean;
  /** The gate to report to; default: that of a sink further down, else one of its own. */
  readonly gate?: Gate;
}

/** What `writeArrow` takes. */
export interface WriteArrowOptions extends OutputOptions, ArrowOutput {
  /** Arrow's file format (default; a name in `.arrows` and standard output: the stream format), or its stream. */
  readonly format?: 'file' | 'stream';
}
/** What `writeCsv` takes: how CSV is written, and where it goes. */
export type WriteCsvOptions = CsvWriteOptions & OutputOptions;
/** What `write` takes, for an output of any format. */
export interface WriteOptions extends OutputOptions {
  /** Instead of what the name says; needed where it says nothing. */
  readonly format?: FormatName;
  /** For an output that is CSV. */
  readonly csv?: CsvWriteOptions;
  /** For an output that is Arrow. */
  readonly arrow?: ArrowOutput;
}

/**
 * Writes all batches to one file, in the format of its name, and emits one `Written` when it is complete.
 *
 * A regular file appears whole or not at all: it is written beside its target, flushed and renamed; an error and an
 * unsubscribe leave what was there before. Names in `.gz` are compressed. `-` is standard output. Sources made by
 * this package wait while the target is slow.
 *
 * Fails with a FileError, with a SchemaError where batches differ, and with what the source fails with.
 *
 * @throws TypeError when the path is no string; RangeError when neither its name nor an option says a format, and for
 *   a compression that cannot be written
 */
export function write(
  path: string,
  options: WriteOptions = {},
): OperatorFunction<RecordBatch, Written> {
  checkPaths('write', path);
  checkOptions('write', options, ['overwrite', 'gate', 'format', 'csv', 'arrow']);
  checkFormat('write', options.format);
  const kind = kindOfTarget('write', path, options.format);
  return writeAs('write', path, { kind, csv: options.csv, arrow: options.arrow }, options);
}

/** As `write`, in Arrow's file format, or in its stream format where the name ends in `.arrows` or is `-`. */
export function writeArrow(
  path: string,
  options: WriteArrowOptions = {},
): OperatorFunction<RecordBatch, Written> {
  checkPaths('writeArrow', path);
  checkOptions('writeArrow', options, ['overwrite', 'gate', 'format', 'compression']);
  const { format, compression } = options;
  if (format !== undefined) choice('writeArrow', 'format', format, ['file', 'stream']);
  const stream = format === undefined ? isStreamName(path) : format === 'stream';
  const kind = { format: stream ? 'arrows' : 'arrow', gzip: isGzipName(path) } as const;
  const arrow = compression === undefined ? {} : { compression };
  return writeAs('writeArrow', path, { kind, arrow }, options);
}

/** As `write`, in CSV, or with the delimiter that is given; between tabs where the name ends in `.tsv`. */
export function writeCsv(
  path: string,
  options: WriteCsvOptions = {},
): OperatorFunction<RecordBatch, Written> {
  checkPaths('writeCsv', path);
  checkOptions('writeCsv', options, [...WRITE_KEYS, 'overwrite', 'gate']);
  const { overwrite: _overwrite, gate: _gate, ...csv } = options;
  const kind = { format: textFormatOf(path), gzip: isGzipName(path) };
  return writeAs('writeCsv', path, { kind, csv }, options);
}

function writeAs(
  operator: string,
  path: string,
  encoding: Encoding,
  { overwrite, gate }: OutputOptions,
): OperatorFunction<RecordBatch, Written> {
  checkEncoding(operator, encoding);
  checkGate(operator, gate);
  checkWriting(operator, encoding.csv ?? {});
  checkOptions(operator, encoding.arrow ?? {}, ['compression']);
  writingCodec(operator, encoding.arrow?.compression);
  return drainLentTo(
    () => new BatchSink(path, () => encoding, { overwrite }),
    gate === undefined ? {} : { gate },
  );
}

/**
 * The kind that a target's name, or else an option, says.
 *
 * @throws RangeError when neither says one
 */
export function kindOfTarget(
  operator: string,
  path: string,
  format: FormatName | undefined,
): FileKind {
  if (format !== undefined) return { format, gzip: isGzipName(path) };
  const kind = kindOfName(path, operator);
  if (kind !== undefined) return kind;
  throw new RangeError(noFormat(operator, path));
}
