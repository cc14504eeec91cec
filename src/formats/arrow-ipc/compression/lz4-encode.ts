import { LZ4_MAGIC } from './lz4-frame.js';
import { xxhash32 } from './xxhash32.js';

const HEADER_BYTES = 15;
/** The largest block that a frame may have, coded as 7 in its descriptor. */
const BLOCK_BYTES = 1 << 22;
const BLOCK_CODE = 7 << 4;
/** Version 1, independent blocks, the size of the content; no checksums, as Arrow's other writers leave them out. */
const FLAGS = 0b01101000;
const UNCOMPRESSED = 0x80000000;

const HASH_BITS = 14;
const SHORTEST_MATCH = 4;
const FURTHEST = 0xffff;
/** A block ends in at least so many literals, and no match begins in its last twelve bytes: what decoders rely on. */
const LAST_LITERALS = 5;
const LAST_MATCH = 12;

/** Filled anew for each block. */
let table: Int32Array | undefined;

/** The most bytes that a frame of so many takes. */
export function mostLz4Bytes(length: number): number {
  return HEADER_BYTES + Math.ceil(length / BLOCK_BYTES) * 4 + length + 4;
}

/**
 * One LZ4 frame of `source`, by the greedy search of the reference's fast mode: a hash table of four-byte beginnings,
 * and longer steps where nothing matches, so that what cannot be compressed costs little.
 *
 * @param target  where it is laid: `mostLz4Bytes`
 */
export function encodeLz4Frame(
  source: Uint8Array,
  target: Uint8Array = new Uint8Array(mostLz4Bytes(source.length)),
): Uint8Array {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  writeHeader(target, view, source.length);
  table ??= new Int32Array(1 << HASH_BITS);
  let to = HEADER_BYTES;
  for (let begin = 0; begin < source.length; begin += BLOCK_BYTES) {
    const end = Math.min(begin + BLOCK_BYTES, source.length);
    const written = encodeBlock(source, begin, end, target, to + 4, table);
    const size = written === undefined ? end - begin : written - to - 4;
    if (written === undefined) target.set(source.subarray(begin, end), to + 4);
    view.setUint32(to, written === undefined ? size + UNCOMPRESSED : size, true);
    to += 4 + size;
  }
  // The mark of the end; whatever was there before.
  view.setUint32(to, 0, true);
  return target.subarray(0, to + 4);
}

function writeHeader(target: Uint8Array, view: DataView, size: number): void {
  view.setUint32(0, LZ4_MAGIC, true);
  target[4] = FLAGS;
  target[5] = BLOCK_CODE;
  view.setBigUint64(6, BigInt(size), true);
  target[14] = (xxhash32(target.subarray(4, 14)) >> 8) & 0xff;
}

/** Where the block ends in `target`; undefined where it would not be shorter than what it holds. */
function encodeBlock(
  source: Uint8Array,
  begin: number,
  end: number,
  target: Uint8Array,
  start: number,
  table: Int32Array,
): number | undefined {
  const limit = start + (end - begin);
  table.fill(begin - 1);
  let to = start;
  let anchor = begin;
  let at = begin;
  let misses = 0;
  while (at < end - LAST_MATCH) {
    const word = wordAt(source, at);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const found = table[slot]!;
    table[slot] = at;
    if (found < begin || at - found > FURTHEST || wordAt(source, found) !== word) {
      at += 1 + (misses++ >> 6);
      continue;
    }
    misses = 0;
    const length = matchLength(source, found, at, end - LAST_LITERALS);
    if (to + sequenceBytes(at - anchor, length) > limit) return undefined;
    to = writeSequence(source, anchor, at, target, to, at - found, length);
    at += length;
    anchor = at;
  }
  if (to + sequenceBytes(end - anchor, 0) > limit) return undefined;
  return writeLiterals(source, anchor, end, target, to, 0);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function matchLength(source: Uint8Array, found: number, at: number, end: number): number {
  let length = SHORTEST_MATCH;
  while (at + length < end && source[found + length] === source[at + length]) length++;
  return length;
}

/** The most that a sequence takes: a token, an offset, and what its lengths go on in. */
function sequenceBytes(literals: number, match: number): number {
  return literals + Math.floor(literals / 255) + Math.floor(match / 255) + 5;
}

function writeSequence(
  source: Uint8Array,
  anchor: number,
  at: number,
  target: Uint8Array,
  start: number,
  offset: number,
  length: number,
): number {
  const rest = length - SHORTEST_MATCH;
  let to = writeLiterals(source, anchor, at, target, start, Math.min(rest, 15));
  target[to++] = offset & 0xff;
  target[to++] = offset >> 8;
  return rest < 15 ? to : writeLength(target, to, rest - 15);
}

/** The token with the literals after it. */
function writeLiterals(
  source: Uint8Array,
  begin: number,
  end: number,
  target: Uint8Array,
  start: number,
  match: number,
): number {
  const length = end - begin;
  target[start] = (Math.min(length, 15) << 4) | match;
  const to = length < 15 ? start + 1 : writeLength(target, start + 1, length - 15);
  target.set(source.subarray(begin, end), to);
  return to + length;
}

function writeLength(target: Uint8Array, start: number, length: number): number {
  let to = start;
  let left = length;
  for (; left >= 255; left -= 255) target[to++] = 255;
  target[to++] = left;
  return to;
}
