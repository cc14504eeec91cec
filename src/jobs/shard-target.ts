import { BatchSink, type Written } from '../files/batch-sink.js';
import type { ByteSink } from '../files/byte-sink.js';
import type { ConvertOptions } from '../files/convert.js';
import type { FileKind } from '../files/file-kind.js';
import { gzipTo } from '../files/gzip.js';
import { openSink } from '../files/open-sink.js';
import { createArrowDecoder } from '../formats/arrow-ipc/decoder.js';
import type { Converted } from './crew.js';

/** Where converted shards are joined to one file. */
export interface ShardTarget {
  write(converted: Converted): Promise<void>;
  close(): Promise<Written>;
  abort(): Promise<void>;
}

export function shardTarget(path: string, kind: FileKind, options: ConvertOptions): ShardTarget {
  const isArrow = kind.format === 'arrow' || kind.format === 'arrows';
  return isArrow ? new ArrowTarget(path, kind, options) : new TextTarget(path, kind, options);
}

function sinkOptions({ overwrite = true, stdout }: ConvertOptions) {
  return { overwrite, ...(stdout === undefined ? {} : { stdout }) };
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Text is joined as it is. */
class TextTarget implements ShardTarget {
  readonly #path: string;
  readonly #left = new AbortController();
  readonly #opened: Promise<ByteSink>;
  #rows = 0;
  #batches = 0;
  /** Whether each shard begins with a mark, as its file does; undefined before the first. */
  #marked: boolean | undefined;

  constructor(path: string, { gzip }: FileKind, options: ConvertOptions) {
    this.#path = path;
    const opened = openSink(path, { ...sinkOptions(options), signal: this.#left.signal });
    this.#opened = gzip ? opened.then(gzipTo) : opened;
  }

  async write({ chunks, rows, batches }: Converted): Promise<void> {
    const sink = await this.#opened;
    this.#rows += rows;
    this.#batches += batches;
    const [first, ...rest] = chunks;
    if (first !== undefined) await sink.write([this.#markedOnce(first), ...rest]);
  }

  async close(): Promise<Written> {
    const sink = await this.#opened;
    await sink.close();
    const { bytes } = sink;
    return { path: this.#path, rows: this.#rows, batches: this.#batches, bytes };
  }

  async abort(): Promise<void> {
    this.#left.abort();
    const sink = await this.#opened.catch(() => undefined);
    await sink?.abort();
  }

  #markedOnce(chunk: Uint8Array): Uint8Array {
    const begins = BYTE_ORDER_MARK.equals(chunk.subarray(0, BYTE_ORDER_MARK.length));
    if (this.#marked === true && begins) return chunk.subarray(BYTE_ORDER_MARK.length);
    this.#marked ??= begins;
    return chunk;
  }
}

/** Shards come as streams of their own; their batches make one stream or file. */
class ArrowTarget implements ShardTarget {
  readonly #sink: BatchSink;

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    const encoding = { kind, arrow: options.arrowOut };
    this.#sink = new BatchSink(path, () => encoding, sinkOptions(options));
  }

  async write({ chunks }: Converted): Promise<void> {
    const decoder = createArrowDecoder();
    for (const chunk of chunks) {
      for (const batch of decoder.push(chunk)) await this.#sink.write(batch);
    }
    for (const batch of decoder.end()) await this.#sink.write(batch);
  }

  close(): Promise<Written> {
    return this.#sink.close();
  }

  abort(): Promise<void> {
    return this.#sink.abort();
  }
}
