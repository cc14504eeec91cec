import { BatchSink, type Written } from '../files/batch-sink.js';
import type { ConvertOptions } from '../files/convert.js';
import type { FileKind } from '../files/file-kind.js';
import { createArrowDecoder } from '../formats/arrow-ipc/decoder.js';
import type { Converted } from './crew.js';
import { type ShardTarget, sinkOptions } from './shard-target.js';

/** Shards come as streams of their own; their batches make one stream or file. */
export class ArrowTarget implements ShardTarget {
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
