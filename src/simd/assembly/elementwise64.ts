/** Element-wise functions of float64: the twins of the functions that their comments name, where those need no cases. */
import { leadingHalf, productError, sumError } from './error-free';
import { each64, parameter, setParameter } from './each';
import { firstRound, powerOfSteps64, rest64, roundGrowth64, secondRound, steps64 } from './exp64';
import {
  firstSigmoid,
  firstSoftplus,
  firstTanh,
  secondSigmoid,
  secondSoftplus,
  secondTanh,
  tanhLess,
  twiceTanhOfHalf,
} from './logistic';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO = memory.data<f64>([2.0, 2.0], 16);
const TWO_THIRDS = memory.data<f64>([0.6666666666666666, 0.6666666666666666], 16);
const TWO_FIFTHS = memory.data<f64>([0.4, 0.4], 16);
const TWO_SEVENTHS = memory.data<f64>([0.2857142857142857, 0.2857142857142857], 16);
const HALF = memory.data<f64>([0.5, 0.5], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const EXP_REACH = memory.data<f64>([700.0, 700.0], 16);
const SIGMOID_LEAST = memory.data<f64>([-36.0, -36.0], 16);
const SIGMOID_ONE_FROM = memory.data<f64>([37.5, 37.5], 16);
const GATE_OPEN = memory.data<f64>([40.0, 40.0], 16);
const GATE_TINY = memory.data<f64>([8.673617379884035e-19, 8.673617379884035e-19], 16);
const LOG_SIGMOID_MOST = memory.data<f64>([36.0, 36.0], 16);
const GELU_LEAST = memory.data<f64>([-6.8, -6.8], 16);
const GELU_WIDE = memory.data<f64>([10000.0, 10000.0], 16);
const GELU_LINEAR = memory.data<f64>([1.5957691216057308, 1.5957691216057308], 16);
const GELU_LINEAR_LOW = memory.data<f64>([-9.96930880911092e-17, -9.96930880911092e-17], 16);
const GELU_CUBIC = memory.data<f64>([0.07135481627260025, 0.07135481627260025], 16);
const GELU_CUBIC_LOW = memory.data<f64>([-6.175149918155315e-19, -6.175149918155315e-19], 16);
const TANH_ONE_FROM = memory.data<f64>([19.25, 19.25], 16);
const TO_SIXTEENTHS = memory.data<f64>([422212465065984.0, 422212465065984.0], 16);
const TO_32NDS = memory.data<f64>([211106232532992.0, 211106232532992.0], 16);

/** `exp` of ../exponential.ts. */
class Exp {
  @inline
  near(x: v128): v128 {
    return f64x2.lt(f64x2.abs(x), v128.load(EXP_REACH));
  }

  @inline
  at(x: v128): v128 {
    const steps = steps64(x);
    const first = firstRound(steps);
    const second = secondRound(steps);
    const head = powerOfSteps64(steps, first, second);
    return f64x2.add(head, f64x2.mul(head, roundGrowth64(rest64(x, steps), first, second)));
  }
}

/** What σ(a + h) has besides σ(a), which is s. */
@inline
function changeOfSigmoid(s: v128, h: v128): v128 {
  const one = v128.load(ONE);
  const v = twiceTanhOfHalf(h);
  const above = f64x2.mul(f64x2.mul(s, f64x2.sub(one, s)), v);
  return f64x2.div(above, f64x2.add(one, f64x2.mul(f64x2.sub(s, v128.load(HALF)), v)));
}

/** `sigmoid` of ../sigmoid.ts. */
class Sigmoid {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(x, v128.load(SIGMOID_LEAST));
  }

  @inline
  at(x: v128): v128 {
    const z = f64x2.pmin(x, v128.load(SIGMOID_ONE_FROM));
    const steps = f64x2.add(z, v128.load(TO_SIXTEENTHS));
    const h = f64x2.sub(z, f64x2.sub(steps, v128.load(TO_SIXTEENTHS)));
    const first = firstSigmoid(steps);
    const second = secondSigmoid(steps);
    const head = v128.shuffle<i64>(first, second, 0, 2);
    const rest = v128.shuffle<i64>(first, second, 1, 3);
    return f64x2.add(head, f64x2.add(rest, changeOfSigmoid(f64x2.add(head, rest), h)));
  }
}

