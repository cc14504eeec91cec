import { damaged } from '../damaged.js';
import { BlockState, decodeBlock } from './block.js';
import { MOST_BLOCK_BYTES } from './codes.js';
import { xxhash64 } from './xxhash64.js';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Decodes the Zstandard frames of `source`, which together fill `target` just so, checksums compared where there are
 * any.
 *
 * @throws DamagedError  also where a frame needs a dictionary
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export function decodeZstd(source: Uint8Array, target: Uint8Array): void {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const place = { from: 0, to: 0 };
  while (place.from < source.length) {
    if (place.from + 8 > source.length) damaged('a frame is cut off');
    const magic = view.getUint32(place.from, true);
    if (magic === MAGIC) decodeFrame(source, view, target, place);
    else if ((magic & 0xfffffff0) === SKIPPABLE)
      place.from += 8 + view.getUint32(place.from + 4, true);
    else damaged('no Zstandard frame begins');
  }
  if (place.from !== source.length) damaged('a frame is cut off');
  if (place.to !== target.length) damaged('the frames hold fewer bytes than they should');
}

/** Where reading and writing stand. */
interface Cursor {
  from: number;
  to: number;
}

function decodeFrame(source: Uint8Array, view: DataView, target: Uint8Array, place: Cursor): void {
  const { size, mostBlockBytes, hasChecksum, end } = decodeHeader(source, view, place.from + 4);
  const begin = place.to;
  const limit = size === undefined ? target.length : begin + size;
  if (limit > target.length) damaged('the frame says another size');
  place.from = end;
  const state = new BlockState();
  while (!nextBlock(source, target, place, state, begin, limit, mostBlockBytes)) {}
  if (size !== undefined && place.to !== limit) damaged('the frame says another size');
  if (!hasChecksum) return;
  if (place.from + 4 > source.length) damaged('a frame is cut off');
  const checksum = Number(BigInt.asUintN(32, xxhash64(target.subarray(begin, place.to))));
  if (view.getUint32(place.from, true) !== checksum) damaged('the checksum is wrong');
  place.from += 4;
}

interface Header {
  readonly size: number | undefined;
  readonly mostBlockBytes: number;
  readonly hasChecksum: boolean;
  readonly end: number;
}

function decodeHeader(source: Uint8Array, view: DataView, begin: number): Header {
  const flags = source[begin]!;
  const isSingle = (flags & 0b100000) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const sizeAt = begin + (isSingle ? 1 : 2) + [0, 1, 2, 4][flags & 3]!;
  const end = sizeAt + sizeBytes;
  if ((flags & 0b1000) !== 0) damaged('a reserved bit is set');
  if (end > source.length) damaged('a frame is cut off');
  const idBytes = source.subarray(begin + (isSingle ? 1 : 2), sizeAt);
  if (idBytes.some((byte) => byte !== 0)) damaged('the frame needs a dictionary');
  const size = sizeBytes === 0 ? undefined : sizeOf(view, sizeAt, sizeBytes);
  const window = isSingle ? (size ?? 0) : windowOf(source[begin + 1]!);
  return {
    size,
    mostBlockBytes: Math.min(window, MOST_BLOCK_BYTES),
    hasChecksum: (flags & 0b100) !== 0,
    end,
  };
}

function sizeOf(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Decodes a block; whether it was the last. */
function nextBlock(
  source: Uint8Array,
  target: Uint8Array,
  place: Cursor,
  state: BlockState,
  begin: number,
  frameLimit: number,
  mostBytes: number,
): boolean {
  const { from, to } = place;
  if (from + 3 > source.length) damaged('a frame is cut off');
  const header = source[from]! | (source[from + 1]! << 8) | (source[from + 2]! << 16);
  const kind = (header >> 1) & 3;
  const size = header >> 3;
  const end = from + 3 + (kind === 1 ? 1 : size);
  const limit = Math.min(frameLimit, to + mostBytes);
  if (size > mostBytes || end > source.length) damaged('a block is cut off, or too long');
  if (kind < 2 && to + size > limit) damaged('a block is longer than it may be');
  const block = source.subarray(from + 3, end);
  if (kind === 0) target.set(block, to);
  else if (kind === 1) target.fill(block[0]!, to, to + size);
  else if (kind === 3) damaged('a block of a reserved kind');
  place.to = kind < 2 ? to + size : decodeBlock(block, state, target, to, begin, limit);
  place.from = end;
  return (header & 1) === 1;
}
