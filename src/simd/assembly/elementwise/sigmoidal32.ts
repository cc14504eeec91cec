/** Sigmoid and tanh of float32: twins of the functions of doubles that their comments name. */
import { PER_LN2 } from '../constants';
import { each32 } from './each32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo, twoTo, within } from './exp-ratio';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO_PER_LN2 = memory.data<f64>([2.8853900817779268, 2.8853900817779268], 16);
const REACH_40 = memory.data<f64>([40.0, 40.0], 16);
const REACH_180 = memory.data<f64>([180.0, 180.0], 16);
const LEAST_40 = memory.data<f64>([-40.0, -40.0], 16);
const LEAST_180 = memory.data<f64>([-180.0, -180.0], 16);

/** `sigmoid32` of ../../sigmoid.ts. */
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

/** `tanh32` of ../../tanh.ts. */
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

export function sigmoid32(src: usize, dst: usize, count: i32): void {
  each32<Sigmoid>(src, dst, count);
}

export function tanh32(src: usize, dst: usize, count: i32): void {
  each32<Tanh>(src, dst, count);
}
