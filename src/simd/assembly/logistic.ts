/** The twins of ../logistic-table.ts, whose tables are put here before the first float64 loop runs. */
import { TANH_C3, TANH_C5, TANH_C7, TWICE_TANH_C3, TWICE_TANH_C5, TWICE_TANH_C7 } from './constants';

const SIGMOID_PAIRS = memory.data(2048 * 16, 16);
const SOFTPLUS_PAIRS = memory.data(2048 * 16, 16);
const TANH_PAIRS = memory.data(1024 * 16, 16);

export function sigmoidPairs(): usize {
  return SIGMOID_PAIRS;
}

export function softplusPairs(): usize {
  return SOFTPLUS_PAIRS;
}

export function tanhPairs(): usize {
  return TANH_PAIRS;
}

/** The pair of the first lane, whose `steps` are a sum with the number that rounds to the grid. */
@inline
export function firstSigmoid(steps: v128): v128 {
  return v128.load(SIGMOID_PAIRS + ((<usize>i64x2.extract_lane(steps, 0) & 2047) << 4));
}

@inline
export function secondSigmoid(steps: v128): v128 {
  return v128.load(SIGMOID_PAIRS + ((<usize>i64x2.extract_lane(steps, 1) & 2047) << 4));
}

@inline
export function firstSoftplus(steps: v128): v128 {
  return v128.load(SOFTPLUS_PAIRS + ((<usize>i64x2.extract_lane(steps, 0) & 2047) << 4));
}

@inline
export function secondSoftplus(steps: v128): v128 {
  return v128.load(SOFTPLUS_PAIRS + ((<usize>i64x2.extract_lane(steps, 1) & 2047) << 4));
}

@inline
export function firstTanh(steps: v128): v128 {
  return v128.load(TANH_PAIRS + ((<usize>i64x2.extract_lane(steps, 0) & 1023) << 4));
}

@inline
export function secondTanh(steps: v128): v128 {
  return v128.load(TANH_PAIRS + ((<usize>i64x2.extract_lane(steps, 1) & 1023) << 4));
}

@inline
export function twiceTanhOfHalf(h: v128): v128 {
  const square = f64x2.mul(h, h);
  const top = f64x2.add(v128.load(TWICE_TANH_C5), f64x2.mul(square, v128.load(TWICE_TANH_C7)));
  const rest = f64x2.add(v128.load(TWICE_TANH_C3), f64x2.mul(square, top));
  return f64x2.add(h, f64x2.mul(f64x2.mul(h, square), rest));
}

@inline
export function tanhLess(h: v128): v128 {
  const square = f64x2.mul(h, h);
  const top = f64x2.add(v128.load(TANH_C5), f64x2.mul(square, v128.load(TANH_C7)));
  return f64x2.mul(f64x2.mul(h, square), f64x2.add(v128.load(TANH_C3), f64x2.mul(square, top)));
}
