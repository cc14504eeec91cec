import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RandomAccess } from '../formats/arrow-ipc/random-access.js';
import { fileError } from './system-error.js';
import { writeAll } from './write-all.js';

/** A regular file as `readArrowFile` wants it; `onRead` hears of every read's bytes. */
export async function randomAccess(
  path: string,
  handle: FileHandle,
  onRead: (bytes: number) => void = () => {},
): Promise<RandomAccess> {
  const { size } = await handle.stat();
  return {
    size,
    async read(position, length) {
      const buffer = Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await readAt(path, handle, buffer, filled, position + filled);
        // The file has been cut while it was being read: whoever asked sees that less came.
        if (bytesRead === 0) return buffer.subarray(0, filled);
        filled += bytesRead;
        onRead(bytesRead);
      }
      return buffer;
    },
  };
}

async function readAt(
  path: string,
  handle: FileHandle,
  buffer: Buffer,
  filled: number,
  position: number,
) {
  try {
    return await handle.read(buffer, filled, buffer.length - filled, position);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** A stream laid down on the disk so that it can be read anywhere; `close` gives the space back. */
export interface Spilled {
  readonly handle: FileHandle;
  close(): Promise<void>;
}

/**
 * Writes a stream to a temporary file that has no name any more before its first byte is written: however this
 * process ends, nothing stays behind.
 *
 * @throws FileError  of the temporary directory (`TMPDIR`), where that is full or cannot be written
 */
export async function spill(chunks: AsyncIterable<Uint8Array>): Promise<Spilled> {
  const path = join(tmpdir(), `logitflow-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(path, 'wx+', 0o600).catch((error: unknown) => {
    throw fileError('spill', path, error);
  });
  try {
    await unlink(path);
    for await (const chunk of chunks) {
      await writeAll(handle.fd, [chunk]).catch((error: unknown) => {
        throw fileError('spill', path, error);
      });
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { handle, close: () => handle.close() };
}
