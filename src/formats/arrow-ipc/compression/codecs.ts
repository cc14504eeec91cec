import type { BatchMemory } from '../memory/batch-memory.js';
import { encodeLz4Frame, mostLz4Bytes } from './lz4-encode.js';
import { decodeLz4Frame } from './lz4-frame.js';
import { type CompressionName, checkWritable } from './writable.js';
import { decodeZstd } from './zstd/frame.js';
import { nativeZstd } from './zstd/native.js';

/** A way to compress the buffers of a body. */
export interface Codec {
  readonly name: CompressionName;
  /** Its number in `CompressionType` of Message.fbs. */
  readonly number: number;
  /** Fills `target` just so, or throws. */
  readonly decode: (source: Uint8Array, target: Uint8Array) => void;
  /** May lay what it makes into `memory`. Undefined where this engine has none. */
  readonly encode: ((source: Uint8Array, memory: BatchMemory) => Uint8Array) | undefined;
}

const CODECS: readonly Codec[] = [
  { name: 'lz4', number: 0, decode: decodeLz4Frame, encode: encodeLz4 },
  { name: 'zstd', number: 1, decode: nativeZstd?.decode ?? decodeZstd, encode: nativeZstd?.encode },
];

function encodeLz4(source: Uint8Array, memory: BatchMemory): Uint8Array {
  return encodeLz4Frame(source, memory.bytes(mostLz4Bytes(source.length)));
}

export function codecOf(which: number | string): Codec | undefined {
  return CODECS.find(({ name, number }) => which === name || which === number);
}

/**
 * The codec to write with; undefined for none.
 *
 * @throws RangeError as `checkWritable`
 */
export function writingCodec(
  operator: string,
  compression: CompressionName | undefined,
): Codec | undefined {
  if (compression === undefined) return undefined;
  checkWritable(operator, compression);
  return codecOf(compression);
}
