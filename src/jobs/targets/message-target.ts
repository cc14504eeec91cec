import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import { StreamJoiner } from '../../formats/arrow-ipc/writing/stream-joiner.js';
import type { Converted } from '../replies.js';
import { JoinedBytes } from './joined-bytes.js';
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
