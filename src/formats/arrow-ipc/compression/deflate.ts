import type { BatchMemory } from '../memory/batch-memory.js';
import type { Codec } from './codecs.js';

const PREFIX_BYTES = 8;
/** What stands in place of a length before a buffer that is no shorter compressed. */
const UNCOMPRESSED = -1n;

/**
 * A buffer compressed, after the length that it has uncompressed. An empty one stays empty, without a prefix, and is
 * not given here.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#compression
 */
export function compressed(
  bytes: Uint8Array,
  codec: Codec,
  memory: BatchMemory,
): readonly Uint8Array[] {
  const packed = codec.encode?.(bytes, memory) ?? bytes;
  const isShorter = packed.length < bytes.length;
  const prefix = new Uint8Array(PREFIX_BYTES);
  const length = isShorter ? BigInt(bytes.length) : UNCOMPRESSED;
  new DataView(prefix.buffer).setBigInt64(0, length, true);
  return [prefix, isShorter ? packed : bytes];
}
