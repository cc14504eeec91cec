/** Softplus and logSigmoid of float32: twins of the functions of doubles that their comments name. */
import { PER_LN2 } from '../constants';
import { LOG_SIGMOID_CUBICS, SOFTPLUS_CUBICS } from './cubic-tables32';
import { eachByCubics32 } from './cubics32';
import { each32 } from './each32';
import { evenPart, fraction, nearest, oddPart, timesTwoTo } from './exp-ratio';
import { unitLog } from './log-ratio';
import { parameter, setParameter } from './parameters';

const REACH_1000 = memory.data<f64>([1000.0, 1000.0], 16);

/** ln(1 + 2^y) for y ≤ 0, of ../../softplus.ts. */
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

/** `softplusNarrow` of ../../softplus.ts. */
class Softplus {
  @inline
  at(x: v128): v128 {
    const t = f64x2.abs(f64x2.mul(x, parameter(0)));
    const log = log1pExp2(f64x2.neg(f64x2.pmin(t, v128.load(REACH_1000))));
    return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), f64x2.mul(log, parameter(1)));
  }
}

/** `−softplusNarrow(−x)` of ../../softplus.ts. */
class LogSigmoid {
  @inline
  at(x: v128): v128 {
    const t = f64x2.abs(f64x2.mul(x, v128.load(PER_LN2)));
    const log = log1pExp2(f64x2.neg(f64x2.pmin(t, v128.load(REACH_1000))));
    return f64x2.neg(f64x2.add(f64x2.pmax(f64x2.neg(x), f64x2.splat(0)), log));
  }
}

export function softplus32(src: usize, dst: usize, count: i32, rate: f64, per: f64): void {
  setParameter(0, rate);
  setParameter(1, per);
  each32<Softplus>(src, dst, count);
}

/** The same for a beta of 1, by cubics. */
export function unitSoftplus32(src: usize, dst: usize, count: i32, rate: f64, per: f64): void {
  setParameter(0, rate);
  setParameter(1, per);
  eachByCubics32<Softplus>(src, dst, count, SOFTPLUS_CUBICS);
}

export function logSigmoid32(src: usize, dst: usize, count: i32): void {
  eachByCubics32<LogSigmoid>(src, dst, count, LOG_SIGMOID_CUBICS);
}
