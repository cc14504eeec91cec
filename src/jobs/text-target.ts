import type { Written } from '../files/batch-sink.js';
import type { ByteSink } from '../files/byte-sink.js';
import type { ConvertOptions } from '../files/convert.js';
import type { FileKind } from '../files/file-kind.js';
import { gzipTo } from '../files/gzip.js';
import { openSink } from '../files/open-sink.js';
import type { Converted } from './replies.js';
import { type ShardTarget, sinkOptions } from './shard-target.js';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Text is joined as it is. */
export class TextTarget implements ShardTarget {
  readonly #path: string;
  readonly #left = new AbortController();
  readonly #opened: Promise<ByteSink>;
  #rows = 0;
  #batches = 0;
  /** Whether each shard begins with a mark, as its file does; undefined before the first. */
  #marked: boolean | undefined;

  readonly #packs: boolean;

  constructor(path: string, { gzip }: FileKind, options: ConvertOptions) {
    this.#path = path;
    this.#packs = gzip;
    const opened = openSink(path, { ...sinkOptions(options), signal: this.#left.signal });
    this.#opened = gzip ? opened.then(gzipTo) : opened;
  }

  async write({ chunks, rows, batches, release }: Converted): Promise<void> {
    const sink = await this.#opened;
    this.#rows += rows;
    this.#batches += batches;
    const [first, ...rest] = chunks;
    if (first !== undefined) await sink.write([this.#markedOnce(first), ...rest]);
    // A compressor reads after it has taken them.
    if (!this.#packs) release();
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
