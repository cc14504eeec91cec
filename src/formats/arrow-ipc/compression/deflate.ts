import type { Region } from '../message.js';
import type { Codec } from './codecs.js';

const PREFIX_BYTES = 8;
/** What stands in place of a length before a buffer that is no shorter compressed. */
const UNCOMPRESSED = -1n;

/**
 * The buffers of a body compressed one by one, each after the length that it has uncompressed; where they lie in the
 * body; and how long the body is. They come in pairs of prefix and content, as apache-arrow's writer takes them, which
 * pads each pair to a multiple of 8 bytes.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#compression
 */
export function deflated(buffers: readonly ArrayBufferView[], codec: Codec) {
  const pairs: Uint8Array[] = [];
  const bufferRegions: Region[] = [];
  let byteLength = 0;
  for (const { buffer, byteOffset, byteLength: size } of buffers) {
    const [prefix, content] = pair(new Uint8Array(buffer, byteOffset, size), codec);
    const length = prefix.length + content.length;
    pairs.push(prefix, content);
    bufferRegions.push({ offset: byteLength, length });
    byteLength += Math.ceil(length / 8) * 8;
  }
  return { byteLength, bufferRegions, buffers: pairs };
}

/** An empty buffer stays empty, without a prefix. */
function pair(bytes: Uint8Array, codec: Codec): readonly [prefix: Uint8Array, content: Uint8Array] {
  if (bytes.length === 0) return [bytes, bytes];
  const compressed = codec.encode?.(bytes) ?? bytes;
  const isShorter = compressed.length < bytes.length;
  const prefix = new Uint8Array(PREFIX_BYTES);
  const length = isShorter ? BigInt(bytes.length) : UNCOMPRESSED;
  new DataView(prefix.buffer).setBigInt64(0, length, true);
  return [prefix, isShorter ? compressed : bytes];
}
