import { damaged } from './damaged.js';
import { decodeBlock } from './lz4-block.js';
import { xxhash32 } from './xxhash32.js';

export const LZ4_MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x80000000;

interface Header {
  readonly blocksAreIndependent: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  readonly mostBlockBytes: number;
  /** Where the blocks begin. */
  readonly end: number;
}

/**
 * Decodes one LZ4 frame that fills `target` and `source` just so, checksums compared where it has any.
 *
 * @throws DamagedError  also where the frame needs a dictionary, or something follows it
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function decodeLz4Frame(source: Uint8Array, target: Uint8Array): void {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const header = decodeHeader(source, view, target.length);
  const end = decodeBlocks(source, view, target, header);
  const last = end + (header.hasContentChecksum ? 4 : 0);
  if (last > source.length) damaged('the frame is cut off');
  if (last < source.length) damaged('bytes follow the frame');
  if (last > end && view.getUint32(end, true) !== xxhash32(target))
    damaged('the checksum is wrong');
}

function decodeHeader(source: Uint8Array, view: DataView, size: number): Header {
  if (source.length < 7 || view.getUint32(0, true) !== LZ4_MAGIC) damaged('no LZ4 frame begins');
  const flags = source[4]!;
  const block = source[5]!;
  if (flags >> 6 !== 1 || (flags & 0b10) !== 0) damaged('the version of the frame is unknown');
  if ((flags & 0b1) !== 0) damaged('the frame needs a dictionary');
  if ((block & 0b10001111) !== 0 || block >> 4 < 4) damaged('the block size is none');
  const hasSize = (flags & 0b1000) !== 0;
  const end = hasSize ? 15 : 7;
  if (source.length < end) damaged('the frame is cut off');
  if (hasSize && Number(view.getBigUint64(6, true)) !== size)
    damaged('the frame says another size');
  const checksum = (xxhash32(source.subarray(4, end - 1)) >> 8) & 0xff;
  if (source[end - 1] !== checksum) damaged("the header's checksum is wrong");
  return {
    blocksAreIndependent: (flags & 0b100000) !== 0,
    hasBlockChecksums: (flags & 0b10000) !== 0,
    hasContentChecksum: (flags & 0b100) !== 0,
    mostBlockBytes: 1 << (8 + 2 * (block >> 4)),
    end,
  };
}

/** Where what follows the end mark begins. */
function decodeBlocks(
  source: Uint8Array,
  view: DataView,
  target: Uint8Array,
  header: Header,
): number {
  let from = header.end;
  let to = 0;
  for (;;) {
    if (from + 4 > source.length) damaged('the frame is cut off');
    const word = view.getUint32(from, true);
    from += 4;
    if (word === 0) break;
    const end = from + (word & ~UNCOMPRESSED);
    const next = end + (header.hasBlockChecksums ? 4 : 0);
    if (next > source.length) damaged('the frame is cut off');
    if (
      header.hasBlockChecksums &&
      view.getUint32(end, true) !== xxhash32(source.subarray(from, end))
    ) {
      damaged("a block's checksum is wrong");
    }
    const limit = Math.min(target.length, to + header.mostBlockBytes);
    const floor = header.blocksAreIndependent ? to : 0;
    to =
      word >= UNCOMPRESSED
        ? copyBlock(source.subarray(from, end), target, to, limit)
        : decodeBlock(source, from, end, target, to, floor, limit);
    from = next;
  }
  if (to !== target.length) damaged('the frame holds fewer bytes than it should');
  return from;
}

function copyBlock(bytes: Uint8Array, target: Uint8Array, to: number, limit: number): number {
  if (to + bytes.length > limit) damaged('a block is longer than it may be');
  target.set(bytes, to);
  return to + bytes.length;
}
