/**
 * Cells of digits and a point to numbers, where it is known where they end: what stands before their ends is a number in
 * registers, whatever its length, so that no branch depends on it. Other cells are left to parse.ts. The results are
 * those of src/numerals/parse.ts.
 *
 * Few values live in the loops, and no call: what V8 has to spill costs more than the arithmetic.
 */
import { exactPower } from './parse';
import { LEAST_POWER, POWERS_OF_TEN } from './powers';

const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;

/** 32 bytes of ones between such of zeros: loaded from between them they are masks of any length. */
const MASKS = memory.data<u64>([0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0], 16);
const ONES = MASKS + 32;
/** Joined to these, a byte is above `BELOW_ZERO` if and only if it is a digit. */
const TO_TOP = memory.data<u64>([0x4646464646464646, 0x4646464646464646], 16);
const BELOW_ZERO = memory.data<u64>([0x7575757575757575, 0x7575757575757575], 16);
const ZEROS = memory.data<u64>([0x3030303030303030, 0x3030303030303030], 16);
const POINTS = memory.data<u64>([0x2e2e2e2e2e2e2e2e, 0x2e2e2e2e2e2e2e2e], 16);
const OWN_PLACES = memory.data<u64>([0x0706050403020100, 0x0f0e0d0c0b0a0908], 16);
const BY_TEN = memory.data<u64>([0x0a010a010a010a01, 0x0a010a010a010a01], 16);
const BY_HUNDRED = memory.data<u64>([0x0001006400010064, 0x0001006400010064], 16);
const BY_MYRIAD = memory.data<u64>([0x0001271000012710, 0x0001271000012710], 16);

/** Where one cell follows another that is not just digits, so many are read like it. */
const LIKELY_OTHERS: i32 = 32;

/** Whether to try these, behind so many cells that were others. */
@inline
export function digitsAreLikely(others: i32): bool {
  return others % LIKELY_OTHERS < 2;
}

/**
 * Reads numbers of 1 to 16 digits, or 15 and a point: neither a sum nor a power is rounded. Returns how many of `count`
 * it has read; the next one is another. Up to 32 bytes before a cell are read.
 *
 * @param starts  where the address of the byte before the first cell stands; the next one stands `stride` bytes behind
 * @param ends  where the address of its end stands; `endStride`
 */
export function readShort(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
): i32 {
  for (let i = 0; i < count; i++) {
    const start = usize(load<u32>(starts)) + 1;
    const end = usize(load<u32>(ends));
    // Without a branch, for nobody can foretell signs.
    const negative = u64(load<u8>(start) == MINUS);
    const first = start + usize(negative);
    const length = end - first;
    if (length - 1 >= 16) return i;
    const bytes = v128.load(end - 16);
    const all = (-1 << (16 - i32(length))) & 0xffff;
    const digits = digitsIn(bytes) & all;
    const others = digits ^ all;
    if (digits == 0) return i;
    if ((others & ((others - 1) | ~pointsIn(bytes))) != 0) return i;
    if (leadsWithZero(first)) return i;
    // 31 less the place of the point; 32 where there is none.
    const behind = clz(others);
    const kept = v128.and(i8x16.sub(bytes, v128.load(ZEROS)), v128.load(ONES - 16 + length));
    const moved = v128.load(ONES + usize(behind));
    const fours = inFours(i8x16.swizzle(kept, i8x16.add(v128.load(OWN_PLACES), moved)));
    const mantissa = lastSixteen(inEights(fours, fours));
    if (mantissa > 9007199254740991) return i;
    const value = f64(i64(mantissa)) / exactPower(behind & 15);
    store<u64>(out, reinterpret<u64>(value) | (negative << 63));
    starts += stride;
    ends += endStride;
    out += 8;
  }
  return count;
}

