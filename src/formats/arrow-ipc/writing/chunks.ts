import { joined } from '../../joined.js';

/** Parts up to this many bytes are joined: to write a few bytes costs more than to copy them. */
const SMALL = 32 * 1024;

/** The same bytes in fewer pieces: runs of small parts are joined, large parts stay as they are. */
export function joinSmall(parts: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let run: Uint8Array[] = [];
  const flush = () => {
    if (run.length > 0) chunks.push(joined(run));
    run = [];
  };
  for (const part of parts) {
    if (part.length <= SMALL) run.push(part);
    else {
      flush();
      chunks.push(part);
    }
  }
  flush();
  return chunks;
}
