/** Odd functions of float32: x, or x³, times a ratio of polynomials of x². */
import {
  ERF_P0,
  ERF_P1,
  ERF_P2,
  ERF_P3,
  ERF_P4,
  ERF_P5,
  ERF_P6,
  ERF_P7,
  ERF_Q1,
  ERF_Q2,
  ERF_Q3,
  ERF_Q4,
  ERF_Q5,
  ERF_Q6,
  SHRINK_P0,
  SHRINK_P1,
  SHRINK_P2,
  SHRINK_P3,
  SHRINK_P4,
  SHRINK_Q1,
  SHRINK_Q2,
  SHRINK_Q3,
  SHRINK_Q4,
  SHRINK_Q5,
} from '../constants';
import { within } from './exp-ratio';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const LEAST_10 = memory.data<f64>([-10.0, -10.0], 16);
const LEAST_4 = memory.data<f64>([-4.0, -4.0], 16);
const REACH_10 = memory.data<f64>([10.0, 10.0], 16);
const REACH_4 = memory.data<f64>([4.0, 4.0], 16);

/** `erfNarrow` of ../../erfc.ts. */
export class Erf {
  @inline
  at(x: v128): v128 {
    const a = within(x, LEAST_4, REACH_4);
    const s = f64x2.mul(a, a);
    let top = f64x2.add(v128.load(ERF_P6), f64x2.mul(s, v128.load(ERF_P7)));
    top = f64x2.add(v128.load(ERF_P5), f64x2.mul(s, top));
    top = f64x2.add(v128.load(ERF_P4), f64x2.mul(s, top));
    top = f64x2.add(v128.load(ERF_P3), f64x2.mul(s, top));
    top = f64x2.add(v128.load(ERF_P2), f64x2.mul(s, top));
    top = f64x2.add(v128.load(ERF_P1), f64x2.mul(s, top));
    top = f64x2.add(v128.load(ERF_P0), f64x2.mul(s, top));
    let bottom = f64x2.add(v128.load(ERF_Q5), f64x2.mul(s, v128.load(ERF_Q6)));
    bottom = f64x2.add(v128.load(ERF_Q4), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(ERF_Q3), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(ERF_Q2), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(ERF_Q1), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(ONE), f64x2.mul(s, bottom));
    return f64x2.div(f64x2.mul(a, top), bottom);
  }
}

/** `tanhShrinkNarrow` of ../../tanh-shrink.ts. */
export class TanhShrink {
  @inline
  at(x: v128): v128 {
    const a = within(x, LEAST_10, REACH_10);
    const s = f64x2.mul(a, a);
    let top = f64x2.add(v128.load(SHRINK_P3), f64x2.mul(s, v128.load(SHRINK_P4)));
    top = f64x2.add(v128.load(SHRINK_P2), f64x2.mul(s, top));
    top = f64x2.add(v128.load(SHRINK_P1), f64x2.mul(s, top));
    top = f64x2.add(v128.load(SHRINK_P0), f64x2.mul(s, top));
    let bottom = f64x2.add(v128.load(SHRINK_Q4), f64x2.mul(s, v128.load(SHRINK_Q5)));
    bottom = f64x2.add(v128.load(SHRINK_Q3), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(SHRINK_Q2), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(SHRINK_Q1), f64x2.mul(s, bottom));
    bottom = f64x2.add(v128.load(ONE), f64x2.mul(s, bottom));
    const ratio = f64x2.div(f64x2.mul(f64x2.mul(a, s), top), bottom);
    return f64x2.sub(ratio, f64x2.sub(a, x));
  }
}
