/** The twins of `sigmoid32` (../sigmoid.ts) and `tanh32` (../tanh.ts): float32 elements by way of doubles. */
import { firstEntry, growth64, head64, low64, secondEntry, steps64 } from './exp64';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO = memory.data<f64>([2.0, 2.0], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const NOT_A_NUMBER = memory.data<u32>([0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000], 16);
const NO_SCALE = memory.data<u64>([0, 0], 16);
const SIGMOID_REACH = memory.data<f64>([120.0, 120.0], 16);
const SIGMOID_FLOOR = memory.data<f64>([-120.0, -120.0], 16);
const TANH_REACH = memory.data<f64>([44.0, 44.0], 16);

/** `count` elements, and up to three behind. */
export function sigmoid32(src: usize, dst: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  for (; src < end; src += 16, dst += 16) {
    const x = v128.load(src);
    const upper = sigmoid(f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1)));
    v128.store(dst, rounded(sigmoid(f64x2.promote_low_f32x4(x)), upper));
  }
}

/** `count` elements, and up to three behind. */
export function tanh32(src: usize, dst: usize, count: i32): void {
  const end = src + (<usize>count << 2);
  for (; src < end; src += 16, dst += 16) {
    const x = v128.load(src);
    const upper = tanh(f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1)));
    v128.store(dst, rounded(tanh(f64x2.promote_low_f32x4(x)), upper));
  }
}

@inline
function sigmoid(x: v128): v128 {
  const z = f64x2.pmax(f64x2.pmin(f64x2.neg(x), v128.load(SIGMOID_REACH)), v128.load(SIGMOID_FLOOR));
  const steps = steps64(z);
  const first = firstEntry(steps);
  const second = secondEntry(steps);
  const head = head64(steps, first, second, v128.load(NO_SCALE));
  const growth = growth64(z, steps, low64(steps, first, second));
  const e = f64x2.add(head, f64x2.mul(head, growth));
  return f64x2.div(v128.load(ONE), f64x2.add(v128.load(ONE), e));
}

@inline
function tanh(x: v128): v128 {
  const z = f64x2.pmin(f64x2.mul(f64x2.abs(x), v128.load(TWO)), v128.load(TANH_REACH));
  const steps = steps64(z);
  const first = firstEntry(steps);
  const second = secondEntry(steps);
  const head = head64(steps, first, second, v128.load(NO_SCALE));
  const growth = growth64(z, steps, low64(steps, first, second));
  const above = f64x2.add(f64x2.sub(head, v128.load(ONE)), f64x2.mul(head, growth));
  const y = f64x2.div(above, f64x2.add(above, v128.load(TWO)));
  return v128.bitselect(x, y, v128.load(SIGN));
}

/** Four doubles as float32; NaNs become the one that results hold. */
@inline
function rounded(lower: v128, upper: v128): v128 {
  const a = f32x4.demote_f64x2_zero(lower);
  const b = f32x4.demote_f64x2_zero(upper);
  const y = v128.shuffle<i64>(a, b, 0, 2);
  return v128.bitselect(y, v128.load(NOT_A_NUMBER), f32x4.eq(y, y));
}
