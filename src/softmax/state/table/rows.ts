/**
 * The rows of a table of states: 48 bytes hold an ordinary one.
 *
 *     8 bytes   max
 *     4         count
 *     2 + 2     times; top + 2¹⁵, 0 where the window is empty
 *     16 + 16   the first four words of limbs 0 and 1
 *
 * What is beyond (special values, counts and tops that are larger, fifth words and lower limbs) stands in a row of
 * `wide-rows.ts`, which only the states have that need it; the ordinary row keeps its part. Rows come in segments, so that
 * a table grows without moving; only the first segment starts small and doubles.
 */
import type { ExactState } from '../exact-state.js';
import {
  COUNTS,
  FIFTHS,
  INFINITIES,
  LOWER_LIMBS,
  MINUS_INFINITIES,
  NANS,
  TIMES,
  WideRows,
} from './wide-rows.js';

/** In a list of slots: nobody's, such as a null value or a key that is not there. */
export const NO_SLOT = 0xffffffff;

export const SEGMENT_BITS = 16;
export const SEGMENT = 2 ** SEGMENT_BITS;

/** Words and doubles of a row. */
export const ROW_WORDS = 12;
export const ROW_DOUBLES = 6;
/** Where the words are; `SIZES` holds times in its lower half, and the top in its upper. */
export const COUNT = 2;
export const SIZES = 3;
export const ROW_LIMBS = 4;
/** Words of a limb in the row, and limbs. */
export const LIMB_WORDS = 4;
export const NEAR_LIMBS = 2;
/** What is added to a top. */
export const TOP_BIAS = 0x8000;
/** The top stands in the wide row. */
export const FAR_TOP = 0xffff;

const COUNT_UNIT = 2 ** 32;
const TIMES_UNIT = 2 ** 16;
const LEAST = 16;

export interface Segment {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  /** The number of each slot's wide row, 0 where it has none; undefined where none has one. */
  wide: Uint32Array | undefined;
}