/** `gated` of ../gated.ts. */
@inline
function gated(x: v128, t: v128, tLow: v128): v128 {
  const steps = f64x2.add(t, v128.load(TO_SIXTEENTHS));
  const h = f64x2.add(f64x2.sub(t, f64x2.sub(steps, v128.load(TO_SIXTEENTHS))), tLow);
  const first = firstSigmoid(steps);
  const second = secondSigmoid(steps);
  const head = v128.shuffle<i64>(first, second, 0, 2);
  const rest = v128.shuffle<i64>(first, second, 1, 3);
  const change = changeOfSigmoid(f64x2.add(head, rest), h);
  const xHead = leadingHalf(x);
  const low = f64x2.mul(f64x2.sub(x, xHead), head);
  const lower = f64x2.add(low, f64x2.mul(x, f64x2.add(rest, change)));
  const y = f64x2.add(f64x2.mul(xHead, head), lower);
  const tiny = f64x2.lt(f64x2.abs(t), v128.load(GATE_TINY));
  const moderate = v128.bitselect(f64x2.mul(x, v128.load(HALF)), y, tiny);
  return v128.bitselect(x, moderate, f64x2.gt(t, v128.load(GATE_OPEN)));
}

/** `swish` of ../gated.ts at beta = 1. */
class Silu {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(x, v128.load(SIGMOID_LEAST));
  }

  @inline
  at(x: v128): v128 {
    return gated(x, x, f64x2.splat(0));
  }
}

/** `swish` of ../gated.ts. */
class Swish {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(f64x2.mul(parameter(0), x), v128.load(SIGMOID_LEAST));
  }

  @inline
  at(x: v128): v128 {
    const beta = parameter(0);
    const t = f64x2.mul(beta, x);
    return gated(x, t, productError(beta, x, t));
  }
}

/** `geluOfTanh` of ../gated.ts. */
class GeluOfTanh {
  /** From −6.8 on, t is above −36. */
  @inline
  near(x: v128): v128 {
    return v128.and(f64x2.gt(x, v128.load(GELU_LEAST)), f64x2.lt(x, v128.load(GELU_WIDE)));
  }

  @inline
  at(x: v128): v128 {
    const square = f64x2.mul(x, x);
    const c = v128.load(GELU_CUBIC);
    const cubic = f64x2.mul(c, square);
    const lost = f64x2.mul(c, productError(x, x, square));
    const lower = f64x2.add(f64x2.mul(v128.load(GELU_CUBIC_LOW), square), lost);
    const cubicLow = f64x2.add(productError(c, square, cubic), lower);
    const factor = f64x2.add(v128.load(GELU_LINEAR), cubic);
    const low = f64x2.add(cubicLow, v128.load(GELU_LINEAR_LOW));
    const factorLow = f64x2.add(sumError(v128.load(GELU_LINEAR), cubic, factor), low);
    const t = f64x2.mul(x, factor);
    return gated(x, t, f64x2.add(productError(x, factor, t), f64x2.mul(x, factorLow)));
  }
}

