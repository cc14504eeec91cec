/**
 * The hot loop of a table: values that are near and finite, each added to a slot's row. Everything is in integers of 32
 * bits; a carry is what the sign bits of summands and sum tell.
 */
import type { Scaling } from '../../../simd/anchored.js';
import type { Floats } from '../../../simd/floats.js';
import { empty } from '../exact-state.js';
import { raise } from '../grow.js';
import { LIMBS, WORDS } from '../limbs.js';
import { NO_LIMB, nearParts } from './near-parts.js';
import type { Segment, StateRows } from './rows.js';
import {
  COUNT,
  FAR_TOP,
  LIMB_WORDS,
  NEAR_LIMBS,
  NO_SLOT,
  ROW_DOUBLES,
  ROW_LIMBS,
  ROW_WORDS,
  SEGMENT,
  SEGMENT_BITS,
  SIZES,
  TOP_BIAS,
} from './rows.js';
import { FIFTHS, MINUS_INFINITIES } from './wide-rows.js';

const TIMES_MASK = 0xffff;
/** Of a count as an integer with sign. */
const LAST_COUNT = -1;

const old = new Float64Array(1);
const oldPart = new Int32Array(4);
/** Its temperature and width do not matter: limbs are added to it as they are. */
const scratch = empty({ float: 64 });

/**
 * Adds values[i] to slot slots[from + i], from i = `start` on; `parts` holds their exponentials.
 *
 * @returns the first i whose value is not for this loop: far or no number, or its row's counts are at their end;
 *   values.length if there is none
 */
export function addParts(
  rows: StateRows,
  slots: Uint32Array,
  from: number,
  values: Floats,
  parts: Int32Array,
  start: number,
  scaling: Scaling,
): number {
  const { segments } = rows;
  for (let i = start; i < values.length; i++) {
    const slot = slots[from + i]!;
    if (slot === NO_SLOT) continue;
    const segment = segments[slot >>> SEGMENT_BITS]!;
    const { words, doubles } = segment;
    const row = slot & (SEGMENT - 1);
    const at = ROW_WORDS * row;
    const x = values[i]!;
    const max = doubles[ROW_DOUBLES * row]!;
    const count = words[at + COUNT]!;
    const sizes = words[at + SIZES]!;
    if (count === LAST_COUNT || (sizes & TIMES_MASK) === TIMES_MASK) return i;
    if (parts[4 * i + 3] === NO_LIMB) {
      if (x !== Number.NEGATIVE_INFINITY) return i;
      rows.increment(slot, MINUS_INFINITIES);
    } else if (x < max) addPart(rows, segment, slot, parts, 4 * i);
    else if (x === max) words[at + SIZES] = sizes + 1;
    else if (!crown(rows, segment, slot, x, scaling)) return i;
    words[at + COUNT] = count + 1;
  }
  return values.length;
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
    old[0] = doubles[ROW_DOUBLES * row]!;
    nearParts(old, scaling, oldPart);
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
  const below = field - limb;
  if (below >>> 0 >= NEAR_LIMBS) {
    if (below < LIMBS || field === FAR_TOP) addElsewhere(rows, slot, parts, part);
    return;
  }
  const to = at + ROW_LIMBS + LIMB_WORDS * below;
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
  if (((a & b) | ((a | b) & ~sum)) >= 0) return;
  words[to + 3] = (words[to + 3]! + 1) | 0;
  if (words[to + 3] === 0) carryOn(rows, slot, below);
}

/** Into the fifth word. */
function carryOn(rows: StateRows, slot: number, limb: number): void {
  const row = rows.widen(slot);
  const words = rows.wide.words(row);
  const at = rows.wide.wordsAt(row) + FIFTHS + limb;
  words[at] = words[at]! + 1;
}

/** Where the limb is above the window, or among those that are not in the row. */
function addElsewhere(rows: StateRows, slot: number, parts: Int32Array, part: number): void {
  rows.load(slot, scratch);
  const limb = BigInt(parts[part + 3]!);
  raise(scratch, limb);
  const below = scratch.top! - limb;
  if (below < LIMBS) {
    const at = WORDS * Number(below);
    let carry = 0;
    for (let w = 0; w < WORDS; w++) {
      const sum = scratch.words[at + w]! + (w < 3 ? parts[part + w]! >>> 0 : 0) + carry;
      scratch.words[at + w] = sum;
      carry = sum >= 2 ** 32 ? 1 : 0;
    }
  }
  rows.store(slot, scratch);
}
