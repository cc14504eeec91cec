/** Softplus and logSigmoid of float64: twins of the functions of ../../softplus.ts. */
import { productError } from '../error-free';
import { each64 } from './each64';
import {
  lessSixteenths,
  pairOf,
  SIGMOID_PAIRS,
  sixteenths,
  SOFTPLUS_PAIRS,
  twiceTanhOfHalf,
} from './logistic';
import { parameter, setParameter } from './parameters';
import { LongTwoParts, TwoParts } from './parts';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO = memory.data<f64>([2.0, 2.0], 16);
const TWO_THIRDS = memory.data<f64>([0.6666666666666666, 0.6666666666666666], 16);
const TWO_FIFTHS = memory.data<f64>([0.4, 0.4], 16);
const TWO_SEVENTHS = memory.data<f64>([0.2857142857142857, 0.2857142857142857], 16);
const LEAST = memory.data<f64>([-36.0, -36.0], 16);
const MOST = memory.data<f64>([36.0, 36.0], 16);
/** From here on softplus is its argument. */
const OPEN = memory.data<f64>([40.0, 40.0], 16);
/** The rounding errors of a larger argument would count beside the end of the grid. */
const WIDE = memory.data<f64>([1e6, 1e6], 16);

@inline
function firstOf(part: usize): v128 {
  return v128.load(pairOf(part, 2047), SOFTPLUS_PAIRS);
}

/** What ln(1 + e^x) has besides the grid's. */
@inline
function changeOf(v: v128, part: usize): v128 {
  const first = v128.load(pairOf(part, 2047), SIGMOID_PAIRS);
  const second = v128.load(pairOf(part + 8, 2047), SIGMOID_PAIRS);
  const head = v128.shuffle<i64>(first, second, 0, 2);
  const s = f64x2.add(head, v128.shuffle<i64>(first, second, 1, 3));
  const less = f64x2.mul(f64x2.sub(s, v128.load(ONE)), v);
  const w = f64x2.div(f64x2.mul(s, v), f64x2.add(v128.load(TWO), less));
  const square = f64x2.mul(w, w);
  let log = f64x2.add(v128.load(TWO_FIFTHS), f64x2.mul(square, v128.load(TWO_SEVENTHS)));
  log = f64x2.add(v128.load(TWO_THIRDS), f64x2.mul(square, log));
  return f64x2.mul(w, f64x2.add(v128.load(TWO), f64x2.mul(square, log)));
}

/** `unitSoftplus` of x ≤ 40. */
@inline
function softplus(v: v128, part: usize): v128 {
  const first = firstOf(part);
  const second = firstOf(part + 8);
  const rest = f64x2.add(v128.shuffle<i64>(first, second, 1, 3), changeOf(v, part));
  return f64x2.add(v128.shuffle<i64>(first, second, 0, 2), rest);
}

/** `softplus` at beta = 1. */
class Softplus extends TwoParts {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(x, v128.load(LEAST));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return sixteenths(f64x2.pmin(x, v128.load(OPEN)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return twiceTanhOfHalf(lessSixteenths(f64x2.pmin(x, v128.load(OPEN)), steps));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    return v128.bitselect(x, softplus(v, part), f64x2.gt(x, v128.load(OPEN)));
  }
}

/** `−softplus(−x)`. */
class LogSigmoid extends TwoParts {
  @inline
  near(x: v128): v128 {
    return f64x2.lt(x, v128.load(MOST));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return sixteenths(f64x2.pmin(f64x2.neg(x), v128.load(OPEN)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return twiceTanhOfHalf(lessSixteenths(f64x2.pmin(f64x2.neg(x), v128.load(OPEN)), steps));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    const y = f64x2.neg(softplus(v, part));
    return v128.bitselect(x, y, f64x2.gt(f64x2.neg(x), v128.load(OPEN)));
  }
}

/** `softplus` of beta, 1/beta and what its rounding left. */
class ScaledSoftplus extends LongTwoParts {
  @inline
  near(x: v128): v128 {
    const t = f64x2.mul(parameter(0), x);
    return v128.and(f64x2.gt(t, v128.load(LEAST)), f64x2.lt(t, v128.load(WIDE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return sixteenths(f64x2.pmin(f64x2.mul(parameter(0), x), v128.load(OPEN)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const beta = parameter(0);
    const t = f64x2.mul(beta, x);
    const h = lessSixteenths(f64x2.pmin(t, v128.load(OPEN)), steps);
    return twiceTanhOfHalf(f64x2.add(h, productError(beta, x, t)));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    const first = firstOf(part);
    const second = firstOf(part + 8);
    const grid = v128.shuffle<i64>(first, second, 0, 2);
    const rest = f64x2.add(v128.shuffle<i64>(first, second, 1, 3), changeOf(v, part));
    const high = f64x2.add(grid, rest);
    const low = f64x2.sub(rest, f64x2.sub(high, grid));
    const per = parameter(1);
    const product = f64x2.mul(high, per);
    const lower = f64x2.add(f64x2.mul(high, parameter(2)), f64x2.mul(low, per));
    const y = f64x2.add(product, f64x2.add(productError(high, per, product), lower));
    const open = f64x2.gt(f64x2.mul(parameter(0), x), v128.load(OPEN));
    return v128.bitselect(x, y, open);
  }
}

export function softplus64(src: usize, dst: usize, count: i32): void {
  each64<Softplus>(src, dst, count);
}

export function scaledSoftplus64(src: usize, dst: usize, count: i32, beta: f64, per: f64, perLow: f64): void {
  setParameter(0, beta);
  setParameter(1, per);
  setParameter(2, perLow);
  each64<ScaledSoftplus>(src, dst, count);
}

export function logSigmoid64(src: usize, dst: usize, count: i32): void {
  each64<LogSigmoid>(src, dst, count);
}
