/** An odd function of float32: x³ times a ratio of polynomials of x². */
import {
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
const REACH_10 = memory.data<f64>([10.0, 10.0], 16);

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
