import { damaged } from './damaged.js';

/** A literal or match length that fills its four bits goes on in further bytes. */
const FULL = 15;
const SHORTEST_MATCH = 4;
/** From here on the engine's own copy beats a loop. */
const LONG = 32;

/**
 * Decodes one LZ4 block, `source` from `at` to `end`, into `target` from `begin` on, and gives back where it ends.
 * Every length and offset is held against both before a byte moves: time is linear in what is read and written.
 *
 * @param floor  where the oldest byte stands to which a match may reach back
 * @param limit  where the output must end at the latest
 * @throws DamagedError
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function decodeBlock(
  source: Uint8Array,
  at: number,
  end: number,
  target: Uint8Array,
  begin: number,
  floor: number,
  limit: number,
): number {
  let from = at;
  let to = begin;
  for (;;) {
    if (from >= end) damaged('a block ends within a sequence');
    const token = source[from++]!;
    let literals = token >> 4;
    if (literals === FULL) {
      for (let more = 255; more === 255; literals += more) {
        if (from >= end) damaged('a block ends within a length');
        more = source[from++]!;
      }
    }
    if (from + literals > end || to + literals > limit) damaged('literals run out of their block');
    if (literals < LONG) for (let i = 0; i < literals; i++) target[to + i] = source[from + i]!;
    else target.set(source.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence is literals alone.
    if (from === end) return to;
    if (from + 2 > end) damaged('a block ends within an offset');
    const offset = source[from]! | (source[from + 1]! << 8);
    from += 2;
    if (offset === 0 || offset > to - floor) damaged('a match reaches before its data');
    let length = token & FULL;
    if (length === FULL) {
      for (let more = 255; more === 255; length += more) {
        if (from >= end) damaged('a block ends within a length');
        more = source[from++]!;
      }
    }
    length += SHORTEST_MATCH;
    if (to + length > limit) damaged('a match runs out of its block');
    if (offset >= length && length >= LONG)
      target.copyWithin(to, to - offset, to - offset + length);
    else for (let i = 0; i < length; i++) target[to + i] = target[to - offset + i]!;
    to += length;
  }
}
