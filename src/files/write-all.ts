import { write, writev } from 'node:fs';
import { promisify } from 'node:util';

const writeDescriptor = promisify(write);
const writevDescriptor = promisify(writev);

/**
 * Writes all bytes at the descriptor's position, in one call where the system takes them so. A short write is no
 * error of the system: it says how much it took, and the rest is written again (where the disk is full, that fails).
 *
 * @throws Error where the system takes nothing, and says nothing
 */
export async function writeAll(descriptor: number, chunks: readonly Uint8Array[]): Promise<number> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (total === 0) return 0;
  let { bytesWritten: taken } = await writevDescriptor(descriptor, [...chunks]);
  if (taken === total) return total;
  let start = 0;
  for (const chunk of chunks) {
    const end = start + chunk.length;
    while (taken < end) {
      const { bytesWritten } = await writeDescriptor(descriptor, chunk, taken - start);
      taken += takenOf(bytesWritten);
    }
    start = end;
  }
  return total;
}

/** Bytes that a write has taken: without any, the next would take none either. */
export function takenOf(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new Error('the system takes no more bytes, and does not say why');
}
