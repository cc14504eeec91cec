import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import { schemaOfStream } from '../../formats/arrow-ipc/writing/stream-joiner.js';
import type { Converted } from '../replies.js';
import { BatchTarget } from './batch-target.js';
import { MessageTarget } from './message-target.js';
import type { ShardTarget } from './shard-target.js';

/** Shards come as streams of their own: messages pass as they are, but for such as have dictionaries of their own. */
export class ArrowTarget implements ShardTarget {
  readonly #make: (Target: typeof BatchTarget | typeof MessageTarget) => ShardTarget;
  #target: ShardTarget | undefined;

  constructor(path: string, kind: FileKind, options: ConvertOptions) {
    this.#make = (Target) => new Target(path, kind, options);
  }

  write(converted: Converted): Promise<void> {
    this.#target ??= this.#targetFor(converted);
    return this.#target.write(converted);
  }

  close(): Promise<Written> {
    this.#target ??= this.#make(BatchTarget);
    return this.#target.close();
  }

  async abort(): Promise<void> {
    await this.#target?.abort();
  }

  #targetFor({ chunks }: Converted): ShardTarget {
    const { dictionaries } = schemaOfStream(chunks);
    return this.#make(dictionaries.size > 0 ? BatchTarget : MessageTarget);
  }
}
