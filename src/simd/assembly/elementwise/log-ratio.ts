/** The f64x2 twin of ../../log-ratio.ts: the same operations, in the same order, and what its edges give by masks. */
import {
  LN2,
  UNIT_LOG_C0,
  UNIT_LOG_C1,
  UNIT_LOG_C2,
  UNIT_LOG_C3,
  UNIT_LOG_C4,
  UNIT_LOG_C5,
} from '../constants';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const INFINITE = memory.data<u64>([0x7ff0000000000000, 0x7ff0000000000000], 16);
const HALF_BINADE = memory.data<u64>([0x0008000000000000, 0x0008000000000000], 16);
/** The bits of 1, and half a binade. */
const ONE_AND_HALF_BINADE = memory.data<u64>([0x3ff8000000000000, 0x3ff8000000000000], 16);
/** The bits of 2¹⁰²³. */
const LARGEST_POWER = memory.data<u64>([0x7fe0000000000000, 0x7fe0000000000000], 16);
/** An integer below 2⁵² is in the low bits of its sum with 2⁵². */
const TWO_52 = memory.data<f64>([4503599627370496.0, 4503599627370496.0], 16);
const TWO_52_AND_BIAS = memory.data<f64>([4503599627371519.0, 4503599627371519.0], 16);

/** ln((1 + w) / (1 − w)) for |w| ≤ 1/3. */
@inline
export function unitLog(w: v128): v128 {
  const s = f64x2.mul(w, w);
  let log = f64x2.add(v128.load(UNIT_LOG_C4), f64x2.mul(s, v128.load(UNIT_LOG_C5)));
  log = f64x2.add(v128.load(UNIT_LOG_C3), f64x2.mul(s, log));
  log = f64x2.add(v128.load(UNIT_LOG_C2), f64x2.mul(s, log));
  log = f64x2.add(v128.load(UNIT_LOG_C1), f64x2.mul(s, log));
  return f64x2.mul(w, f64x2.add(v128.load(UNIT_LOG_C0), f64x2.mul(s, log)));
}

/** 2^−k, of k and the bias as an integer. */
@inline
function scaleOf(exponent: v128): v128 {
  return i64x2.sub(v128.load(LARGEST_POWER), i64x2.shl(exponent, 52));
}

/** k · ln2 + ln((1 + w) / (1 − w)) for w = top/bottom. */
@inline
function logOf(top: v128, bottom: v128, exponent: v128): v128 {
  const n = f64x2.sub(v128.load(TWO_52_AND_BIAS), v128.or(exponent, v128.load(TWO_52)));
  return f64x2.sub(unitLog(f64x2.div(top, bottom)), f64x2.mul(n, v128.load(LN2)));
}

/** y, a logarithm; −∞ where it was one of 0, NaN where it was one of less. */
@inline
function fromZero(y: v128, x: v128): v128 {
  const infinite = v128.and(f64x2.eq(x, f64x2.splat(0)), v128.load(INFINITE));
  return v128.or(f64x2.sub(y, infinite), f64x2.lt(x, f64x2.splat(0)));
}

/** The same, and +∞ and NaN are their own logarithms. */
@inline
function atEdges(y: v128, x: v128): v128 {
  return v128.bitselect(fromZero(y, x), x, f64x2.lt(x, v128.load(INFINITE)));
}

/** `logNarrow`. */
export class Log {
  @inline
  at(x: v128): v128 {
    const exponent = i64x2.shr_u(i32x4.add(x, v128.load(HALF_BINADE)), 52);
    const scaled = f64x2.mul(x, scaleOf(exponent));
    const one = v128.load(ONE);
    return atEdges(logOf(f64x2.sub(scaled, one), f64x2.add(scaled, one), exponent), x);
  }
}

/** `log1pNarrow`. */
export class Log1p {
  @inline
  at(x: v128): v128 {
    const one = v128.load(ONE);
    const v = f64x2.add(one, x);
    const exponent = i64x2.shr_u(i32x4.add(v, v128.load(HALF_BINADE)), 52);
    const scale = scaleOf(exponent);
    const top = f64x2.sub(f64x2.mul(x, scale), f64x2.sub(one, scale));
    return atEdges(logOf(top, f64x2.add(f64x2.mul(v, scale), one), exponent), v);
  }
}

/** `logitNarrow`; the words are taken from each other singly, as there. */
export class Logit {
  @inline
  at(p: v128): v128 {
    const rest = f64x2.sub(v128.load(ONE), p);
    const difference = i32x4.add(i32x4.sub(p, rest), v128.load(ONE_AND_HALF_BINADE));
    const exponent = i64x2.shr_u(difference, 52);
    const scaled = f64x2.mul(p, scaleOf(exponent));
    const y = fromZero(logOf(f64x2.sub(scaled, rest), f64x2.add(scaled, rest), exponent), p);
    const whole = f64x2.eq(rest, f64x2.splat(0));
    return v128.or(v128.bitselect(v128.load(INFINITE), y, whole), f64x2.lt(rest, f64x2.splat(0)));
  }
}
