import type { ByteSink } from '../../files/byte-sink.js';
import type { ConvertOptions } from '../../files/conversion/convert.js';
import type { FileKind } from '../../files/file-kind.js';
import { gzipTo } from '../../files/gzip.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import { beginTarget, type Target } from '../../files/sinks/open-sink.js';

/** A file that is made of others' bytes as they are. */
export class JoinedBytes {
  readonly #target: Target;
  readonly #sink: Promise<ByteSink>;
  readonly #packs: boolean;

  constructor(path: string, { gzip }: FileKind, { overwrite, stdout }: ConvertOptions) {
    this.#target = beginTarget(path, { overwrite, stdout });
    this.#packs = gzip;
    this.#sink = gzip ? this.#target.opened.then(gzipTo) : this.#target.opened;
    this.#sink.catch(() => {});
  }

  /** @param release  is called when the chunks' memory may be used again */
  async write(chunks: readonly Uint8Array[], release: () => void): Promise<void> {
    const sink = await this.#sink;
    if (chunks.length > 0) await sink.write(chunks);
    // A compressor, too, reads after it has taken them.
    if (!this.#packs && !sink.keeps) release();
  }

  async close(counts: Pick<Written, 'rows' | 'batches'>): Promise<Written> {
    const sink = await this.#sink;
    await sink.close();
    return { path: this.#target.path, ...counts, bytes: sink.bytes };
  }

  async abort(): Promise<void> {
    const sink = await this.#sink.catch(() => undefined);
    // What compresses has to be stopped before what it writes to.
    await sink?.abort();
    await this.#target.abort();
  }
}
