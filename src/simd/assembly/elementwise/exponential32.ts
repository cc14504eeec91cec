/** Exponentials of float32: twins of the functions of doubles that their comments name. */
import { PER_LN2 } from '../constants';
import { each32 } from './each32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, twoTo, within } from './exp-ratio';
import { parameter, setParameter } from './parameters';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const REACH_180 = memory.data<f64>([180.0, 180.0], 16);
const REACH_440 = memory.data<f64>([440.0, 440.0], 16);
const LEAST_180 = memory.data<f64>([-180.0, -180.0], 16);
const LEAST_440 = memory.data<f64>([-440.0, -440.0], 16);

/** `expNarrow` of ../../exponential.ts. */
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

/** `exp2m1Narrow` of ../../expm1.ts. */
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

/** `expm1Narrow` of ../../expm1.ts. */
class Expm1 {
  @inline
  at(x: v128): v128 {
    return exp2m1(f64x2.mul(x, v128.load(PER_LN2)));
  }
}

/** `eluNarrow` of ../../exponential-linear.ts. */
class Elu {
  @inline
  at(x: v128): v128 {
    const below = f64x2.mul(parameter(1), exp2m1(f64x2.mul(x, parameter(2))));
    return v128.bitselect(f64x2.mul(parameter(0), x), below, f64x2.gt(x, f64x2.splat(0)));
  }
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
