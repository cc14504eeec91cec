/**
 * The loop of ../../cubics.ts, four elements at a time: the same operations, in the same order. A function is a class whose
 * method `at` maps two doubles, where the table does not reach: it is called on no object, and inlined.
 *
 * It goes in two steps, as that of each64.ts: the numbers of the rows are there before the first of them is loaded. In a tile
 * with an element that is far, four with such a one are computed both ways, and chosen from: no result depends on its
 * neighbours.
 */
import { keep, putBack } from '../beyond';
import { rounded, upper } from './each32';

/** Bytes of elements whose rows are known before the first is computed. */
const TILE: usize = 1024;
/** x plus what leaves 64ths, in the lower 16 bits the row's number; with some room for what an iteration does too much. */
const STEPS = memory.data(1056, 16);
const MAGNITUDE = memory.data<u32>([0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff], 16);
/** Where a table has what its first rows hold. */
const SLOPE: usize = 0;
const FROM: usize = 16;
const TO_GRID: usize = 32;
const REACH: usize = 48;

/** `count` float32 elements; up to seven behind are read, and put back where they are written. */
@inline
export function eachByCubics32<F>(src: usize, dst: usize, count: i32, table: usize): void {
  const end = src + (<usize>count << 2);
  const behind = dst + (<usize>count << 2);
  keep(behind, 32);
  for (let from = src; from < end; from += TILE, dst += TILE) {
    const stop = min(from + TILE, end);
    if (prepare(from, stop, table)) compute(from, stop, dst, table);
    else computeFar<F>(from, stop, dst, table);
  }
  putBack(behind, 32);
}

/** The steps of a tile; whether all of it is near. */
function prepare(src: usize, stop: usize, table: usize): bool {
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
  return v128.all_true<i32>(i32x4.lt_u(largest, v128.load(table, REACH)));
}

function compute(src: usize, stop: usize, dst: usize, table: usize): void {
  for (let part = STEPS; src < stop; src += 32, dst += 32, part += 32) {
    const a = computed(v128.load(src), part, table);
    const b = computed(v128.load(src, 16), part + 16, table);
    v128.store(dst, a);
    v128.store(dst, b, 16);
  }
}

@inline
function computeFar<F>(src: usize, stop: usize, dst: usize, table: usize): void {
  const f = changetype<F>(0);
  for (; src < stop; src += 16, dst += 16) {
    const x = v128.load(src);
    const near = i32x4.lt_u(magnitude(x), v128.load(table, REACH));
    const held = v128.and(x, near);
    v128.store(STEPS, steps(held, table));
    let y = computed(held, STEPS, table);
    if (!v128.all_true<i32>(near)) {
      const far = rounded(f.at(f64x2.promote_low_f32x4(x)), f.at(upper(x)));
      y = v128.bitselect(y, far, near);
    }
    v128.store(dst, y);
  }
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
