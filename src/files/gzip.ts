import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { FormatError } from '../errors.js';
import type { ByteSink } from './byte-sink.js';
import { systemCode } from './system-error.js';

const CHUNK_BYTES = 1 << 18;

/** Whether these first bytes are gzip's. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Gzip → bytes; several members in one file are read one after the other, as `gzip -d` does.
 *
 * @throws FormatError  where the stream is cut short, or corrupt (its checksums are compared)
 */
export async function* gunzip(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflate = createGunzip({ chunkSize: CHUNK_BYTES });
  // The pipeline's own error is the one that the loop below receives.
  pipeline(Readable.from(chunks, { objectMode: false }), inflate, () => {});
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch (error) {
    throw gzipError(path, error);
  }
}

function gzipError(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code?.startsWith('Z_') !== true) return error;
  const what = code === 'Z_BUF_ERROR' ? 'the compressed data ends too early' : 'corrupt data';
  const detail = error instanceof Error && code !== 'Z_BUF_ERROR' ? `: ${error.message}` : '';
  return new FormatError({ file: path, operator: 'gzip', what: `${what}${detail}`, cause: error });
}

/** A sink that compresses what goes into another; level 6, as gzip itself. */
export function gzipTo(sink: ByteSink): ByteSink {
  const deflate = createGzip({ chunkSize: CHUNK_BYTES });
  let failure: unknown;
  const pump = (async () => {
    for await (const chunk of deflate) await sink.write([chunk as Uint8Array]);
  })().catch((error: unknown) => {
    failure ??= error;
    deflate.destroy();
  });
  const throwFailure = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    // What is compressed on another thread is read there while the next is made.
    keeps: true,
    get bytes() {
      return sink.bytes;
    },
    async write(chunks) {
      for (const chunk of chunks) {
        throwFailure();
        if (!deflate.write(chunk)) await Promise.race([once(deflate, 'drain'), pump]);
      }
      throwFailure();
    },
    async close() {
      deflate.end();
      await pump;
      throwFailure();
      await sink.close();
    },
    async abort() {
      failure ??= new Error('aborted');
      deflate.destroy();
      await sink.abort();
    },
  };
}
