import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../../errors.js';
import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';
import { randomHex } from '../random-hex.js';
import { fileError } from '../system-error.js';
import { writeAll } from '../write-all.js';
import { CHUNK_BYTES } from './byte-source.js';
import { Descriptor, type Reading } from './descriptor.js';

/** A regular file as `readArrowFile` wants it; `onRead` hears of every read's bytes. */
export async function randomAccess(
  path: string,
  descriptor: Reading,
  onRead: (bytes: number) => void = () => {},
): Promise<RandomAccess> {
  const { size } = await descriptor.stat();
  return {
    size,
    async read(position, length, into) {
      // Not more than there is: a hostile footer may ask for anything.
      const wanted = Math.max(0, Math.min(length, size - position));
      const fits = into !== undefined && into.length >= wanted;
      const buffer = fits ? into.subarray(0, wanted) : Buffer.allocUnsafeSlow(wanted);
      let filled = 0;
      while (filled < buffer.length) {
        const count = await descriptor
          .read(buffer, filled, position + filled)
          .catch((error: unknown) => {
            throw fileError('read', path, error);
          });
        // The file has been cut while it was being read: whoever asked sees that less came.
        if (count === 0) return buffer.subarray(0, filled);
        filled += count;
        onRead(count);
      }
      return buffer;
    },
  };
}

/** For what can only be read from its beginning to its end. */
export function notSeekable(path: string): FileError {
  return new FileError({
    file: path,
    operator: 'read',
    what: 'is no regular file, and only such a file has parts',
  });
}

/** The bytes `from` to `to − 1` of a file, one after the other; in `room`, of `CHUNK_BYTES`, for one who is done with a chunk when the next is asked for. */
export async function* chunksOf(
  file: RandomAccess,
  from: number,
  to: number,
  room?: Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = from; at < to; at += CHUNK_BYTES) {
    yield await file.read(at, Math.min(CHUNK_BYTES, to - at), room);
  }
}

/**
 * A stream laid down on the disk so that it can be read anywhere: in a temporary file that has no name any more before
 * its first byte is written, so that however this process ends, nothing stays behind.
 *
 * @throws FileError  of the temporary directory (`TMPDIR`), where that is full or cannot be written
 */
export async function spill(chunks: AsyncIterable<Uint8Array>): Promise<Descriptor> {
  const path = join(tmpdir(), `logitflow-${process.pid}-${randomHex()}.tmp`);
  const said = (error: unknown) => {
    throw fileError('spill', path, error);
  };
  const descriptor = await Descriptor.open(path, 'wx+', 0o600).catch(said);
  try {
    await unlink(path);
    for await (const chunk of chunks) await writeAll(descriptor.number, [chunk]).catch(said);
    return descriptor;
  } catch (error) {
    await descriptor.close();
    throw error;
  }
}
