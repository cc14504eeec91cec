/** Element-wise functions of float32: the twins of the functions of doubles that their comments name. */
import { PER_LN2 } from './constants';
import { each32, parameter, setParameter } from './each';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, twoTo } from './exp-ratio';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO_PER_LN2 = memory.data<f64>([2.8853900817779268, 2.8853900817779268], 16);
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

/** x, no further from 0 than the two. */
@inline
function within(x: v128, least: usize, reach: usize): v128 {
  return f64x2.pmax(f64x2.pmin(x, v128.load(reach)), v128.load(least));
}

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
