/**
 * The hot loop of a table: values that are near and finite, each added to a slot's row. Everything is in integers of 32
 * bits; a carry is what the sign bits of summands and sum tell.
 */

import type { Floats } from '../../../simd/floats.js';
import type { Scaling } from '../../../simd/rows/anchored.js';
import { empty } from '../exact-state.js';
import { raise as raiseWindow } from '../grow.js';
import { LIMBS, WORDS } from '../limbs.js';
import { NO_LIMB, nearPart } from './near-parts.js';
import type { Segment, StateRows } from './rows.js';
import * as layout from './rows.js';
import { FIFTHS, LOWER_LIMBS, MINUS_INFINITIES } from './wide-rows.js';

// The module's own constants: V8 folds them into loops, imported ones not.
const COUNT = layout.COUNT;
const LIMB_WORDS = layout.LIMB_WORDS;
const NEAR_LIMBS = layout.NEAR_LIMBS;
const NO_SLOT = layout.NO_SLOT;
const ROW_DOUBLES = layout.ROW_DOUBLES;
const ROW_LIMBS = layout.ROW_LIMBS;
const ROW_WORDS = layout.ROW_WORDS;
const SEGMENT = layout.SEGMENT;
const SEGMENT_BITS = layout.SEGMENT_BITS;
const SIZES = layout.SIZES;
const TOP_BIAS = layout.TOP_BIAS;

const TIMES_MASK = 0xffff;
/** A top is in the upper half. */
const ONE_LIMB = 0x10000;
/** Of a count as an integer with sign. */
const LAST_COUNT = -1;

const oldPart = new Int32Array(4);
/** Its temperature and width do not matter: limbs are added to it as they are. */
const scratch = empty({ float: 64 });

/**
 * Adds values[i] to slot slots[i], from i = `start` on; `parts` holds their exponentials.
 *
 * @returns the first i whose value is not for this loop: far or no number, or its row's counts are at their end, or it has
 *   no row; values.length if there is none
 */
export function addParts(
  rows: StateRows,
  slots: Uint32Array,
  values: Floats,
  parts: Int32Array,
  start: number,
  scaling: Scaling,
): number {
  const { segments, size } = rows;
  const first = segments[0]!; // used only where there is a slot
  for (let i = start; i < values.length; i++) {
    const slot = slots[i]!;
    if (slot >= size) {
      if (slot === NO_SLOT) continue;
      return i;
    }
    const { words, doubles } = slot < SEGMENT ? first : segments[slot >>> SEGMENT_BITS]!;
    const row = slot & (SEGMENT - 1);
    const at = ROW_WORDS * row;
    const count = words[at + COUNT]!;
    const below = (words[at + SIZES]! >>> 16) - TOP_BIAS - parts[4 * i + 3]!;
    // Nearly always: an other, in one of the row's limbs.
    if (
      values[i]! < doubles[ROW_DOUBLES * row]! &&
      below >>> 0 < NEAR_LIMBS &&
      count !== LAST_COUNT
    ) {
      const to = at + ROW_LIMBS + LIMB_WORDS * below;
      if (addToLimb(words, to, parts, 4 * i)) carryOn(rows, slot, below);
    } else if (!addRarely(rows, slot, values[i]!, parts, 4 * i, scaling)) return i;
    words[at + COUNT] = count + 1;
  }
  return values.length;
}

/** All but the count of any value; false, and nothing is done, where that is not for here. */
function addRarely(
  rows: StateRows,
  slot: number,
  x: number,
  parts: Int32Array,
  part: number,
  scaling: Scaling,
): boolean {
  const segment = rows.segments[slot >>> SEGMENT_BITS]!;
  const { words, doubles } = segment;
  const row = slot & (SEGMENT - 1);
  const at = ROW_WORDS * row;
  const sizes = words[at + SIZES]!;
  if (words[at + COUNT] === LAST_COUNT || (sizes & TIMES_MASK) === TIMES_MASK) return false;
  if (parts[part + 3] === NO_LIMB) {
    if (x !== Number.NEGATIVE_INFINITY) return false;
    rows.increment(slot, MINUS_INFINITIES);
    return true;
  }
  const max = doubles[ROW_DOUBLES * row]!;
  if (x > max) return crown(rows, segment, slot, x, scaling);
  if (x < max) addPart(rows, segment, slot, parts, part);
  else words[at + SIZES] = sizes + 1;
  return true;
}

/** Rows that the second cache holds. */
const CACHED = 2 ** 14;

const seen = new Int32Array(1);

/**
 * Loads the rows that are about to be added to, where there are many: one by one each would wait for memory, here the
 * loads do not depend on one another.
 */
export function touchRows({ segments, size }: StateRows, slots: Uint32Array): void {
  if (size <= CACHED) return;
  let sum = 0;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]!;
    if (slot < size) {
      const { words } = segments[slot >>> SEGMENT_BITS]!;
      const at = ROW_WORDS * (slot & (SEGMENT - 1));
      sum ^= words[at]! ^ words[at + ROW_WORDS - 1]!;
    }
  }
  // So that nothing of it can be left out.
  seen[0] = sum;
}

