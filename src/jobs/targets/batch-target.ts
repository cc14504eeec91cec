import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import { BatchSink, type Written } from '../../files/sinks/batch-sink.js';
import { flattened } from '../../flow/runs.js';
import {
  readArrowStreamRuns,
  type StreamSource,
} from '../../formats/arrow-ipc/reading/stream-reader.js';
import type { Converted } from '../replies.js';
import type { ShardTarget } from './shard-target.js';

/** Shards come as streams of their own; their batches, whose dictionaries are made one, make one stream or file. */
export class BatchTarget implements ShardTarget {
  readonly #sink: BatchSink;
  /** Holds a shard in one piece, so that no batch lies across two chunks. */
  #room = new Uint8Array(0);

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    const { arrowOut: arrow, overwrite, stdout } = options;
    this.#sink = new BatchSink(path, () => ({ kind, arrow }), { overwrite, stdout });
  }

  async write({ chunks, release }: Converted): Promise<void> {
    const stream = this.#gathered(chunks);
    release();
    // Each batch is written before the next shard is laid where this one is.
    for await (const batch of flattened(readArrowStreamRuns(inMemory(stream), WHOLE))) {
      await this.#sink.write(batch);
    }
  }

  close(): Promise<Written> {
    return this.#sink.close();
  }

  abort(): Promise<void> {
    return this.#sink.abort();
  }

  #gathered(chunks: readonly Uint8Array[]): Uint8Array {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.#room.length < length) this.#room = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      this.#room.set(chunk, at);
      at += chunk.length;
    }
    return this.#room.subarray(0, length);
  }
}

/** No batch is too large: all of it is here. */
const WHOLE = { maxBatchBytes: Infinity, maxMessageBytes: Infinity };

function inMemory(stream: Uint8Array): StreamSource {
  return {
    reuse: true,
    read: async (position) => stream.subarray(position),
    setAside: () => Promise.reject(new RangeError('no batch is larger than all memory')),
  };
}
