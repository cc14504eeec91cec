/** The passes over one row in single precision. */
import { expFine, quadraticB, quadraticC, WHOLE } from './exp-fine';
import { scaled } from './softmax-strip32';

const LOWEST = memory.data<f32>([-Infinity, -Infinity, -Infinity, -Infinity], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** All bits of the first one to four lanes of four, in doubles. */
export const MASKS = memory.data<u64>([~0, 0, 0, 0, ~0, ~0, 0, 0, ~0, ~0, ~0, 0, ~0, ~0, ~0, ~0], 16);
/** Lane sums of the row at hand: classes 0 and 1, then 2 and 3, mod 4. */
const SUMS = memory.data(32, 16);

/** The largest of `count` elements; −∞ of none. A NaN is passed over: its exponential will tell. */
@inline
export function maximum(src: usize, count: i32): f32 {
  const full = src + (<usize>(count & ~3) << 2);
  const end = src + (<usize>count << 2);
  let a = v128.load(LOWEST);
  for (; src < full; src += 16) a = f32x4.pmax(a, v128.load(src));
  for (; src < end; src += 4) a = f32x4.pmax(a, v128.load32_splat(src));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

@inline
export function clear(): void {
  v128.store(SUMS, v128.load(NOTHING));
  v128.store(SUMS, v128.load(NOTHING), 16);
}

/** Exponentials of the steps of `count` elements; returns their sum, or, if it is `carried`, adds them to SUMS. */
@inline
export function addExponentials(steps: usize, dst: usize, count: i32, carried: bool): f64 {
  const full = steps + (<usize>(count & ~3) << 3);
  const mask = v128.load(WHOLE);
  const b = quadraticB();
  const c = quadraticC();
  let even = v128.load(carried ? SUMS : NOTHING);
  let odd = v128.load(carried ? SUMS + 16 : NOTHING);
  for (; steps < full; steps += 32, dst += 32) {
    const lower = expFine(steps, mask, b, c);
    const upper = expFine(steps + 16, mask, b, c);
    v128.store(dst, lower);
    v128.store(dst, upper, 16);
    even = f64x2.add(even, lower);
    odd = f64x2.add(odd, upper);
  }
  if (count & 3) {
    const tail = MASKS + (<usize>((count & 3) - 1) << 5);
    const lower = expFine(steps, mask, b, c);
    const upper = expFine(steps + 16, mask, b, c);
    v128.store(dst, lower);
    v128.store(dst, upper, 16);
    even = f64x2.add(even, v128.and(lower, v128.load(tail)));
    odd = f64x2.add(odd, v128.and(upper, v128.load(tail, 16)));
  }
  if (!carried) return totalOf(even, odd);
  v128.store(SUMS, even);
  v128.store(SUMS, odd, 16);
  return 0;
}

@inline
export function total(): f64 {
  return totalOf(v128.load(SUMS), v128.load(SUMS, 16));
}

@inline
function totalOf(even: v128, odd: v128): f64 {
  const sums = f64x2.add(even, odd);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Exponentials times `factor`, which is 1 over their sum, to probabilities: `count`, and up to three behind. */
@inline
export function scale(src: usize, dst: usize, count: i32, factor: f64): void {
  const inverse = f64x2.splat(factor);
  const end = dst + (<usize>count << 2);
  for (; dst + 60 < end; src += 128, dst += 64) {
    v128.store(dst, scaled(src, inverse, inverse));
    v128.store(dst, scaled(src + 32, inverse, inverse), 16);
    v128.store(dst, scaled(src + 64, inverse, inverse), 32);
    v128.store(dst, scaled(src + 96, inverse, inverse), 48);
  }
  for (; dst < end; src += 32, dst += 16) v128.store(dst, scaled(src, inverse, inverse));
}
