/** What this module uses of `node:zlib`, which has Zstandard from Node 22.15 on. */
interface Zlib {
  readonly zstdCompressSync?: (source: Uint8Array, options: object) => Uint8Array;
  readonly zstdDecompressSync?: (source: Uint8Array, options: object) => Uint8Array;
}

interface Engine {
  readonly process?: { readonly getBuiltinModule?: (name: string) => Zlib | undefined };
}

/**
 * The Zstandard that the engine has, if it has one. It is asked for rather than imported: there is none in a browser, nor
 * in Node 20.
 */
export const zlibZstd = findZstd();

function findZstd() {
  const zlib = (globalThis as Engine).process?.getBuiltinModule?.('node:zlib');
  const { zstdCompressSync: compress, zstdDecompressSync: decompress } = zlib ?? {};
  return compress === undefined || decompress === undefined ? undefined : { compress, decompress };
}
