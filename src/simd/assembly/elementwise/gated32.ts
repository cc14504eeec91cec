/** x times what a gate lets through, float32: twins of the functions of doubles that their comments name. */
import { PER_LN2 } from '../constants';
import { QUICK_GELU_CUBICS } from './cubic-tables32';
import { eachByCubics32 } from './cubics32';
import { each32 } from './each32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, within } from './exp-ratio';
import { parameter, setParameter } from './parameters';

const REACH_80 = memory.data<f64>([80.0, 80.0], 16);
const REACH_440 = memory.data<f64>([440.0, 440.0], 16);
const LEAST_440 = memory.data<f64>([-440.0, -440.0], 16);
const LOWEST_32 = memory.data<f64>([-3.4028234663852886e38, -3.4028234663852886e38], 16);
const LINEAR_RATE = memory.data<f64>([2.302208198144325, 2.302208198144325], 16);
const CUBIC_RATE = memory.data<f64>([0.1029432395800235, 0.1029432395800235], 16);

/** `gatedNarrow` of ../../gated.ts. */
@inline
export function gated(x: v128, unbounded: v128): v128 {
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

/** `swishNarrow` of ../../gated.ts. */
class Swish {
  @inline
  at(x: v128): v128 {
    return gated(x, f64x2.mul(x, parameter(0)));
  }
}

/** `geluOfTanhNarrow` of ../../gated.ts. */
class GeluOfTanh {
  @inline
  at(x: v128): v128 {
    const slope = f64x2.add(f64x2.mul(f64x2.mul(x, x), v128.load(CUBIC_RATE)), v128.load(LINEAR_RATE));
    return gated(x, f64x2.mul(x, slope));
  }
}

/** `mishNarrow` of ../../mish.ts. */
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

export function swish32(src: usize, dst: usize, count: i32, rate: f64): void {
  setParameter(0, rate);
  each32<Swish>(src, dst, count);
}

/** Swish of the rate 1.702/ln 2, by cubics. */
export function quickGelu32(src: usize, dst: usize, count: i32, rate: f64): void {
  setParameter(0, rate);
  eachByCubics32<Swish>(src, dst, count, QUICK_GELU_CUBICS);
}

export function geluTanh32(src: usize, dst: usize, count: i32): void {
  each32<GeluOfTanh>(src, dst, count);
}

export function mish32(src: usize, dst: usize, count: i32): void {
  each32<Mish>(src, dst, count);
}
