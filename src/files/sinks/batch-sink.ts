import type { RecordBatch } from 'apache-arrow';
import type { Encoder } from '../../flow/decode.js';
import type { Sink } from '../../flow/drain-to.js';
import {
  type ArrowWriteOptions,
  createArrowEncoder,
  createArrowPartsEncoder,
} from '../../formats/arrow-ipc/encoder.js';
import {
  type CsvWriteOptions,
  createCsvEncoder,
  createLendingCsvEncoder,
} from '../../formats/csv/encoder.js';
import type { ByteSink } from '../byte-sink.js';
import { delimiterOf, type FileKind } from '../file-kind.js';
import { gzipTo } from '../gzip.js';
import { inFile } from '../in-file.js';
import { beginTarget, type SinkOptions, type Target } from './open-sink.js';
import { WriteBehind } from './write-behind.js';

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
  readonly #encodingOf: () => Encoding;
  readonly #target: Target;
  #started: Started | undefined;
  #rows = 0;
  #batches = 0;
  #end = () => {};
  /** Settles when the target is complete or nothing is left of it, whoever has ended the stream. */
  readonly ended: Promise<void>;

  /** @param target  where somebody has begun to open it already; else it is opened now */
  constructor(
    path: string,
    encodingOf: () => Encoding,
    options: TargetOptions = {},
    target: Target = beginTarget(path, options),
  ) {
    this.#encodingOf = encodingOf;
    this.#target = target;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Synchronous where the target takes a small batch at once. */
  write(batch: RecordBatch): void | Promise<void> {
    const pending =
      this.#started === undefined
        ? this.#start().then((started) => this.#push(started, batch))
        : this.#push(this.#started, batch);
    if (pending === undefined) return this.#count(batch);
    return pending.then(() => this.#count(batch));
  }

  async close(): Promise<Written> {
    const { encoder, sink, settled } = await this.#start();
    await settled?.();
    await writeEach(sink, pieces(encoded(this.#target.path, () => encoder.end())));
    await sink.close();
    this.#end();
    return { path: this.#target.path, rows: this.#rows, batches: this.#batches, bytes: sink.bytes };
  }

  async abort(): Promise<void> {
    try {
      // What compresses has to be stopped before what it writes to.
      await this.#started?.sink.abort();
      await this.#target.abort();
    } finally {
      this.#end();
    }
  }

  #push({ encoder, write }: Started, batch: RecordBatch): void | Promise<void> {
    return write(encoded(this.#target.path, () => encoder.push(batch)));
  }

  #count({ numRows }: RecordBatch): void {
    this.#rows += numRows;
    if (numRows > 0) this.#batches++;
  }

  async #start(): Promise<Started> {
    const opened = await this.#target.opened;
    this.#started ??= started(this.#encodingOf(), opened);
    return this.#started;
  }
}

interface Started {
  readonly encoder: Encoder<RecordBatch>;
  readonly sink: ByteSink;
  /** Takes the chunks of a batch; the batch is done with when it settles. */
  readonly write: (chunks: Generator<Uint8Array>) => void | Promise<void>;
  /** Where chunks may still be on their way then: settles when they have been written. */
  readonly settled?: () => Promise<void>;
}

function started({ kind, csv, arrow }: Encoding, opened: ByteSink): Started {
  const { format, gzip } = kind;
  const sink = gzip ? gzipTo(opened) : opened;
  if (format === 'csv' || format === 'tsv') {
    const options = { ...csv, delimiter: csv?.delimiter ?? delimiterOf(format) };
    return sink.keeps ? each(sink, createCsvEncoder(options), pieces) : behind(sink, options);
  }
  const options = { ...arrow, format: format === 'arrow' ? 'file' : 'stream' } as const;
  if (sink.gathers) return each(sink, createArrowPartsEncoder(options), together);
  // The buffers of a batch may be used again for the next one.
  const cut = sink.keeps ? (chunks: Iterable<Uint8Array>) => pieces(copies(chunks)) : pieces;
  return each(sink, createArrowEncoder(options), cut);
}

/** Each write is waited for. */
function each(
  sink: ByteSink,
  encoder: Encoder<RecordBatch>,
  cut: (chunks: Iterable<Uint8Array>) => Generator<Uint8Array[]>,
): Started {
  return { encoder, sink, write: (chunks) => writeEach(sink, cut(chunks)) };
}

/** Text is written from memory of the encoder's own, so that batches need not wait for it. */
function behind(sink: ByteSink, options: CsvWriteOptions): Started {
  const encoder = createLendingCsvEncoder(options);
  const writes = new WriteBehind(sink);
  return {
    encoder,
    sink,
    write: (chunks) => writes.write(chunks),
    settled: () => writes.settled(),
  };
}

/** What an encoder refuses, said of the file that it would have stood in. */
function* encoded(path: string, encode: () => Iterable<Uint8Array>): Generator<Uint8Array> {
  try {
    yield* encode();
  } catch (error) {
    throw inFile(path, error);
  }
}

/** Waits only where the sink does. */
function writeEach(sink: ByteSink, all: Generator<Uint8Array[]>): void | Promise<void> {
  for (let next = all.next(); next.done !== true; next = all.next()) {
    const pending = sink.write(next.value);
    if (pending !== undefined) return pending.then(() => writeEach(sink, all));
  }
}

/** A batch is there whole, in views: a write takes it all. */
function* together(chunks: Iterable<Uint8Array>): Generator<Uint8Array[]> {
  const all = [...chunks];
  if (all.length > 0) yield all;
}

function* copies(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks) yield chunk.slice();
}

function* pieces(chunks: Iterable<Uint8Array>): Generator<Uint8Array[]> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for (const chunk of chunks) {
    gathered.push(chunk);
    length += chunk.length;
    if (length < WRITE_BYTES) continue;
    yield gathered;
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered;
}
