import type { RandomAccess } from '../../formats/arrow-ipc/random-access.js';

/** Parts of a file (from, and to the byte behind the last), and some bytes behind them, as a file of its own. */
export function joinedParts(
  file: RandomAccess,
  parts: readonly (readonly [from: number, to: number])[],
  last: Uint8Array,
): RandomAccess {
  const length = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  return {
    size: length + last.length,
    async read(position, wanted, into) {
      const pieces: Uint8Array[] = [];
      let [at, left] = [position, wanted];
      for (const [from, to] of parts) {
        const count = Math.min(left, Math.max(0, to - from - at));
        // What lies in one part, as nearly all does, can be read to where it is wanted.
        const target = count === wanted ? into : undefined;
        if (count > 0) pieces.push(await file.read(from + at, count, target));
        left -= count;
        at = Math.max(0, at - (to - from));
      }
      if (left > 0) pieces.push(last.subarray(at, at + left));
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    },
  };
}
