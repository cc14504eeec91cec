/**
 * The k classes with the largest values in each row of a table of columns, by falling value, the first of equals first. Each
 * register of rows has k slots, sorted; a class goes along them and changes places with what it beats, without a branch.
 */

/** The most slots. */
const MOST: usize = 32;
/** A register of values and one of classes for each. */
const SLOTS = memory.data(32 * 32, 16);

const LEAST_32 = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);
const LEAST_64 = memory.data<f64>([-Infinity, -Infinity], 16);
const NONE = memory.data<i32>([-1, -1, -1, -1], 16);
const ONE_32 = memory.data<i32>([1, 1, 1, 1], 16);
const ONE_64 = memory.data<i64>([1, 1], 16);

export function mostTopColumns(): i32 {
  return i32(MOST);
}

/**
 * Class c of row r at src + c · stride + 4r, its k classes from dst + 4rk on; `rows` is rounded up to four. The last of them is −1
 * where a NaN is in the row, or −∞ would be among them.
 *
 * @returns whether there is such a row, or one with +∞ for its largest value
 */
export function topColumns32(src: usize, dst: usize, rows: i32, width: i32, stride: usize, k: i32): bool {
  let odd = i32x4.splat(0);
  for (let row = 0; row < rows; row += 4) {
    odd = v128.or(odd, topOf<f32>(src, width, stride, k, v128.load(LEAST_32), v128.load(ONE_32)));
    src += 16;
    for (let j = 0, slot = SLOTS + 16; j < k; j++, slot += 32) {
      const classes = v128.load(slot);
      const at = dst + (<usize>j << 2);
      v128.store_lane<i32>(at, classes, 0);
      v128.store_lane<i32>(at + (<usize>k << 2), classes, 1);
      v128.store_lane<i32>(at + (<usize>k << 3), classes, 2);
      v128.store_lane<i32>(at + <usize>k * 12, classes, 3);
    }
    dst += <usize>k << 4;
  }
  return v128.any_true(odd);
}

/** The same of doubles: class c of row r at src + c · stride + 8r; `rows` is rounded up to two. */
export function topColumns64(src: usize, dst: usize, rows: i32, width: i32, stride: usize, k: i32): bool {
  let odd = i32x4.splat(0);
  for (let row = 0; row < rows; row += 2) {
    odd = v128.or(odd, topOf<f64>(src, width, stride, k, v128.load(LEAST_64), v128.load(ONE_64)));
    src += 16;
    for (let j = 0, slot = SLOTS + 16; j < k; j++, slot += 32) {
      const classes = v128.load(slot);
      const at = dst + (<usize>j << 2);
      v128.store_lane<i32>(at, classes, 0);
      v128.store_lane<i32>(at + (<usize>k << 2), classes, 2);
    }
    dst += <usize>k << 3;
  }
  return v128.any_true(odd);
}

/** Fills the slots; where a row is odd its bits are set. */
@inline
function topOf<T>(src: usize, width: i32, stride: usize, k: i32, least: v128, one: v128): v128 {
  const none = v128.load(NONE);
  const end = SLOTS + (<usize>k << 5);
  for (let slot = SLOTS; slot < end; slot += 32) {
    v128.store(slot, least);
    v128.store(slot, none, 16);
  }
  let nans = i32x4.splat(0);
  let c = nans;
  // At first nearly every class is among the best, later hardly one.
  const some = min(width, 4 * k);
  let i = 0;
  for (; i < some; i++) {
    const x = v128.load(src);
    nans = v128.or(nans, v128.ne<T>(x, x));
    insert<T>(x, c, end);
    c = sizeof<T>() == 4 ? i32x4.add(c, one) : i64x2.add(c, one);
    src += stride;
  }
  for (; i < width; i++) {
    const x = v128.load(src);
    nans = v128.or(nans, v128.ne<T>(x, x));
    if (v128.any_true(v128.gt<T>(x, v128.load(end - 32)))) insert<T>(x, c, end);
    c = sizeof<T>() == 4 ? i32x4.add(c, one) : i64x2.add(c, one);
    src += stride;
  }
  const last = v128.or(v128.load(end - 16), nans);
  v128.store(end - 16, last);
  const infinite = v128.eq<T>(v128.neg<T>(v128.load(SLOTS)), least);
  return v128.or(infinite, i32x4.shr_s(last, 31));
}

@inline
function insert<T>(x: v128, c: v128, end: usize): void {
  let value = x;
  let kind = c;
  let beats = i32x4.splat(0);
  for (let slot = SLOTS; slot < end; slot += 32) {
    const has = v128.load(slot);
    const which = v128.load(slot, 16);
    // What has been driven out stands before all that follow, its equals, too.
    beats = v128.or(beats, v128.gt<T>(value, has));
    v128.store(slot, v128.bitselect(value, has, beats));
    v128.store(slot, v128.bitselect(kind, which, beats), 16);
    value = v128.bitselect(has, value, beats);
    kind = v128.bitselect(which, kind, beats);
  }
}
