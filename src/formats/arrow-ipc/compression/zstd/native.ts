import { damaged } from '../damaged.js';
import { decodeZstd } from './frame.js';

/** What this module uses of `node:zlib`, which has Zstandard from Node 22.15 on. */
interface Zlib {
  readonly zstdCompressSync?: (source: Uint8Array, options: object) => Uint8Array;
  readonly zstdDecompressSync?: (source: Uint8Array, options: object) => Uint8Array;
}

interface Engine {
  readonly process?: { readonly getBuiltinModule?: (name: string) => Zlib | undefined };
}

/** `ZSTD_c_compressionLevel`, and the level at which Arrow's other writers compress. */
const LEVEL = 100;
const FAST = 1;

/**
 * The engine's own Zstandard, several times as fast as one in JavaScript. It is asked for rather than imported: there
 * is none in a browser, nor in Node 20.
 */
export const nativeZstd = findNative();

function findNative() {
  const zlib = (globalThis as Engine).process?.getBuiltinModule?.('node:zlib');
  const { zstdCompressSync: compress, zstdDecompressSync: decompress } = zlib ?? {};
  if (compress === undefined || decompress === undefined) return undefined;
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
  decompress: NonNullable<Zlib['zstdDecompressSync']>,
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
