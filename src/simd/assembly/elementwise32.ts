/** Element-wise functions of float32: the twins of the functions of doubles that their comments name. */
import {
  GELU_P0,
  GELU_P1,
  GELU_P2,
  GELU_P3,
  GELU_P4,
  GELU_P5,
  GELU_Q1,
  GELU_Q2,
  GELU_Q3,
  GELU_Q4,
  GELU_Q5,
  GELU_Q6,
  PER_LN2,
} from './constants';
import { each32, parameter, setParameter } from './each';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, twoTo, within } from './exp-ratio';
import { Log, Log1p, Logit, unitLog } from './log-ratio';
import { Erf, TanhShrink } from './odd-ratio';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO_PER_LN2 = memory.data<f64>([2.8853900817779268, 2.8853900817779268], 16);
const SQUARE_RATE = memory.data<f64>([-0.7213475204444817, -0.7213475204444817], 16);
const REACH_15 = memory.data<f64>([15.0, 15.0], 16);
const REACH_1000 = memory.data<f64>([1000.0, 1000.0], 16);
const REACH_40 = memory.data<f64>([40.0, 40.0], 16);
const REACH_80 = memory.data<f64>([80.0, 80.0], 16);
const REACH_180 = memory.data<f64>([180.0, 180.0], 16);
const REACH_440 = memory.data<f64>([440.0, 440.0], 16);
const LEAST_40 = memory.data<f64>([-40.0, -40.0], 16);
const LEAST_180 = memory.data<f64>([-180.0, -180.0], 16);
const LEAST_440 = memory.data<f64>([-440.0, -440.0], 16);
const LOWEST_32 = memory.data<f64>([-3.4028234663852886e38, -3.4028234663852886e38], 16);
const LINEAR_RATE = memory.data<f64>([2.302208198144325, 2.302208198144325], 16);
const CUBIC_RATE = memory.data<f64>([0.1029432395800235, 0.1029432395800235], 16);

/** `sigmoid32` of ../sigmoid.ts. */
class Sigmoid {
  @inline
  at(x: v128): v128 {
    const y = within(f64x2.mul(x, v128.load(PER_LN2)), LEAST_180, REACH_180);
    const steps = nearest(y);
    const f = fraction(y, steps);
    const square = f64x2.mul(f, f);
    const p = evenPart(square);
    const q = oddPart(f, square);
    const power = timesTwoTo(f64x2.add(p, q), steps);
    return f64x2.div(power, f64x2.add(f64x2.sub(p, q), power));
  }
}

/** `tanh32` of ../tanh.ts. */
class Tanh {
  @inline
  at(x: v128): v128 {
    const y = within(f64x2.mul(x, v128.load(TWO_PER_LN2)), LEAST_40, REACH_40);
    const steps = nearest(y);
    const f = fraction(y, steps);
    const square = f64x2.mul(f, f);
    const p = evenPart(square);
    const q = oddPart(f, square);
    const power = twoTo(steps);
    const more = f64x2.add(power, v128.load(ONE));
    const less = f64x2.sub(v128.load(ONE), power);
    return f64x2.div(
      f64x2.sub(f64x2.mul(more, q), f64x2.mul(less, p)),
      f64x2.sub(f64x2.mul(more, p), f64x2.mul(less, q)),
    );
  }
}

/** `gatedNarrow` of ../gated.ts. */
@inline
function gated(x: v128, unbounded: v128): v128 {
  const y = within(unbounded, LEAST_440, REACH_440);
  const steps = nearest(y);
  const f = fraction(y, steps);
  const square = f64x2.mul(f, f);
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = timesTwoTo(f64x2.add(p, q), steps);
  const above = f64x2.mul(f64x2.pmax(x, v128.load(LOWEST_32)), power);
  return f64x2.div(above, f64x2.add(f64x2.sub(p, q), power));
}

/** `swishNarrow` of ../gated.ts. */
class Swish {
  @inline
  at(x: v128): v128 {
    return gated(x, f64x2.mul(x, parameter(0)));
  }
}

