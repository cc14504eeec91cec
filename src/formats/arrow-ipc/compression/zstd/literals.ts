import { damaged } from '../damaged.js';
import { MOST_BLOCK_BYTES } from './codes.js';
import { decodeHuffman, type HuffmanTable, readHuffman } from './huffman.js';

/** Where literals are decoded: those of a block are used up before the next block's are read. */
let room: Uint8Array | undefined;

/** The literals of a block, valid until the next block's are read, and the codes that a later block may use again. */
export interface Literals {
  readonly bytes: Uint8Array;
  readonly table: HuffmanTable | undefined;
  /** Where the sequences begin. */
  readonly end: number;
}

interface Sizes {
  readonly literals: number;
  /** 0 where the literals are not compressed. */
  readonly compressed: number;
  readonly streams: 1 | 4;
  readonly header: number;
}

/**
 * The literals section of a compressed block.
 *
 * @param before  the codes of the block before
 * @throws DamagedError
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.3.1
 */
export function readLiterals(block: Uint8Array, before: HuffmanTable | undefined): Literals {
  const kind = block[0]! & 3;
  const sizes = kind < 2 ? plainSizes(block) : codedSizes(block);
  const { header, literals } = sizes;
  if (literals > MOST_BLOCK_BYTES) damaged('a block has too many literals');
  const end = header + (kind === 0 ? literals : kind === 1 ? 1 : sizes.compressed);
  if (end > block.length) damaged('the literals of a block are cut off');
  if (kind === 0) return { bytes: block.subarray(header, end), table: before, end };
  room ??= new Uint8Array(MOST_BLOCK_BYTES);
  const bytes = room.subarray(0, literals);
  if (kind === 1) return { bytes: bytes.fill(block[header]!), table: before, end };
  const section = block.subarray(header, end);
  const { table, end: start } = kind === 2 ? readHuffman(section, 0) : { table: before, end: 0 };
  if (table === undefined) return damaged('literals without a Huffman table');
  decodeStreams(table, section.subarray(start), bytes, sizes.streams);
  return { bytes, table, end };
}

/** Up to five bytes at the beginning as one number, exact as a double. */
function head(block: Uint8Array, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (block[i] ?? 0);
  return value;
}

function plainSizes(block: Uint8Array): Sizes {
  const format = (block[0]! >> 2) & 3;
  const header = format === 1 ? 2 : format === 3 ? 3 : 1;
  const literals = Math.floor(head(block, header) / (header === 1 ? 8 : 16));
  return { literals, compressed: 0, streams: 1, header };
}

function codedSizes(block: Uint8Array): Sizes {
  const format = (block[0]! >> 2) & 3;
  const header = Math.max(format + 2, 3);
  const range = 2 ** [10, 10, 14, 18][format]!;
  const both = Math.floor(head(block, header) / 16);
  return {
    literals: both % range,
    compressed: Math.floor(both / range),
    streams: format === 0 ? 1 : 4,
    header,
  };
}

function decodeStreams(
  table: HuffmanTable,
  section: Uint8Array,
  target: Uint8Array,
  streams: 1 | 4,
): void {
  if (streams === 1) {
    decodeHuffman(table, section, target);
    return;
  }
  const each = (target.length + 3) >> 2;
  if (section.length < 6 || each * 3 > target.length)
    damaged('literals in four streams are cut off');
  const lengths = [0, 2, 4].map((at) => section[at]! | (section[at + 1]! << 8));
  let from = 6;
  for (let stream = 0; stream < 4; stream++) {
    const end = stream === 3 ? section.length : from + lengths[stream]!;
    if (end > section.length) damaged('literals in four streams are cut off');
    const part = target.subarray(stream * each, stream === 3 ? target.length : (stream + 1) * each);
    decodeHuffman(table, section.subarray(from, end), part);
    from = end;
  }
}
