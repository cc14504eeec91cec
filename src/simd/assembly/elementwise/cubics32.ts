/**
 * The loop of ../../cubics.ts, four elements at a time: the same operations, in the same order. A function is a class whose
 * method `at` maps two doubles, where the table does not reach: it is called on no object, and inlined.
 *
 * It goes in two steps, as that of each64.ts: the numbers of the rows are there before the first of them is loaded. In a tile
 * that is not all near, those that are far are kept, and computed by themselves when all the others are there: no result
 * depends on its neighbours.
 */
import { keep, putBack } from '../beyond';
import { rounded, upper } from './each32';

/** Bytes of elements whose rows are known before the first is computed. */
const TILE: usize = 1024;
/** x plus what leaves 64ths, in the lower 16 bits the row's number; with some room for what an iteration does too much. */
const STEPS = memory.data(1056, 16);
const MAGNITUDE = memory.data<u32>([0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff], 16);
/** Where a tile's far elements stand in it, and what they are; with some room for a part of four. */
const FAR_AT = memory.data(272, 16);
const FAR = memory.data(1040, 16);
/** Of which of four elements are far, as bits: the numbers of those, a byte each. */
const NUMBERS = memory.data<u32>([
  0, 0, 1, 0x100, 2, 0x200, 0x201, 0x20100, 3, 0x300, 0x301, 0x30100, 0x302, 0x30200, 0x30201, 0x3020100,
], 16);
/** Likewise, the numbers of their bytes. */
const LANES = memory.data<u32>([
  0x03020100, 0x03020100, 0x03020100, 0x03020100,
  0x03020100, 0x03020100, 0x03020100, 0x03020100,
  0x07060504, 0x03020100, 0x03020100, 0x03020100,
  0x03020100, 0x07060504, 0x03020100, 0x03020100,
  0x0b0a0908, 0x03020100, 0x03020100, 0x03020100,
  0x03020100, 0x0b0a0908, 0x03020100, 0x03020100,
  0x07060504, 0x0b0a0908, 0x03020100, 0x03020100,
  0x03020100, 0x07060504, 0x0b0a0908, 0x03020100,
  0x0f0e0d0c, 0x03020100, 0x03020100, 0x03020100,
  0x03020100, 0x0f0e0d0c, 0x03020100, 0x03020100,
  0x07060504, 0x0f0e0d0c, 0x03020100, 0x03020100,
  0x03020100, 0x07060504, 0x0f0e0d0c, 0x03020100,
  0x0b0a0908, 0x0f0e0d0c, 0x03020100, 0x03020100,
  0x03020100, 0x0b0a0908, 0x0f0e0d0c, 0x03020100,
  0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0x03020100,
  0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
], 16);
/** Whether the tile before, or this one once that is known, is all near: if not, the next one is not likely to be. */
let allNear: bool = true;
/** Where a table has what its first rows hold. */
const SLOPE: usize = 0;
const FROM: usize = 16;
const TO_GRID: usize = 32;
const REACH: usize = 48;
const LOW: usize = 64;
const HIGH: usize = 80;
const BOTTOM: usize = 96;
const TOP: usize = 112;

/** Of a function that has settled on both sides where its table ends: `settled` of ../../curves32.ts. */
export class Settled {
  @inline
  at(x: v128): v128 {
    return x;
  }
}

/** `count` float32 elements; up to seven behind are read, and put back where they are written. */
@inline
export function eachByCubics32<F>(src: usize, dst: usize, count: i32, table: usize): void {
  const end = src + (<usize>count << 2);
  const behind = dst + (<usize>count << 2);
  keep(behind, 32);
  allNear = true;
  for (let from = src; from < end; from += TILE, dst += TILE) {
    const stop = min(from + TILE, end);
    if (allNear) prepare(from, stop, table);
    if (allNear) compute(from, stop, dst, table);
    else computeWide<F>(from, stop, dst, table);
  }
  putBack(behind, 32);
}

/** The steps of a tile, and whether all of it is near. */
function prepare(src: usize, stop: usize, table: usize): void {
  let largest = i32x4.splat(0);
  for (let to = STEPS; src < stop; src += 32, to += 32) {
    const x = v128.load(src);
    const y = v128.load(src, 16);
    const a = steps(x, table);
    const b = steps(y, table);
    largest = i32x4.max_u(largest, i32x4.max_u(magnitude(x), magnitude(y)));
    v128.store(to, a);
    v128.store(to, b, 16);
  }
  allNear = v128.all_true<i32>(i32x4.lt_u(largest, v128.load(table, REACH)));
}

function compute(src: usize, stop: usize, dst: usize, table: usize): void {
  eachOfTile<Near>(src, stop, dst, table);
}

/** What is near, and what has settled; at what is far, anything. */
function computeRest(src: usize, stop: usize, dst: usize, table: usize): void {
  eachOfTile<NearOrSettled>(src, stop, dst, table);
}

@inline
function eachOfTile<F>(src: usize, stop: usize, dst: usize, table: usize): void {
  for (let part = STEPS; src < stop; src += 32, dst += 32, part += 32) {
    const a = changetype<F>(0).of(v128.load(src), part, table);
    const b = changetype<F>(0).of(v128.load(src, 16), part + 16, table);
    v128.store(dst, a);
    v128.store(dst, b, 16);
  }
}

