/** The twins of ../../logistic-table.ts and ../../mish-table.ts, whose tables are put here before the first float64 loop runs. */
import { TANH_C3, TANH_C5, TANH_C7, TWICE_TANH_C3, TWICE_TANH_C5, TWICE_TANH_C7, WIDE_TANH_C3, WIDE_TANH_C5, WIDE_TANH_C7, WIDE_TANH_C9 } from '../constants';

export const SIGMOID_PAIRS = memory.data(2048 * 16, 16);
export const SIGMOID_SLOPES = memory.data(2048 * 16, 16);
export const SOFTPLUS_PAIRS = memory.data(2048 * 16, 16);
export const TANH_PAIRS = memory.data(1024 * 16, 16);
export const GATE_PAIRS = memory.data(2048 * 16, 16);
export const MISH_PAIRS = memory.data(2048 * 16, 16);
export const MISH_POWERS = memory.data(2048 * 16, 16);
const TO_SIXTEENTHS = memory.data<f64>([422212465065984.0, 422212465065984.0], 16);
const TO_32NDS = memory.data<f64>([211106232532992.0, 211106232532992.0], 16);
/** 1.5 · 2⁴⁵. */
const TO_128THS = memory.data<f64>([52776558133248.0, 52776558133248.0], 16);
const ONE = memory.data<f64>([1.0, 1.0], 16);
const HALF = memory.data<f64>([0.5, 0.5], 16);

export function sigmoidPairs(): usize {
  return SIGMOID_PAIRS;
}

export function sigmoidSlopes(): usize {
  return SIGMOID_SLOPES;
}

export function softplusPairs(): usize {
  return SOFTPLUS_PAIRS;
}

export function tanhPairs(): usize {
  return TANH_PAIRS;
}

export function gatePairs(): usize {
  return GATE_PAIRS;
}

export function mishPairs(): usize {
  return MISH_PAIRS;
}

export function mishPowers(): usize {
  return MISH_POWERS;
}

/** The nearest multiple of 1/16, in the low bits. */
@inline
export function sixteenths(x: v128): v128 {
  return f64x2.add(x, v128.load(TO_SIXTEENTHS));
}

@inline
export function lessSixteenths(x: v128, steps: v128): v128 {
  return f64x2.sub(x, f64x2.sub(steps, v128.load(TO_SIXTEENTHS)));
}

/** The nearest multiple of 1/32, in the low bits. */
@inline
export function thirtySeconds(x: v128): v128 {
  return f64x2.add(x, v128.load(TO_32NDS));
}

@inline
export function lessThirtySeconds(x: v128, steps: v128): v128 {
  return f64x2.sub(x, f64x2.sub(steps, v128.load(TO_32NDS)));
}

/** The nearest multiple of 1/128, in the low bits. */
@inline
export function stepsOf128ths(x: v128): v128 {
  return f64x2.add(x, v128.load(TO_128THS));
}

@inline
export function less128ths(x: v128, steps: v128): v128 {
  return f64x2.sub(x, f64x2.sub(steps, v128.load(TO_128THS)));
}

@inline
export function gridOf128ths(steps: v128): v128 {
  return f64x2.sub(steps, v128.load(TO_128THS));
}

/** Where in a table of pairs the first lane's is, of steps in memory; the second's is that of steps + 8. */
@inline
export function pairOf(steps: usize, mask: usize): usize {
  return (<usize>load<u32>(steps) & mask) << 4;
}

/** What σ(a + h) has besides σ(a), which is s, for v = 2 tanh(h/2). */
@inline
export function changeOf(s: v128, v: v128): v128 {
  const one = v128.load(ONE);
  const above = f64x2.mul(f64x2.mul(s, f64x2.sub(one, s)), v);
  return f64x2.div(above, f64x2.add(one, f64x2.mul(f64x2.sub(s, v128.load(HALF)), v)));
}

/** The same from the table, for the steps in memory. */
@inline
export function changeOfSigmoid(v: v128, part: usize): v128 {
  const first = v128.load(pairOf(part, 2047), SIGMOID_SLOPES);
  const second = v128.load(pairOf(part + 8, 2047), SIGMOID_SLOPES);
  const above = f64x2.mul(v128.shuffle<i64>(first, second, 0, 2), v);
  const below = f64x2.mul(v128.shuffle<i64>(first, second, 1, 3), v);
  return f64x2.div(above, f64x2.add(v128.load(ONE), below));
}

@inline
export function twiceTanhOfHalf(h: v128): v128 {
  const square = f64x2.mul(h, h);
  const top = f64x2.add(v128.load(TWICE_TANH_C5), f64x2.mul(square, v128.load(TWICE_TANH_C7)));
  const rest = f64x2.add(v128.load(TWICE_TANH_C3), f64x2.mul(square, top));
  return f64x2.add(h, f64x2.mul(f64x2.mul(h, square), rest));
}

/** The same for |h| ≤ 1/16. */
@inline
export function wideTwiceTanhOfHalf(h: v128): v128 {
  const square = f64x2.mul(h, h);
  const top = f64x2.add(v128.load(WIDE_TANH_C7), f64x2.mul(square, v128.load(WIDE_TANH_C9)));
  const middle = f64x2.add(v128.load(WIDE_TANH_C5), f64x2.mul(square, top));
  const rest = f64x2.add(v128.load(WIDE_TANH_C3), f64x2.mul(square, middle));
  return f64x2.add(h, f64x2.mul(f64x2.mul(h, square), rest));
}

@inline
export function tanhLess(h: v128): v128 {
  const square = f64x2.mul(h, h);
  const top = f64x2.add(v128.load(TANH_C5), f64x2.mul(square, v128.load(TANH_C7)));
  return f64x2.mul(f64x2.mul(h, square), f64x2.add(v128.load(TANH_C3), f64x2.mul(square, top)));
}

/** What tanh a + tanh h has too much as a sum, for t = tanh a and u = tanh h. */
@inline
export function lossOfTanh(t: v128, u: v128): v128 {
  const product = f64x2.mul(t, u);
  return f64x2.div(f64x2.mul(product, f64x2.add(t, u)), f64x2.add(v128.load(ONE), product));
}
