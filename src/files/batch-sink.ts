import type { RecordBatch } from 'apache-arrow';
import { describe } from '../errors.js';
import type { Encoder } from '../flow/decode.js';
import type { Sink } from '../flow/drain-to.js';
import { type ArrowWriteOptions, createArrowEncoder } from '../formats/arrow-ipc/encoder.js';
import { type CsvWriteOptions, createCsvEncoder } from '../formats/csv/encoder.js';
import type { ByteSink } from './byte-sink.js';
import { delimiterOf, type FileKind } from './file-kind.js';
import { gzipTo } from './gzip.js';
import { inFile } from './in-file.js';
import { openSink, type SinkOptions } from './open-sink.js';

/** Large enough that a write costs little beside its bytes; an encoder may give a small piece a buffer. */
const WRITE_BYTES = 1 << 20;

/** What has been written when a file is complete. */
export interface Written {
  /** As the caller gave it; `-` is standard output. */
  readonly path: string;
  readonly rows: number;
  /** Those that hold rows. */
  readonly batches: number;
  /** As they lie on the disk, compressed where the name says `.gz`. */
  readonly bytes: number;
}

/** How the batches of a file are encoded. */
export interface Encoding {
  readonly kind: FileKind;
  readonly csv?: CsvWriteOptions | undefined;
  readonly arrow?: ArrowOutput | undefined;
}

/** How an output that is Arrow is written, beside its format. */
export type ArrowOutput = Omit<ArrowWriteOptions, 'format'>;

export type TargetOptions = Omit<SinkOptions, 'signal'>;

/**
 * Record batches → one file. The target is opened at once, so that what forbids it is said before any work is done;
 * `encodingOf` is asked when the first batch is there, because standard output may take after the input.
 */
export class BatchSink implements Sink<RecordBatch, Written> {
  readonly #path: string;
  readonly #encodingOf: () => Encoding;
  readonly #left = new AbortController();
  readonly #opened: Promise<ByteSink>;
  #started: Started | undefined;
  #rows = 0;
  #batches = 0;
  #end = () => {};
  /** Settles when the target is complete or nothing is left of it, whoever has ended the stream. */
  readonly ended: Promise<void>;

  constructor(path: string, encodingOf: () => Encoding, options: TargetOptions = {}) {
    this.#path = path;
    this.#encodingOf = encodingOf;
    this.#opened = openSink(path, { ...options, signal: this.#left.signal });
    // Whoever writes or closes hears of a failure; until then nobody has asked.
    this.#opened.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async write(batch: RecordBatch): Promise<void> {
    const { encoder, sink } = await this.#start();
    await inPieces(
      sink,
      encoded(this.#path, () => encoder.push(batch)),
    );
    this.#rows += batch.numRows;
    if (batch.numRows > 0) this.#batches++;
  }

  async close(): Promise<Written> {
    const { encoder, sink } = await this.#start();
    await inPieces(
      sink,
      encoded(this.#path, () => encoder.end()),
    );
    await sink.close();
    this.#end();
    return { path: this.#path, rows: this.#rows, batches: this.#batches, bytes: sink.bytes };
  }

  async abort(): Promise<void> {
    this.#left.abort();
    try {
      const opened = await this.#opened.catch(() => undefined);
      await (this.#started?.sink ?? opened)?.abort();
    } finally {
      this.#end();
    }
  }

  async #start(): Promise<Started> {
    const opened = await this.#opened;
    this.#started ??= started(this.#encodingOf(), opened);
    return this.#started;
  }
}

interface Started {
  readonly encoder: Encoder<RecordBatch>;
  readonly sink: ByteSink;
}

function started(encoding: Encoding, sink: ByteSink): Started {
  return { encoder: encoderOf(encoding), sink: encoding.kind.gzip ? gzipTo(sink) : sink };
}

function encoderOf({ kind: { format }, csv, arrow }: Encoding): Encoder<RecordBatch> {
  if (format === 'arrow') return createArrowEncoder({ ...arrow, format: 'file' });
  if (format === 'arrows') return createArrowEncoder({ ...arrow, format: 'stream' });
  return createCsvEncoder({ ...csv, delimiter: csv?.delimiter ?? delimiterOf(format) });
}

/** @throws RangeError where buffers of a text are to be compressed */
export function checkCompression(operator: string, { kind, arrow }: Encoding): void {
  if (arrow?.compression === undefined || kind.format.startsWith('arrow')) return;
  const expected = 'an output in Arrow; for text, a name in .gz';
  const what = `compression is of Arrow's buffers, and the output is ${kind.format}`;
  throw new RangeError(describe({ operator, what, got: arrow.compression, expected }));
}

/** What an encoder refuses, said of the file that it would have stood in. */
function* encoded(path: string, encode: () => Iterable<Uint8Array>): Generator<Uint8Array> {
  try {
    yield* encode();
  } catch (error) {
    throw inFile(path, error);
  }
}

async function inPieces(sink: ByteSink, chunks: Iterable<Uint8Array>): Promise<void> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for (const chunk of chunks) {
    gathered.push(chunk);
    length += chunk.length;
    if (length < WRITE_BYTES) continue;
    await sink.write(gathered);
    gathered = [];
    length = 0;
  }
  if (length > 0) await sink.write(gathered);
}