/** Makes x, which is larger, the maximum, and the old one an other; false, and nothing is done, where that is not simple. */
function crown(
  rows: StateRows,
  segment: Segment,
  slot: number,
  x: number,
  scaling: Scaling,
): boolean {
  const { words, doubles, wide } = segment;
  const row = slot & (SEGMENT - 1);
  const at = ROW_WORDS * row + SIZES;
  const times = words[at]! & TIMES_MASK;
  if (times > 1 || (wide !== undefined && wide[row]! > 0)) return false;
  if (times === 1) {
    nearPart(doubles[ROW_DOUBLES * row]!, scaling, oldPart);
    if (oldPart[3] === NO_LIMB) return false;
    addPart(rows, segment, slot, oldPart, 0);
  } else words[at] = words[at]! + 1;
  doubles[ROW_DOUBLES * row] = x + 0; // +0, where −0 and 0 are alike
  return true;
}

/** Adds an exponential, given by its four words from `part` on, to the slot's window. */
function addPart(
  rows: StateRows,
  segment: Segment,
  slot: number,
  parts: Int32Array,
  part: number,
): void {
  const { words } = segment;
  const at = ROW_WORDS * (slot & (SEGMENT - 1));
  const limb = parts[part + 3]! + TOP_BIAS;
  let field = words[at + SIZES]! >>> 16;
  if (field === 0) {
    field = limb;
    words[at + SIZES] = (limb << 16) | words[at + SIZES]!;
  }
  let below = field - limb;
  if (below === -1 && raise(segment, slot)) below = 0;
  if (below >>> 0 >= NEAR_LIMBS) {
    if (below < 0 || field === layout.FAR_TOP) addAbove(rows, slot, parts, part);
    else if (below < LIMBS) addBelow(rows, slot, below, parts, part);
    return;
  }
  const to = at + ROW_LIMBS + LIMB_WORDS * below;
  if (addToLimb(words, to, parts, part)) carryOn(rows, slot, below);
}

/** Adds three words to the four from `to` on; true where a fifth is needed. */
function addToLimb(words: Int32Array, to: number, parts: Int32Array, part: number): boolean {
  let a = words[to]!;
  let b = parts[part]!;
  let sum = (a + b) | 0;
  words[to] = sum;
  let carry = ((a & b) | ((a | b) & ~sum)) >>> 31;
  a = words[to + 1]!;
  b = parts[part + 1]!;
  sum = (a + b + carry) | 0;
  words[to + 1] = sum;
  carry = ((a & b) | ((a | b) & ~sum)) >>> 31;
  a = words[to + 2]!;
  b = parts[part + 2]!;
  sum = (a + b + carry) | 0;
  words[to + 2] = sum;
  if (((a & b) | ((a | b) & ~sum)) >= 0) return false;
  const last = (words[to + 3]! + 1) | 0;
  words[to + 3] = last;
  return last === 0;
}

/** Raises the window by a limb, where no wide row is needed; false, and nothing is done, where one is. */
function raise({ words, wide }: Segment, slot: number): boolean {
  const row = slot & (SEGMENT - 1);
  if (wide !== undefined && wide[row]! > 0) return false;
  const at = ROW_WORDS * row;
  const from = at + ROW_LIMBS;
  const to = from + LIMB_WORDS;
  if ((words[to]! | words[to + 1]! | words[to + 2]! | words[to + 3]!) !== 0) return false;
  for (let w = 0; w < LIMB_WORDS; w++) {
    words[to + w] = words[from + w]!;
    words[from + w] = 0;
  }
  words[at + SIZES] = words[at + SIZES]! + ONE_LIMB;
  return true;
}

/** Into the fifth word. */
function carryOn(rows: StateRows, slot: number, limb: number): void {
  const row = rows.widen(slot);
  const words = rows.wide.words(row);
  const at = rows.wide.wordsAt(row) + FIFTHS + limb;
  words[at] = words[at]! + 1;
}

/** To a limb that is in the wide row. */
function addBelow(
  rows: StateRows,
  slot: number,
  below: number,
  parts: Int32Array,
  part: number,
): void {
  const row = rows.widen(slot);
  const at = rows.wide.wordsAt(row) + LOWER_LIMBS + WORDS * (below - NEAR_LIMBS);
  addWords(rows.wide.words(row), at, parts, part);
}

/** Adds three words to the five of a limb. */
function addWords(words: Uint32Array, at: number, parts: Int32Array, part: number): void {
  let carry = 0;
  for (let w = 0; w < WORDS; w++) {
    const sum = words[at + w]! + (w < 3 ? parts[part + w]! >>> 0 : 0) + carry;
    words[at + w] = sum;
    carry = sum >= 2 ** 32 ? 1 : 0;
  }
}

/** Where the window must be raised by more than a row can do, or is out of the row's range. */
function addAbove(rows: StateRows, slot: number, parts: Int32Array, part: number): void {
  rows.load(slot, scratch);
  const limb = BigInt(parts[part + 3]!);
  raiseWindow(scratch, limb);
  const below = scratch.top! - limb;
  if (below < LIMBS) addWords(scratch.words, WORDS * Number(below), parts, part);
  rows.store(slot, scratch);
}
