import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import type { Converted } from '../replies.js';
import { JoinedBytes } from './joined-bytes.js';
import type { ShardTarget } from './shard-target.js';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Text is joined as it is. */
export class TextTarget implements ShardTarget {
  readonly #joined: JoinedBytes;
  #rows = 0;
  #batches = 0;
  /** Whether each shard begins with a mark, as its file does; undefined before the first. */
  #marked: boolean | undefined;

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    this.#joined = new JoinedBytes(path, kind, options);
  }

  async write({ chunks, rows, batches, release }: Converted): Promise<void> {
    this.#rows += rows;
    this.#batches += batches;
    const [first, ...rest] = chunks;
    const text = first === undefined ? [] : [this.#markedOnce(first), ...rest];
    await this.#joined.write(text, release);
  }

  close(): Promise<Written> {
    return this.#joined.close({ rows: this.#rows, batches: this.#batches });
  }

  abort(): Promise<void> {
    return this.#joined.abort();
  }

  #markedOnce(chunk: Uint8Array): Uint8Array {
    const begins = BYTE_ORDER_MARK.equals(chunk.subarray(0, BYTE_ORDER_MARK.length));
    if (this.#marked === true && begins) return chunk.subarray(BYTE_ORDER_MARK.length);
    this.#marked ??= begins;
    return chunk;
  }
}
