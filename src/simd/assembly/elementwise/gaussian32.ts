/** gelu and erf of float32, by cubics and beyond them, and tanhShrink: twins of the functions of doubles that their comments name. */
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
} from '../constants';
import { ERF_CUBICS, GELU_CUBICS } from './cubic-tables32';
import { eachByCubics32, Settled } from './cubics32';
import { each32 } from './each32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo } from './exp-ratio';
import { TanhShrink } from './odd-ratio';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const SQUARE_RATE = memory.data<f64>([-0.7213475204444817, -0.7213475204444817], 16);
const REACH_15 = memory.data<f64>([15.0, 15.0], 16);

/** `geluNarrow` of ../../erfc.ts. */
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

export function gelu32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<Gelu>(src, dst, count, GELU_CUBICS);
}

export function erf32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<Settled>(src, dst, count, ERF_CUBICS);
}

export function tanhShrink32(src: usize, dst: usize, count: i32): void {
  each32<TanhShrink>(src, dst, count);
}
