import type { Written } from '../files/batch-sink.js';
import type { ConvertOptions } from '../files/convert.js';
import type { FileKind } from '../files/file-kind.js';
import { StreamJoiner } from '../formats/arrow-ipc/stream-joiner.js';
import { JoinedBytes } from './joined-bytes.js';
import type { Converted } from './replies.js';
import type { ShardTarget } from './shard-target.js';

/** Shards come as streams of their own, whose messages make one stream or file. */
export class MessageTarget implements ShardTarget {
  readonly #joined: JoinedBytes;
  readonly #joiner: StreamJoiner;

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    this.#joined = new JoinedBytes(path, kind, options);
    this.#joiner = new StreamJoiner(kind.format === 'arrow' ? 'file' : 'stream');
  }

  write({ chunks, release }: Converted): Promise<void> {
    return this.#joined.write(this.#joiner.push(chunks), release);
  }

  async close(): Promise<Written> {
    await this.#joined.write(this.#joiner.end(), () => {});
    const { rows, batches } = this.#joiner;
    return this.#joined.close({ rows, batches });
  }

  abort(): Promise<void> {
    return this.#joined.abort();
  }
}