/** `geluOfTanhNarrow` of ../gated.ts. */
class GeluOfTanh {
  @inline
  at(x: v128): v128 {
    const slope = f64x2.add(f64x2.mul(f64x2.mul(x, x), v128.load(CUBIC_RATE)), v128.load(LINEAR_RATE));
    return gated(x, f64x2.mul(x, slope));
  }
}

/** `expNarrow` of ../exponential.ts. */
class Exp {
  @inline
  at(x: v128): v128 {
    const y = within(f64x2.mul(x, v128.load(PER_LN2)), LEAST_440, REACH_440);
    const steps = nearest(y);
    const f = fraction(y, steps);
    const square = f64x2.mul(f, f);
    const p = evenPart(square);
    const q = oddPart(f, square);
    return f64x2.div(timesTwoTo(f64x2.add(p, q), steps), f64x2.sub(p, q));
  }
}

/** `exp2m1Narrow` of ../expm1.ts. */
@inline
function exp2m1(unbounded: v128): v128 {
  const y = within(unbounded, LEAST_180, REACH_180);
  const steps = nearest(y);
  const f = fraction(y, steps);
  const square = f64x2.mul(f, f);
  const p = evenPart(square);
  const q = oddPart(f, square);
  const power = twoTo(steps);
  const grown = f64x2.mul(f64x2.add(power, v128.load(ONE)), q);
  const less = f64x2.mul(f64x2.sub(v128.load(ONE), power), p);
  return f64x2.div(f64x2.sub(grown, less), f64x2.sub(p, q));
}

/** `expm1Narrow` of ../expm1.ts. */
class Expm1 {
  @inline
  at(x: v128): v128 {
    return exp2m1(f64x2.mul(x, v128.load(PER_LN2)));
  }
}

/** `eluNarrow` of ../exponential-linear.ts. */
class Elu {
  @inline
  at(x: v128): v128 {
    const below = f64x2.mul(parameter(1), exp2m1(f64x2.mul(x, parameter(2))));
    return v128.bitselect(f64x2.mul(parameter(0), x), below, f64x2.gt(x, f64x2.splat(0)));
  }
}

/** `mishNarrow` of ../mish.ts. */
class Mish {
  @inline
  at(x: v128): v128 {
    const y = within(f64x2.mul(x, v128.load(PER_LN2)), LEAST_440, REACH_80);
    const steps = nearest(y);
    const f = fraction(y, steps);
    const square = f64x2.mul(f, f);
    const p = evenPart(square);
    const q = oddPart(f, square);
    const below = f64x2.sub(p, q);
    const twice = f64x2.add(below, below);
    const above = timesTwoTo(f64x2.add(p, q), steps);
    const n = f64x2.mul(above, f64x2.add(above, twice));
    const top = f64x2.mul(f64x2.pmax(x, v128.load(LOWEST_32)), n);
    return f64x2.div(top, f64x2.add(n, f64x2.mul(twice, below)));
  }
}

/** ln(1 + 2^y) for y ≤ 0, of ../softplus.ts. */
@inline
function log1pExp2(y: v128): v128 {
  const steps = nearest(y);
  const f = fraction(y, steps);
  const square = f64x2.mul(f, f);
  const p = evenPart(square);
  const q = oddPart(f, square);
  const above = timesTwoTo(f64x2.add(p, q), steps);
  const below = f64x2.sub(p, q);
  return unitLog(f64x2.div(above, f64x2.add(above, f64x2.add(below, below))));
}

/** `softplusNarrow` of ../softplus.ts. */
class Softplus {
  @inline
  at(x: v128): v128 {
    const t = f64x2.abs(f64x2.mul(x, parameter(0)));
    const log = log1pExp2(f64x2.neg(f64x2.pmin(t, v128.load(REACH_1000))));
    return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), f64x2.mul(log, parameter(1)));
  }
}

/** `−softplusNarrow(−x)` of ../softplus.ts. */
class LogSigmoid {
  @inline
  at(x: v128): v128 {
    const t = f64x2.abs(f64x2.mul(x, v128.load(PER_LN2)));
    const log = log1pExp2(f64x2.neg(f64x2.pmin(t, v128.load(REACH_1000))));
    return f64x2.neg(f64x2.add(f64x2.pmax(f64x2.neg(x), f64x2.splat(0)), log));
  }
}

