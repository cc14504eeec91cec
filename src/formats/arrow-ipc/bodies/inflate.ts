import { LimitError } from '../../../errors.js';
import type { Codec } from '../compression/codecs.js';
import { DamagedError } from '../compression/damaged.js';
import type { ArrowLimits } from '../limits.js';
import type { UnpackingRoom } from '../memory/unpacking-room.js';
import type { Layout, Message, Region } from '../messages/message.js';
import { refusal } from '../refuse.js';

const PREFIX_BYTES = 8;
const UNCOMPRESSED = -1;
/** A body of up to this many bytes may have come from however few. */
const SMALL_BODY = 2 ** 28;

/** A compressed buffer, held against its body; and how much memory what it says that it holds will take. */
interface Packed {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly isPlain: boolean;
}

/**
 * A message and its body, with the body as it would be uncompressed.
 *
 * What the buffers say of their sizes is added up and held against the limits before memory is asked for, so that a
 * bomb costs what it weighs.
 *
 * @param room  where the body is laid
 * @throws FormatError for buffers that are cut off or damaged; LimitError
 * @see https://arrow.apache.org/docs/format/Columnar.html#compression
 */
export function inflated<M extends Message>(
  message: M,
  body: Uint8Array,
  limits: ArrowLimits,
  offset: number,
  room: UnpackingRoom,
): { readonly message: M; readonly body: Uint8Array } {
  if (message.kind === 'schema') return { message, body };
  const { layout } = message;
  const { codec } = layout;
  if (codec === undefined) return { message, body };
  const packed = packedBuffers(layout.regions, body, offset);
  const regions = regionsOf(packed);
  const last = regions.at(-1);
  const size = last === undefined ? 0 : aligned(last.offset + last.length);
  checkSize(size, body.length, limits, offset);
  const whole = room.take(size, { offset });
  for (const [i, region] of regions.entries()) {
    const target = whole.subarray(region.offset, region.offset + region.length);
    unpack(codec, packed[i]!, target, offset);
  }
  const flat = regions.flatMap((region) => [region.offset, region.length]);
  const plain: Layout = { ...layout, regions: flat, codec: undefined };
  return { message: { ...message, layout: plain }, body: whole };
}

function packedBuffers(regions: readonly number[], body: Uint8Array, offset: number): Packed[] {
  const packed: Packed[] = [];
  for (let at = 0; at < regions.length; at += 2) {
    const region = { offset: regions[at]!, length: regions[at + 1]! };
    packed.push(packedBuffer(region, body, offset));
  }
  return packed;
}

function packedBuffer(region: Region, body: Uint8Array, offset: number): Packed {
  const bytes = body.subarray(region.offset, region.offset + region.length);
  const isInside = region.offset >= 0 && region.length >= 0 && bytes.length === region.length;
  if (!isInside) {
    const got = `bytes ${region.offset} to ${region.offset + region.length}`;
    const expected = `0 to ${body.length}`;
    throw refusal({ what: 'a buffer lies outside the body', got, offset, expected });
  }
  if (bytes.length === 0) return { bytes, size: 0, isPlain: true };
  return withoutPrefix(bytes, offset);
}

function withoutPrefix(bytes: Uint8Array, offset: number): Packed {
  const content = bytes.subarray(PREFIX_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const said = bytes.length < PREFIX_BYTES ? Number.NaN : Number(view.getBigInt64(0, true));
  if (said === UNCOMPRESSED) return { bytes: content, size: content.length, isPlain: true };
  if (said >= 0) return { bytes: content, size: said, isPlain: false };
  const what = 'the length before a compressed buffer is damaged';
  throw refusal({ what, got: said, offset, expected: '-1, or a number of bytes' });
}

function regionsOf(packed: readonly Packed[]): Region[] {
  let next = 0;
  return packed.map(({ size }) => {
    const offset = next;
    next = aligned(offset + size);
    return { offset, length: size };
  });
}

/** In doubles: what a message says may be beyond 2³². */
function aligned(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function checkSize(size: number, compressed: number, limits: ArrowLimits, offset: number): void {
  const { maxMessageBytes, maxExpansion } = limits;
  const mostExpanded = Math.max(SMALL_BODY, compressed * maxExpansion);
  if (size <= maxMessageBytes && size <= mostExpanded) return;
  const isLong = size > maxMessageBytes;
  const what = isLong ? 'a body is too long' : 'a body expands too far';
  const expected = isLong
    ? `at most ${maxMessageBytes} bytes, or a larger maxMessageBytes`
    : `at most ${mostExpanded} bytes out of ${compressed}, or a larger maxExpansion`;
  throw new LimitError({ operator: 'arrow', what, got: size, offset, expected });
}

function unpack(codec: Codec, { bytes, isPlain }: Packed, target: Uint8Array, offset: number) {
  if (isPlain) {
    target.set(bytes);
    return;
  }
  try {
    codec.decode(bytes, target);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const what = `a buffer is no ${codec.name} of its length: ${error.message}`;
    throw refusal({ what, offset, cause: error });
  }
}