export class StateRows {
  readonly segments: Segment[] = [];
  readonly wide = new WideRows();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const sum = (bytes: number, { doubles, wide }: Segment) =>
      bytes + doubles.byteLength + (wide?.byteLength ?? 0);
    return this.segments.reduce(sum, this.wide.bytes);
  }

  resize(size: number): void {
    for (let slot = size; slot < this.#size; slot++) this.clear(slot);
    if (size === 0) this.wide.clear();
    this.#size = size;
    const segments = Math.ceil(size / SEGMENT);
    this.segments.length = Math.min(segments, this.segments.length);
    if (size <= SEGMENT) this.#resizeFirst(size);
    else {
      this.#resizeFirst(SEGMENT);
      while (this.segments.length < segments) this.segments.push(makeSegment(SEGMENT));
    }
  }

  #resizeFirst(size: number): void {
    const first = this.segments[0];
    const slots = first === undefined ? 0 : first.words.length / ROW_WORDS;
    if (size <= slots) return;
    const next = makeSegment(Math.min(SEGMENT, Math.max(LEAST, size, 2 * slots)));
    if (first !== undefined) {
      next.words.set(first.words);
      next.wide = first.wide;
    }
    this.segments[0] = next;
  }

  /** Makes the slot an empty state. */
  clear(slot: number): void {
    const { words, doubles, wide } = this.segments[slot >>> SEGMENT_BITS]!;
    const row = slot & (SEGMENT - 1);
    words.fill(0, ROW_WORDS * row, ROW_WORDS * (row + 1));
    doubles[ROW_DOUBLES * row] = Number.NEGATIVE_INFINITY;
    if (wide !== undefined) wide[row] = 0;
  }

  /** The slot's wide row, 0 where it has none. */
  wideRow(slot: number): number {
    return this.segments[slot >>> SEGMENT_BITS]!.wide?.[slot & (SEGMENT - 1)] ?? 0;
  }

  widen(slot: number): number {
    const segment = this.segments[slot >>> SEGMENT_BITS]!;
    segment.wide ??= new Uint32Array(SEGMENT);
    const row = slot & (SEGMENT - 1);
    if (segment.wide[row] === 0) segment.wide[row] = this.wide.make();
    return segment.wide[row]!;
  }

  /** Makes `state` what the slot holds. */
  load(slot: number, state: ExactState): void {
    const { words, doubles } = this.segments[slot >>> SEGMENT_BITS]!;
    const row = slot & (SEGMENT - 1);
    const at = ROW_WORDS * row;
    const wide = this.wideRow(slot);
    const sizes = words[at + SIZES]!;
    state.max = doubles[ROW_DOUBLES * row]!;
    state.count = words[at + COUNT]! >>> 0;
    state.times = sizes & 0xffff;
    state.top = topOf(sizes >>> 16);
    state.nans = 0;
    state.infinities = 0;
    state.minusInfinities = 0;
    state.words.fill(0);
    for (let w = 0; w < LIMB_WORDS; w++) {
      state.words[w] = words[at + ROW_LIMBS + w]!;
      state.words[5 + w] = words[at + ROW_LIMBS + LIMB_WORDS + w]!;
    }
    if (wide > 0) this.#loadWide(wide, state, sizes >>> 16 === FAR_TOP);
  }

  #loadWide(row: number, state: ExactState, far: boolean): void {
    const { wide } = this;
    state.count += wide.double(row, COUNTS) * COUNT_UNIT;
    state.times += wide.double(row, TIMES) * TIMES_UNIT;
    state.nans = wide.double(row, NANS);
    state.infinities = wide.double(row, INFINITIES);
    state.minusInfinities = wide.double(row, MINUS_INFINITIES);
    if (far) state.top = wide.top(row);
    const words = wide.words(row);
    const at = wide.wordsAt(row);
    state.words[4] = words[at + FIFTHS]!;
    state.words[9] = words[at + FIFTHS + 1]!;
    for (let w = 10; w < 25; w++) state.words[w] = words[at + LOWER_LIMBS + w - 10]!;
  }

  /** Makes the slot hold what `state` does. */
  store(slot: number, state: ExactState): void {
    const { words, doubles } = this.segments[slot >>> SEGMENT_BITS]!;
    const row = slot & (SEGMENT - 1);
    const at = ROW_WORDS * row;
    doubles[ROW_DOUBLES * row] = state.max;
    const top = fieldOf(state.top);
    // Conversion to words takes the rest to 2³².
    words[at + COUNT] = state.count % COUNT_UNIT;
    words[at + SIZES] = (top << 16) | (state.times % TIMES_UNIT);
    for (let w = 0; w < LIMB_WORDS; w++) {
      words[at + ROW_LIMBS + w] = state.words[w]!;
      words[at + ROW_LIMBS + LIMB_WORDS + w] = state.words[5 + w]!;
    }
    if (this.wideRow(slot) > 0 || isWide(state)) this.#storeWide(this.widen(slot), state);
  }

  #storeWide(row: number, state: ExactState): void {
    const { wide } = this;
    wide.setDouble(row, COUNTS, Math.floor(state.count / COUNT_UNIT));
    wide.setDouble(row, TIMES, Math.floor(state.times / TIMES_UNIT));
    wide.setDouble(row, NANS, state.nans);
    wide.setDouble(row, INFINITIES, state.infinities);
    wide.setDouble(row, MINUS_INFINITIES, state.minusInfinities);
    wide.setTop(row, state.top ?? 0n);
    const words = wide.words(row);
    const at = wide.wordsAt(row);
    words[at + FIFTHS] = state.words[4]!;
    words[at + FIFTHS + 1] = state.words[9]!;
    for (let w = 10; w < 25; w++) words[at + LOWER_LIMBS + w - 10] = state.words[w]!;
  }

  /** Adds 1 to what the wide row holds of `at`. */
  increment(slot: number, at: number): void {
    const row = this.widen(slot);
    this.wide.setDouble(row, at, this.wide.double(row, at) + 1);
  }
}

function makeSegment(slots: number): Segment {
  const buffer = new ArrayBuffer(slots * ROW_WORDS * 4);
  const doubles = new Float64Array(buffer);
  for (let at = 0; at < doubles.length; at += ROW_DOUBLES) doubles[at] = Number.NEGATIVE_INFINITY;
  return { doubles, words: new Int32Array(buffer), wide: undefined };
}

function topOf(field: number): bigint | undefined {
  return field === 0 ? undefined : BigInt(field - TOP_BIAS);
}

function fieldOf(top: bigint | undefined): number {
  if (top === undefined) return 0;
  const field = top + BigInt(TOP_BIAS);
  return field > 0n && field < BigInt(FAR_TOP) ? Number(field) : FAR_TOP;
}

function isWide({ count, times, top, words, ...specials }: ExactState): boolean {
  if (specials.nans + specials.infinities + specials.minusInfinities > 0) return true;
  if (count >= COUNT_UNIT || times >= TIMES_UNIT || fieldOf(top) === FAR_TOP) return true;
  if (words[4] !== 0 || words[9] !== 0) return true;
  for (let w = 10; w < 25; w++) if (words[w] !== 0) return true;
  return false;
}
