import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import type { Converted } from '../replies.js';
import { JoinedBytes } from './joined-bytes.js';
import type { ShardTarget } from './shard-target.js';

/** Text is joined as it is. */
export class TextTarget implements ShardTarget {
  readonly #joined: JoinedBytes;
  #rows = 0;
  #batches = 0;

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    this.#joined = new JoinedBytes(path, kind, options);
  }

  async write({ chunks, rows, batches, release }: Converted): Promise<void> {
    this.#rows += rows;
    this.#batches += batches;
    await this.#joined.write(chunks, release);
  }

  close(): Promise<Written> {
    return this.#joined.close({ rows: this.#rows, batches: this.#batches });
  }

  abort(): Promise<void> {
    return this.#joined.abort();
  }
}
