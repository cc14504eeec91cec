import { describe, oneOf } from '../../../errors.js';
import { zlibZstd } from './zstd/zlib.js';

export const COMPRESSIONS = ['lz4', 'zstd'] as const;

export type CompressionName = (typeof COMPRESSIONS)[number];

/**
 * Whether it can be written. This does not load the codecs, whose tables the command would have to make at each start.
 *
 * @throws RangeError where there is no such compression, or this engine has it for reading only
 */
export function checkWritable(operator: string, compression: string): void {
  const isKnown = (COMPRESSIONS as readonly string[]).includes(compression);
  if (isKnown && (compression !== 'zstd' || zlibZstd !== undefined)) return;
  const what = isKnown ? 'this engine cannot write that compression' : 'no such compression';
  const expected = isKnown
    ? 'lz4, or Node 22.15 and later, which brings Zstandard'
    : oneOf(COMPRESSIONS, compression);
  throw new RangeError(describe({ operator, what, got: compression, expected }));
}
