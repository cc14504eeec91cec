import { Writable } from 'node:stream';
import type { ByteSink } from '../byte-sink.js';
import { fileError } from '../system-error.js';

/** A stream that is done with a chunk when `take` has returned, so that a chunk's memory may be used again. */
export class TakingStream extends Writable {
  constructor(take: (chunk: Uint8Array) => void) {
    super({
      write(chunk: Uint8Array, _encoding, done) {
        take(chunk);
        done();
      },
    });
  }
}

/**
 * Writes to a stream that somebody else reads, one chunk at a time: the next is handed over when the last has been
 * taken. What has been taken cannot be taken back.
 *
 * @param path  as errors name it; `-` is standard output
 * @param owned  whether closing the sink ends the stream, and aborting destroys it
 */
export function streamSink(path: string, stream: Writable, owned: boolean): ByteSink {
  let failure: unknown;
  let bytes = 0;
  // A pipe's reader may go at any time; without a listener that would end the process.
  const onError = (error: unknown) => {
    failure ??= error;
  };
  stream.on('error', onError);
  const settle = (give: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => {
        stream.off('close', onClose);
        const cause = error ?? failure;
        if (cause) reject(fileError('write', path, cause));
        else resolve();
      };
      // A destroyed stream does not call back for what it has not written.
      const onClose = () => done(new Error('the stream was closed before everything was written'));
      stream.once('close', onClose);
      give(done);
    });
  return {
    // These are done with a chunk when they call back; any other may be one end of a pipe of objects.
    keeps: stream !== process.stdout && !(stream instanceof TakingStream),
    get bytes() {
      return bytes;
    },
    async write(chunks) {
      for (const chunk of chunks) {
        if (failure !== undefined) throw fileError('write', path, failure);
        await settle((done) => stream.write(chunk, done));
        bytes += chunk.length;
      }
    },
    async close() {
      if (failure !== undefined) throw fileError('write', path, failure);
      if (owned) await settle((done) => stream.end(done));
      stream.off('error', onError);
    },
    async abort() {
      if (owned) stream.destroy();
    },
  };
}
