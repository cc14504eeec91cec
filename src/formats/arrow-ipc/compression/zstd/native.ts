import { damaged } from '../damaged.js';
import { decodeZstd } from './frame.js';
import { zlibZstd } from './zlib.js';

/** `ZSTD_c_compressionLevel`, and the level at which Arrow's other writers compress. */
const LEVEL = 100;
const FAST = 1;

/** The engine's own Zstandard, several times as fast as one in JavaScript. */
export const nativeZstd = findNative();

function findNative() {
  if (zlibZstd === undefined) return undefined;
  const { compress, decompress } = zlibZstd;
  return {
    encode: (source: Uint8Array) => compress(source, { params: { [LEVEL]: FAST } }),
    decode: (source: Uint8Array, target: Uint8Array) => {
      const bytes = decompressed(decompress, source, target.length);
      // It stops behind the first of several frames.
      if (bytes.length < target.length) decodeZstd(source, target);
      else target.set(bytes);
    },
  };
}

function decompressed(
  decompress: NonNullable<typeof zlibZstd>['decompress'],
  source: Uint8Array,
  size: number,
): Uint8Array {
  try {
    // The library refuses a limit of 0.
    return decompress(source, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
}