/** `geluNarrow` of ../erfc.ts. */
class Gelu {
  @inline
  at(x: v128): v128 {
    const a = f64x2.pmin(f64x2.abs(x), v128.load(REACH_15));
    const y = f64x2.mul(f64x2.mul(a, a), v128.load(SQUARE_RATE));
    const steps = nearest(y);
    const f = fraction(y, steps);
    const square = f64x2.mul(f, f);
    const p = evenPart(square);
    const q = oddPart(f, square);
    let top = f64x2.add(v128.load(GELU_P4), f64x2.mul(a, v128.load(GELU_P5)));
    top = f64x2.add(v128.load(GELU_P3), f64x2.mul(a, top));
    top = f64x2.add(v128.load(GELU_P2), f64x2.mul(a, top));
    top = f64x2.add(v128.load(GELU_P1), f64x2.mul(a, top));
    top = f64x2.add(v128.load(GELU_P0), f64x2.mul(a, top));
    let bottom = f64x2.add(v128.load(GELU_Q5), f64x2.mul(a, v128.load(GELU_Q6)));
    bottom = f64x2.add(v128.load(GELU_Q4), f64x2.mul(a, bottom));
    bottom = f64x2.add(v128.load(GELU_Q3), f64x2.mul(a, bottom));
    bottom = f64x2.add(v128.load(GELU_Q2), f64x2.mul(a, bottom));
    bottom = f64x2.add(v128.load(GELU_Q1), f64x2.mul(a, bottom));
    bottom = f64x2.add(v128.load(ONE), f64x2.mul(a, bottom));
    const above = f64x2.mul(f64x2.mul(a, top), timesTwoTo(f64x2.add(p, q), steps));
    const lost = f64x2.div(above, f64x2.mul(bottom, f64x2.sub(p, q)));
    return v128.bitselect(f64x2.neg(lost), f64x2.sub(x, lost), f64x2.lt(x, f64x2.splat(0)));
  }
}

export function sigmoid32(src: usize, dst: usize, count: i32): void {
  each32<Sigmoid>(src, dst, count);
}

export function tanh32(src: usize, dst: usize, count: i32): void {
  each32<Tanh>(src, dst, count);
}

export function swish32(src: usize, dst: usize, count: i32, rate: f64): void {
  setParameter(0, rate);
  each32<Swish>(src, dst, count);
}

export function geluTanh32(src: usize, dst: usize, count: i32): void {
  each32<GeluOfTanh>(src, dst, count);
}

export function exponential32(src: usize, dst: usize, count: i32): void {
  each32<Exp>(src, dst, count);
}

export function expm1Of32(src: usize, dst: usize, count: i32): void {
  each32<Expm1>(src, dst, count);
}

export function elu32(src: usize, dst: usize, count: i32, up: f64, factor: f64, rate: f64): void {
  setParameter(0, up);
  setParameter(1, factor);
  setParameter(2, rate);
  each32<Elu>(src, dst, count);
}

export function mish32(src: usize, dst: usize, count: i32): void {
  each32<Mish>(src, dst, count);
}

export function softplus32(src: usize, dst: usize, count: i32, rate: f64, per: f64): void {
  setParameter(0, rate);
  setParameter(1, per);
  each32<Softplus>(src, dst, count);
}

export function logSigmoid32(src: usize, dst: usize, count: i32): void {
  each32<LogSigmoid>(src, dst, count);
}

export function gelu32(src: usize, dst: usize, count: i32): void {
  each32<Gelu>(src, dst, count);
}

export function log32(src: usize, dst: usize, count: i32): void {
  each32<Log>(src, dst, count);
}

export function log1pOf32(src: usize, dst: usize, count: i32): void {
  each32<Log1p>(src, dst, count);
}

export function logit32(src: usize, dst: usize, count: i32): void {
  each32<Logit>(src, dst, count);
}

export function erf32(src: usize, dst: usize, count: i32): void {
  each32<Erf>(src, dst, count);
}

export function tanhShrink32(src: usize, dst: usize, count: i32): void {
  each32<TanhShrink>(src, dst, count);
}
