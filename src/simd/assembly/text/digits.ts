/** Sixteen decimal digits at once, a digit a byte, the first one lowest. */

// From memory: V8 makes vector constants anew wherever they stand.
const HUNDREDTH = memory.data<u32>([10486, 10486, 10486, 10486], 16);
const LESS_HUNDRED = memory.data<u32>([6553599, 6553599, 6553599, 6553599], 16);
const TENTH = memory.data<u16>([103, 103, 103, 103, 103, 103, 103, 103], 16);
const LESS_TEN = memory.data<u16>([2559, 2559, 2559, 2559, 2559, 2559, 2559, 2559], 16);

/**
 * The digits of high · 10⁸ + low, each below 10⁸. Each part is halved three times: into fours, pairs, and digits. Where
 * n = 10ⁱ · a + b, and n stands in the upper half of a word, n − (10ⁱ · word − 1) · a leaves a below and b above.
 */
@inline
export function sixteenDigits(high: u64, low: u64): v128 {
  const fours = i64x2.replace_lane(i64x2.splat(inFours(high)), 1, inFours(low));
  const hundreds = i32x4.shr_u(i32x4.dot_i16x8_s(fours, v128.load(HUNDREDTH)), 20);
  const pairs = i32x4.sub(i32x4.shl(fours, 16), i32x4.mul(hundreds, v128.load(LESS_HUNDRED)));
  const tens = i16x8.shr_u(i16x8.mul(pairs, v128.load(TENTH)), 10);
  return i16x8.sub(i16x8.shl(pairs, 8), i16x8.mul(tens, v128.load(LESS_TEN)));
}

@inline
function inFours(value: u64): u64 {
  const upper = (value * 109951163) >> 40; // value / 10⁴, for all below 10⁸
  return (value << 32) - upper * 42949672959999;
}