/** `softplus` of ../softplus.ts at beta = 1. */
@inline
function softplus(x: v128): v128 {
  const steps = f64x2.add(x, v128.load(TO_SIXTEENTHS));
  const h = f64x2.sub(x, f64x2.sub(steps, v128.load(TO_SIXTEENTHS)));
  let first = firstSigmoid(steps);
  let second = secondSigmoid(steps);
  const head = v128.shuffle<i64>(first, second, 0, 2);
  const s = f64x2.add(head, v128.shuffle<i64>(first, second, 1, 3));
  const v = twiceTanhOfHalf(h);
  const less = f64x2.mul(f64x2.sub(s, v128.load(ONE)), v);
  const w = f64x2.div(f64x2.mul(s, v), f64x2.add(v128.load(TWO), less));
  const square = f64x2.mul(w, w);
  let log = f64x2.add(v128.load(TWO_FIFTHS), f64x2.mul(square, v128.load(TWO_SEVENTHS)));
  log = f64x2.add(v128.load(TWO_THIRDS), f64x2.mul(square, log));
  const change = f64x2.mul(w, f64x2.add(v128.load(TWO), f64x2.mul(square, log)));
  first = firstSoftplus(steps);
  second = secondSoftplus(steps);
  const rest = f64x2.add(v128.shuffle<i64>(first, second, 1, 3), change);
  const y = f64x2.add(v128.shuffle<i64>(first, second, 0, 2), rest);
  return v128.bitselect(x, y, f64x2.gt(x, v128.load(GATE_OPEN)));
}

class Softplus {
  @inline
  near(x: v128): v128 {
    return f64x2.gt(x, v128.load(SIGMOID_LEAST));
  }

  @inline
  at(x: v128): v128 {
    return softplus(x);
  }
}

/** `−softplus(−x)`. */
class LogSigmoid {
  @inline
  near(x: v128): v128 {
    return f64x2.lt(x, v128.load(LOG_SIGMOID_MOST));
  }

  @inline
  at(x: v128): v128 {
    return f64x2.neg(softplus(f64x2.neg(x)));
  }
}

/** `tanh` of ../tanh.ts. */
class Tanh {
  @inline
  near(x: v128): v128 {
    return f64x2.eq(x, x);
  }

  @inline
  at(x: v128): v128 {
    const z = f64x2.pmin(f64x2.abs(x), v128.load(TANH_ONE_FROM));
    const steps = f64x2.add(z, v128.load(TO_32NDS));
    const h = f64x2.sub(z, f64x2.sub(steps, v128.load(TO_32NDS)));
    const first = firstTanh(steps);
    const second = secondTanh(steps);
    const t = v128.shuffle<i64>(first, second, 0, 2);
    const less = tanhLess(h);
    const u = f64x2.add(h, less);
    const product = f64x2.mul(t, u);
    const loss = f64x2.div(f64x2.mul(product, f64x2.add(t, u)), f64x2.add(v128.load(ONE), product));
    const sum = f64x2.add(t, h);
    const low = f64x2.sub(h, f64x2.sub(sum, t));
    const small = f64x2.add(f64x2.sub(less, loss), v128.shuffle<i64>(first, second, 1, 3));
    const y = f64x2.add(sum, f64x2.add(low, small));
    return v128.bitselect(x, y, v128.load(SIGN));
  }
}

export function exponential64(src: usize, dst: usize, count: i32): void {
  each64<Exp>(src, dst, count);
}

export function sigmoid64(src: usize, dst: usize, count: i32): void {
  each64<Sigmoid>(src, dst, count);
}

export function silu64(src: usize, dst: usize, count: i32): void {
  each64<Silu>(src, dst, count);
}

export function tanh64(src: usize, dst: usize, count: i32): void {
  each64<Tanh>(src, dst, count);
}

export function swish64(src: usize, dst: usize, count: i32, beta: f64): void {
  setParameter(0, beta);
  each64<Swish>(src, dst, count);
}

export function geluTanh64(src: usize, dst: usize, count: i32): void {
  each64<GeluOfTanh>(src, dst, count);
}

export function softplus64(src: usize, dst: usize, count: i32): void {
  each64<Softplus>(src, dst, count);
}

export function logSigmoid64(src: usize, dst: usize, count: i32): void {
  each64<LogSigmoid>(src, dst, count);
}