class Near {
  @inline
  of(x: v128, part: usize, table: usize): v128 {
    return computed(x, part, table);
  }
}

class NearOrSettled {
  @inline
  of(x: v128, part: usize, table: usize): v128 {
    const near = isNear(x, table);
    const y = computed(v128.and(x, near), part, table);
    const end = f32x4.pmax(f32x4.pmin(x, v128.load(table, TOP)), v128.load(table, BOTTOM));
    return v128.bitselect(y, end, near);
  }
}

@inline
function computeWide<F>(src: usize, stop: usize, dst: usize, table: usize): void {
  const far = find(src, stop, table);
  if (far < ((stop - src + 31) >> 5) << 3) computeRest(src, stop, dst, table);
  for (let i: usize = 0; i < far; i += 4) {
    const x = v128.load(FAR + (i << 2));
    const lower = changetype<F>(0).at(f64x2.promote_low_f32x4(x));
    scatter(rounded(lower, changetype<F>(0).at(upper(x))), dst, load<u32>(FAR_AT + i));
  }
}

/** As `prepare`: the steps of what is near; and what is far, the first of it once more to fill up four. */
function find(src: usize, stop: usize, table: usize): usize {
  let count: usize = 0;
  let both = i32x4.splat(-1);
  for (let first: u32 = 0, to = STEPS; src < stop; src += 32, to += 32, first += 0x08080808) {
    const x = v128.load(src);
    const y = v128.load(src, 16);
    const a = isNear(x, table);
    const b = isNear(y, table);
    const some = farOf(x, a, table);
    const rest = farOf(y, b, table);
    both = v128.and(both, v128.and(a, b));
    v128.store(to, steps(v128.and(x, a), table));
    v128.store(to, steps(v128.and(y, b), table), 16);
    if ((some | rest) === 0) continue;
    note(x, some, count, first);
    count += popcnt<u32>(<u32>some);
    note(y, rest, count, first + 0x04040404);
    count += popcnt<u32>(<u32>rest);
  }
  allNear = v128.all_true<i32>(both);
  store<u32>(FAR_AT + count, <u32>load<u8>(FAR_AT) * 0x01010101);
  v128.store(FAR + (count << 2), v128.load32_splat(FAR));
  return count;
}

/** Keeps those of four that are far. */
@inline
function note(x: v128, far: usize, count: usize, first: u32): void {
  store<u32>(FAR_AT + count, load<u32>(NUMBERS + (far << 2)) + first);
  v128.store(FAR + (count << 2), i8x16.swizzle(x, v128.load(LANES + (far << 4))));
}

/** Which of four are neither near nor settled, as bits. */
@inline
function farOf(x: v128, near: v128, table: usize): usize {
  const below = f32x4.le(x, v128.load(table, LOW));
  const settled = v128.or(below, f32x4.ge(x, v128.load(table, HIGH)));
  return i32x4.bitmask(v128.or(near, settled)) ^ 15;
}

@inline
function scatter(y: v128, dst: usize, at: u32): void {
  v128.store_lane<f32>(dst + ((at & 0xff) << 2), y, 0);
  v128.store_lane<f32>(dst + (((at >> 8) & 0xff) << 2), y, 1);
  v128.store_lane<f32>(dst + (((at >> 16) & 0xff) << 2), y, 2);
  v128.store_lane<f32>(dst + ((at >> 24) << 2), y, 3);
}

@inline
function isNear(x: v128, table: usize): v128 {
  return f32x4.lt(magnitude(x), v128.load(table, REACH));
}

@inline
function steps(x: v128, table: usize): v128 {
  return f32x4.add(x, v128.load(table, TO_GRID));
}

@inline
function magnitude(x: v128): v128 {
  return v128.and(x, v128.load(MAGNITUDE));
}

/** `byCubics`. */
@inline
function computed(x: v128, part: usize, table: usize): v128 {
  const first = row(part, table);
  const second = row(part + 4, table);
  const third = row(part + 8, table);
  const fourth = row(part + 12, table);
  const lower = v128.shuffle<i32>(first, second, 0, 4, 1, 5);
  const higher = v128.shuffle<i32>(third, fourth, 0, 4, 1, 5);
  const lowerRest = v128.shuffle<i32>(first, second, 2, 6, 3, 7);
  const higherRest = v128.shuffle<i32>(third, fourth, 2, 6, 3, 7);
  const cubic = v128.shuffle<i64>(lower, higher, 1, 3);
  const a = f32x4.sub(v128.load(part), v128.load(table, TO_GRID));
  const h = f32x4.sub(x, a);
  const held = v128.and(v128.load(table, SLOPE), f32x4.gt(a, v128.load(table, FROM)));
  const bend = f32x4.add(f32x4.mul(h, cubic), v128.shuffle<i64>(lowerRest, higherRest, 1, 3));
  const slope = f32x4.add(f32x4.mul(h, bend), v128.shuffle<i64>(lowerRest, higherRest, 0, 2));
  const way = f32x4.add(f32x4.mul(h, slope), i32x4.shl(cubic, 19));
  const rest = f32x4.add(f32x4.mul(held, h), way);
  return f32x4.add(v128.shuffle<i64>(lower, higher, 0, 2), rest);
}

@inline
function row(part: usize, table: usize): v128 {
  return v128.load(table + (<usize>load<u16>(part) << 4));
}
