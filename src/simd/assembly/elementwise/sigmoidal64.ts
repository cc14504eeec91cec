/** Sigmoid and tanh of float64: twins of the functions that the comments name. */
import { each64 } from './each64';
import {
  changeOfSigmoid,
  lessSixteenths,
  lessThirtySeconds,
  lossOfTanh,
  pairOf,
  SIGMOID_PAIRS,
  sixteenths,
  TANH_PAIRS,
  tanhLess,
  thirtySeconds,
  twiceTanhOfHalf,
} from './logistic';
import { TwoParts } from './parts';

const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const SIGMOID_LEAST = memory.data<f64>([-36.0, -36.0], 16);
const SIGMOID_ONE_FROM = memory.data<f64>([37.5, 37.5], 16);
const TANH_ONE_FROM = memory.data<f64>([19.25, 19.25], 16);

/** `sigmoid` of ../../sigmoid.ts. */
class Sigmoid extends TwoParts {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(x, v128.load(SIGMOID_LEAST));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return sixteenths(f64x2.pmin(x, v128.load(SIGMOID_ONE_FROM)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return twiceTanhOfHalf(lessSixteenths(f64x2.pmin(x, v128.load(SIGMOID_ONE_FROM)), steps));
  }

  @inline
  at(x: v128, steps: v128, v: v128, r: v128, part: usize, src: usize): v128 {
    const first = v128.load(pairOf(part, 2047), SIGMOID_PAIRS);
    const second = v128.load(pairOf(part + 8, 2047), SIGMOID_PAIRS);
    const head = v128.shuffle<i64>(first, second, 0, 2);
    const rest = v128.shuffle<i64>(first, second, 1, 3);
    return f64x2.add(head, f64x2.add(rest, changeOfSigmoid(v, part)));
  }
}

/** `tanh` of ../../tanh.ts. */
class Tanh extends TwoParts {
  @inline
  near(x: v128): v128 {
    return f64x2.eq(x, x);
  }

  @inline
  first(x: v128, src: usize): v128 {
    return thirtySeconds(f64x2.pmin(f64x2.abs(x), v128.load(TANH_ONE_FROM)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return lessThirtySeconds(f64x2.pmin(f64x2.abs(x), v128.load(TANH_ONE_FROM)), steps);
  }

  @inline
  at(x: v128, steps: v128, h: v128, r: v128, part: usize, src: usize): v128 {
    const first = v128.load(pairOf(part, 1023), TANH_PAIRS);
    const second = v128.load(pairOf(part + 8, 1023), TANH_PAIRS);
    const t = v128.shuffle<i64>(first, second, 0, 2);
    const less = tanhLess(h);
    const loss = lossOfTanh(t, f64x2.add(h, less));
    const sum = f64x2.add(t, h);
    const low = f64x2.sub(h, f64x2.sub(sum, t));
    const small = f64x2.add(f64x2.sub(less, loss), v128.shuffle<i64>(first, second, 1, 3));
    const y = f64x2.add(sum, f64x2.add(low, small));
    return v128.bitselect(x, y, v128.load(SIGN));
  }
}

export function sigmoid64(src: usize, dst: usize, count: i32): void {
  each64<Sigmoid>(src, dst, count);
}

export function tanh64(src: usize, dst: usize, count: i32): void {
  each64<Tanh>(src, dst, count);
}
