import { damaged } from '../damaged.js';
import type { BackwardBits } from './bits.js';
import { LITERAL_LENGTHS, MATCH_LENGTHS } from './codes.js';
import type { HuffmanTable } from './huffman.js';
import { readLiterals } from './literals.js';
import { readSequences, type SequenceTables } from './sequences.js';

/** From here on the engine's own copy beats a loop. */
const LONG = 32;

/** What a frame's blocks hand on from one to the next. */
export class BlockState {
  huffman: HuffmanTable | undefined;
  tables: SequenceTables | undefined;
  /** The last three offsets, the latest first. */
  readonly offsets: [number, number, number] = [1, 4, 8];
}

/**
 * Decodes a compressed block into `target` from `begin` on, and gives back where it ends.
 *
 * @param floor  where the frame's content begins: no match reaches before it
 * @param limit  where the output must end at the latest
 * @throws DamagedError
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.3
 */
export function decodeBlock(
  block: Uint8Array,
  state: BlockState,
  target: Uint8Array,
  begin: number,
  floor: number,
  limit: number,
): number {
  if (block.length === 0) damaged('a block is empty');
  const { bytes: literals, table, end } = readLiterals(block, state.huffman);
  state.huffman = table;
  const { count, tables, bits } = readSequences(block.subarray(end), state.tables);
  state.tables = tables;
  let to = begin;
  let used = 0;
  if (bits !== undefined && tables !== undefined) {
    const decoder = new SequenceDecoder(bits, tables, state.offsets);
    for (let left = count; left > 0; left--) {
      decoder.next(left === 1);
      const { literalLength, offset, matchLength } = decoder;
      if (used + literalLength > literals.length) damaged('a block has too few literals');
      if (to + literalLength + matchLength > limit) damaged('a block is longer than it may be');
      copy(literals, used, literalLength, target, to);
      used += literalLength;
      to += literalLength;
      if (offset > to - floor) damaged('a match reaches before its data');
      repeat(target, to, offset, matchLength);
      to += matchLength;
    }
    if (bits.left !== 0) damaged('the sequences of a block do not end where they should');
  }
  const rest = literals.length - used;
  if (to + rest > limit) damaged('a block is longer than it may be');
  copy(literals, used, rest, target, to);
  return to + rest;
}

function copy(source: Uint8Array, from: number, length: number, target: Uint8Array, to: number) {
  if (length < LONG) for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
  else target.set(source.subarray(from, from + length), to);
}

function repeat(target: Uint8Array, to: number, offset: number, length: number): void {
  const from = to - offset;
  if (offset >= length && length >= LONG) target.copyWithin(to, from, from + length);
  else for (let i = 0; i < length; i++) target[to + i] = target[from + i]!;
}

/** The sequences of a block one by one; fields instead of objects, for there may be one every few bytes. */
class SequenceDecoder {
  readonly #bits: BackwardBits;
  readonly #tables: SequenceTables;
  readonly #offsets: [number, number, number];
  #literal: number;
  #offset: number;
  #match: number;
  literalLength = 0;
  matchLength = 0;
  offset = 0;

  constructor(bits: BackwardBits, tables: SequenceTables, offsets: [number, number, number]) {
    this.#bits = bits;
    this.#tables = tables;
    this.#offsets = offsets;
    this.#literal = bits.take(tables.literals.log);
    this.#offset = bits.take(tables.offsets.log);
    this.#match = bits.take(tables.matches.log);
  }

  next(isLast: boolean): void {
    const bits = this.#bits;
    const { literals, offsets, matches } = this.#tables;
    const literal = literals.symbols[this.#literal]!;
    const match = matches.symbols[this.#match]!;
    const value = offsetValue(bits, offsets.symbols[this.#offset]!);
    this.matchLength = MATCH_LENGTHS.first[match]! + bits.take(MATCH_LENGTHS.bits[match]!);
    this.literalLength =
      LITERAL_LENGTHS.first[literal]! + bits.take(LITERAL_LENGTHS.bits[literal]!);
    this.offset = this.#resolve(value);
    if (isLast) return;
    this.#literal = literals.bases[this.#literal]! + bits.take(literals.bits[this.#literal]!);
    this.#match = matches.bases[this.#match]! + bits.take(matches.bits[this.#match]!);
    this.#offset = offsets.bases[this.#offset]! + bits.take(offsets.bits[this.#offset]!);
  }

  /** Values up to 3 stand for one of the last three offsets; without literals, for another than the latest. */
  #resolve(value: number): number {
    const last = this.#offsets;
    const which = value > 3 ? 3 : value - 1 + (this.literalLength === 0 ? 1 : 0);
    if (which === 0) return last[0];
    const offset = value > 3 ? value - 3 : which === 3 ? last[0] - 1 : last[which]!;
    if (offset === 0) damaged('an offset is zero');
    if (which > 1) last[2] = last[1];
    last[1] = last[0];
    last[0] = offset;
    return offset;
  }
}

function offsetValue(bits: BackwardBits, code: number): number {
  if (code <= 25) return 2 ** code + bits.take(code);
  const high = bits.take(code - 16);
  return 2 ** code + high * 2 ** 16 + bits.take(16);
}
