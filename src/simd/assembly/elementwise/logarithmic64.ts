/** Logarithms of float64: twins of the functions of ../../log.ts. */
import {
  LN2_HIGH,
  LN2_LOW,
  LOG_C3,
  LOG_C4,
  LOG_C5,
  LOG_C6,
  LOG_C7,
  LOG_C8,
  LOG_PAIRS,
  LOG_RECIPROCALS,
} from '../constants';
import { productError, sumError } from '../error-free';
import { each64 } from './each64';
import { ThreeParts, TwoParts } from './parts';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const HALF = memory.data<f64>([0.5, 0.5], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const FRACTION = memory.data<u64>([0x000fffffffffffff, 0x000fffffffffffff], 16);
const BIASED = memory.data<u64>([0xfff0000000000000, 0xfff0000000000000], 16);
/** The bits of 2¹⁰²³. */
const LARGEST_POWER = memory.data<u64>([0x7fe0000000000000, 0x7fe0000000000000], 16);
/** An integer below 2⁵² is in the low bits of its sum with 2⁵². */
const TWO_52 = memory.data<f64>([4503599627370496.0, 4503599627370496.0], 16);
const TWO_52_AND_BIAS = memory.data<f64>([4503599627371519.0, 4503599627371519.0], 16);
/** 1.5 · 2¹³. */
const HEAD_CUTTER = memory.data<f64>([12288.0, 12288.0], 16);
const SMALLEST_NORMAL = memory.data<u64>([0x0010000000000000, 0x0010000000000000], 16);
const INFINITE = memory.data<u64>([0x7ff0000000000000, 0x7ff0000000000000], 16);
const LARGE = memory.data<f64>([1e300, 1e300], 16);
const TINY = memory.data<f64>([1e-250, 1e-250], 16);

/** Which of the table's 65 entries a number has, of the upper word of its bits. */
@inline
function entryOf(word: u32): usize {
  return <usize>((word & 0xfffff) + 0x2000) >> 14;
}

/** x without its exponent: 1 to 2. */
@inline
function fractionOf(x: v128): v128 {
  return v128.or(v128.and(x, v128.load(FRACTION)), v128.load(ONE));
}

@inline
function headOf(z: v128): v128 {
  const cutter = v128.load(HEAD_CUTTER);
  return f64x2.sub(f64x2.add(z, cutter), cutter);
}

@inline
function reciprocals(first: u32, second: u32): v128 {
  const c = v128.load64_zero(entryOf(first) << 3, LOG_RECIPROCALS);
  return v128.load64_lane(entryOf(second) << 3, c, 1, LOG_RECIPROCALS);
}

/** `logOf` of ../../log.ts, for r = near + far and the upper words of the number whose bits are `bits`. */
@inline
function logOf(bits: v128, near: v128, far: v128, first: u32, second: u32): v128 {
  const r = f64x2.add(near, far);
  const rLow = f64x2.sub(far, f64x2.sub(r, near));
  const square = f64x2.mul(r, r);
  const low = f64x2.add(v128.load(LOG_C3), f64x2.mul(r, v128.load(LOG_C4)));
  const middle = f64x2.add(v128.load(LOG_C5), f64x2.mul(r, v128.load(LOG_C6)));
  const upper = f64x2.add(v128.load(LOG_C7), f64x2.mul(r, v128.load(LOG_C8)));
  const cubic = f64x2.add(low, f64x2.mul(square, f64x2.add(middle, f64x2.mul(square, upper))));
  const rest = f64x2.mul(square, f64x2.sub(f64x2.mul(r, cubic), v128.load(HALF)));
  const exponent = v128.or(i64x2.shr_u(bits, 52), v128.load(TWO_52));
  const k = f64x2.sub(exponent, v128.load(TWO_52_AND_BIAS));
  const pair = v128.load(entryOf(first) << 4, LOG_PAIRS);
  const other = v128.load(entryOf(second) << 4, LOG_PAIRS);
  const high = v128.shuffle<i64>(pair, other, 0, 2);
  const base = f64x2.add(f64x2.mul(k, v128.load(LN2_HIGH)), high);
  const tail = v128.shuffle<i64>(pair, other, 1, 3);
  const baseLow = f64x2.add(f64x2.mul(k, v128.load(LN2_LOW)), tail);
  const sum = f64x2.add(base, r);
  const lost = f64x2.sub(r, f64x2.sub(sum, base));
  return f64x2.add(sum, f64x2.add(lost, f64x2.add(rest, f64x2.add(rLow, baseLow))));
}

/** `log`. */
class Log extends TwoParts {
  @inline
  near(x: v128): v128 {
    return v128.and(f64x2.ge(x, v128.load(SMALLEST_NORMAL)), f64x2.lt(x, v128.load(INFINITE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    const c = reciprocals(load<u32>(src, 4), load<u32>(src, 12));
    return f64x2.sub(f64x2.mul(headOf(fractionOf(x)), c), v128.load(ONE));
  }

  @inline
  second(x: v128, near: v128, src: usize): v128 {
    const c = reciprocals(load<u32>(src, 4), load<u32>(src, 12));
    const z = fractionOf(x);
    return f64x2.mul(f64x2.sub(z, headOf(z)), c);
  }

  @inline
  at(x: v128, near: v128, far: v128, none: v128, part: usize, src: usize): v128 {
    return logOf(x, near, far, load<u32>(src, 4), load<u32>(src, 12));
  }
}

/** 2^−k for the k of a number's bits. */
@inline
function scaleOf(v: v128): v128 {
  return i64x2.sub(v128.load(LARGEST_POWER), v128.and(v, v128.load(BIASED)));
}

@inline
function nearOf(v: v128): v128 {
  const c = reciprocals(i32x4.extract_lane(v, 1), i32x4.extract_lane(v, 3));
  return f64x2.sub(f64x2.mul(headOf(fractionOf(v)), c), v128.load(ONE));
}

/** What v + vLow has besides. */
@inline
function farOf(v: v128, vLow: v128): v128 {
  const c = reciprocals(i32x4.extract_lane(v, 1), i32x4.extract_lane(v, 3));
  const z = fractionOf(v);
  return f64x2.add(f64x2.mul(f64x2.sub(z, headOf(z)), c), f64x2.mul(f64x2.mul(vLow, scaleOf(v)), c));
}

/** `log1p`. */
class Log1p extends ThreeParts {
  @inline
  near(x: v128): v128 {
    return v128.and(f64x2.gt(x, f64x2.splat(-1)), f64x2.lt(x, v128.load(LARGE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return f64x2.add(v128.load(ONE), x);
  }

  @inline
  second(x: v128, v: v128, src: usize): v128 {
    return nearOf(v);
  }

  @inline
  third(x: v128, v: v128, near: v128, src: usize): v128 {
    return farOf(v, sumError(v128.load(ONE), x, v));
  }

  @inline
  at(x: v128, v: v128, near: v128, far: v128, part: usize, src: usize): v128 {
    const y = logOf(v, near, far, load<u32>(part, 4), load<u32>(part, 12));
    return v128.or(y, v128.and(x, v128.load(SIGN)));
  }
}

/** `logit`. */
class Logit extends ThreeParts {
  @inline
  near(p: v128): v128 {
    return v128.and(f64x2.gt(p, v128.load(TINY)), f64x2.lt(p, v128.load(ONE)));
  }

  @inline
  first(p: v128, src: usize): v128 {
    return f64x2.div(p, f64x2.sub(v128.load(ONE), p));
  }

  @inline
  second(p: v128, odds: v128, src: usize): v128 {
    return nearOf(odds);
  }

  @inline
  third(p: v128, odds: v128, near: v128, src: usize): v128 {
    const one = v128.load(ONE);
    const rest = f64x2.sub(one, p);
    const restLow = f64x2.sub(f64x2.sub(one, rest), p);
    const back = f64x2.mul(odds, rest);
    const missing = f64x2.sub(f64x2.sub(p, back), productError(odds, rest, back));
    const low = f64x2.sub(missing, f64x2.mul(odds, restLow));
    return farOf(odds, f64x2.mul(low, f64x2.add(one, odds)));
  }

  @inline
  at(p: v128, odds: v128, near: v128, far: v128, part: usize, src: usize): v128 {
    return logOf(odds, near, far, load<u32>(part, 4), load<u32>(part, 12));
  }
}

export function log64(src: usize, dst: usize, count: i32): void {
  each64<Log>(src, dst, count);
}

export function log1pOf64(src: usize, dst: usize, count: i32): void {
  each64<Log1p>(src, dst, count);
}

export function logit64(src: usize, dst: usize, count: i32): void {
  each64<Logit>(src, dst, count);
}