/** The same for 17 to 24 digits and a point, of which no more than 19 stand behind zeros. */
export function readLong(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
): i32 {
  for (let i = 0; i < count; i++) {
    const start = usize(load<u32>(starts)) + 1;
    const end = usize(load<u32>(ends));
    const negative = u64(load<u8>(start) == MINUS);
    const first = start + usize(negative);
    const length = end - first;
    if (length - 17 >= 8) return i;
    const upper = v128.load(end - 32);
    const lower = v128.load(end - 16);
    const all = -1 << (32 - i32(length));
    const digits = (digitsIn(upper) | (digitsIn(lower) << 16)) & all;
    const others = digits ^ all;
    if (others == 0) return i;
    if ((others & ((others - 1) | ~(pointsIn(upper) | (pointsIn(lower) << 16)))) != 0) return i;
    if (leadsWithZero(first)) return i;
    const behind = clz(others);
    const moved = ONES + usize(behind);
    const zeros = v128.load(ZEROS);
    const keptUpper = v128.and(i8x16.sub(upper, zeros), v128.load(ONES - 32 + length));
    const keptLower = i8x16.sub(lower, zeros);
    const places = i8x16.add(v128.load(OWN_PLACES), v128.load(moved));
    const eights = inEights(
      inFours(i8x16.swizzle(keptUpper, places)),
      inFours(v128.bitselect(behindOf(keptUpper, keptLower), keptLower, v128.load(moved, 16))),
    );
    const top = u64(i32x4.extract_lane(eights, 1));
    if (top > MOST_TOP) return i;
    const mantissa = top * 10000000000000000 + lastSixteen(eights);
    if (mantissa == 0) return i;
    const normal = mantissa << clz(mantissa);
    // Of the product, which is cut off, nine or ten bits are rounded away. Where what is missing could count, or they
    // may be half of the last one, the other path decides.
    const product = nearlyHigh(normal, load<u64>(POWERS_OF_TEN + (usize(-behind - LEAST_POWER) << 4)));
    if (((product + 4) & 0x1ff) < 5) return i;
    const shift = product >> 63;
    const doubled = product >> (shift + 9);
    const significand = (doubled + (doubled & 1)) >> 1;
    // ⌊−behind · log₂ 10⌋, 1022, and the 64 bits of the mantissa; the significand adds one.
    const exponent = ((-217706 * behind) >> 16) + 1085 - i32(clz(mantissa)) + i32(shift);
    store<u64>(out, ((u64(exponent) << 52) + significand) | (negative << 63));
    starts += stride;
    ends += endStride;
    out += 8;
  }
  return count;
}

/** Integers of 1 to 16 digits, as parse-whole.ts reads them; otherwise the same. */
export function readWhole(
  starts: usize,
  stride: usize,
  ends: usize,
  endStride: usize,
  count: i32,
  out: usize,
): i32 {
  for (let i = 0; i < count; i++) {
    const start = usize(load<u32>(starts)) + 1;
    const end = usize(load<u32>(ends));
    const negative = i64(load<u8>(start) == MINUS);
    const first = start + usize(negative);
    const length = end - first;
    if (length - 1 >= 16) return i;
    const bytes = v128.load(end - 16);
    const all = (-1 << (16 - i32(length))) & 0xffff;
    if ((digitsIn(bytes) & all) != all) return i;
    // One 0 alone is an integer.
    if (load<u8>(first) == ZERO && end - start > 1) return i;
    const fours = inFours(v128.and(i8x16.sub(bytes, v128.load(ZEROS)), v128.load(ONES - 16 + length)));
    const value = i64(lastSixteen(inEights(fours, fours)));
    store<i64>(out, (value ^ -negative) + negative);
    starts += stride;
    ends += endStride;
    out += 8;
  }
  return count;
}

/** With sixteen digits behind it, it is still a word. */
const MOST_TOP: u64 = 1843;

@inline
function digitsIn(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.gt_s(i8x16.add(bytes, v128.load(TO_TOP)), v128.load(BELOW_ZERO)));
}

@inline
function pointsIn(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.eq(bytes, v128.load(POINTS)));
}

/** The upper word of a product, or up to 3 less. */
@inline
function nearlyHigh(a: u64, b: u64): u64 {
  const ah = a >> 32;
  const bh = b >> 32;
  return ah * bh + ((ah * (b & 0xffffffff)) >> 32) + (((a & 0xffffffff) * bh) >> 32);
}

/** Whether a 0 stands before another digit. */
@inline
function leadsWithZero(first: usize): bool {
  return rotr(u32(load<u16>(first)) - 0x3030, 8) < 10;
}

/** The last byte of `a`, and all of `b` but its last. */
@inline
function behindOf(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

/** Of sixteen digits, the numbers that each four make. */
@inline
function inFours(digits: v128): v128 {
  const pairs = i16x8.shr_u(i16x8.mul(digits, v128.load(BY_TEN)), 8);
  return i32x4.dot_i16x8_s(pairs, v128.load(BY_HUNDRED));
}

@inline
function inEights(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(a, b), v128.load(BY_MYRIAD));
}

@inline
function lastSixteen(eights: v128): u64 {
  const both = i64x2.extract_lane(eights, 1);
  return u64(both & 0xffffffff) * 100000000 + (u64(both) >> 32);
}
