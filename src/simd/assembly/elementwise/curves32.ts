/** Sigmoid, silu and tanh of float32: cubics, and beyond them twins of the functions of doubles that their comments name. */
import { PER_LN2 } from '../constants';
import { SIGMOID_CUBICS, SILU_CUBICS, TANH_CUBICS } from './cubic-tables32';
import { eachByCubics32, Settled } from './cubics32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, within } from './exp-ratio';
import { gated } from './gated32';

const REACH_180 = memory.data<f64>([180.0, 180.0], 16);
const LEAST_180 = memory.data<f64>([-180.0, -180.0], 16);

/** `sigmoidNarrow` of ../../sigmoid.ts. */
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

/** `siluFar`. */
class Silu {
  @inline
  at(x: v128): v128 {
    return gated(x, f64x2.mul(x, v128.load(PER_LN2)));
  }
}

export function sigmoid32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<Sigmoid>(src, dst, count, SIGMOID_CUBICS);
}

export function silu32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<Silu>(src, dst, count, SILU_CUBICS);
}

export function tanh32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<Settled>(src, dst, count, TANH_CUBICS);
}
