/** x times what a gate lets through, float64: twins of the functions that the comments name. */
import { leadingHalf, productError } from '../error-free';
import { each64 } from './each64';
import {
  changeOf,
  changeOfSigmoid,
  GATE_PAIRS,
  gridOf128ths,
  less128ths,
  lessSixteenths,
  MISH_PAIRS,
  MISH_POWERS,
  pairOf,
  SIGMOID_PAIRS,
  sixteenths,
  stepsOf128ths,
  twiceTanhOfHalf,
  wideTwiceTanhOfHalf,
} from './logistic';
import { parameter, setParameter } from './parameters';
import { LongTwoParts, TwoParts } from './parts';

const HALF = memory.data<f64>([0.5, 0.5], 16);
const ONE = memory.data<f64>([1.0, 1.0], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const LEAST = memory.data<f64>([-36.0, -36.0], 16);
/** From here on the gate is open: what the grid has there is 1 to 2⁻⁵⁷. */
const OPEN = memory.data<f64>([40.0, 40.0], 16);
/** The rounding errors of a larger argument would count beside the end of the grid. */
const WIDE = memory.data<f64>([1e6, 1e6], 16);
/** 2^900: halves do not overflow; and 2^−900, below which products have no exact errors. */
const LARGE = memory.data<u64>([0x7830000000000000, 0x7830000000000000], 16);
const TINY = memory.data<u64>([0x07b0000000000000, 0x07b0000000000000], 16);
const THREE = memory.data<f64>([3.0, 3.0], 16);
const GELU_LEAST = memory.data<f64>([-7.9, -7.9], 16);
const GELU_OPEN = memory.data<f64>([7.9, 7.9], 16);
const GELU_LINEAR = memory.data<f64>([1.5957691216057308, 1.5957691216057308], 16);
const GELU_CUBIC = memory.data<f64>([0.07135481627260025, 0.07135481627260025], 16);
const GELU_THRICE_CUBIC = memory.data<f64>([0.21406444881780073, 0.21406444881780073], 16);

/** x times head + rest, of which head has 26 bits; ±0 where x is. */
@inline
function gatedBy(x: v128, head: v128, rest: v128): v128 {
  const xHead = leadingHalf(x);
  const low = f64x2.add(f64x2.mul(f64x2.sub(x, xHead), head), f64x2.mul(x, rest));
  const y = f64x2.add(f64x2.mul(xHead, head), low);
  return v128.or(y, v128.and(x, v128.load(SIGN)));
}

@inline
function stepsOf(t: v128): v128 {
  return sixteenths(f64x2.pmin(t, v128.load(OPEN)));
}

/** `gated` of ../../gated.ts, for the steps in memory and what is left. */
@inline
function gated(x: v128, v: v128, part: usize): v128 {
  const first = v128.load(pairOf(part, 2047), SIGMOID_PAIRS);
  const second = v128.load(pairOf(part + 8, 2047), SIGMOID_PAIRS);
  const rest = f64x2.add(v128.shuffle<i64>(first, second, 1, 3), changeOfSigmoid(v, part));
  return gatedBy(x, v128.shuffle<i64>(first, second, 0, 2), rest);
}

/** `swish` at beta = 1. */
class Silu extends TwoParts {
  @inline
  near(x: v128): v128 {
    return v128.and(f64x2.gt(x, v128.load(LEAST)), f64x2.lt(x, v128.load(LARGE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf(x);
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return twiceTanhOfHalf(lessSixteenths(f64x2.pmin(x, v128.load(OPEN)), steps));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    return gated(x, v, part);
  }
}

/** `swish`. */
class Swish extends LongTwoParts {
  @inline
  near(x: v128): v128 {
    const t = f64x2.mul(parameter(0), x);
    return v128.and(f64x2.gt(t, v128.load(LEAST)), f64x2.lt(t, v128.load(WIDE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf(f64x2.mul(parameter(0), x));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const beta = parameter(0);
    const t = f64x2.mul(beta, x);
    const h = lessSixteenths(f64x2.pmin(t, v128.load(OPEN)), steps);
    return twiceTanhOfHalf(f64x2.add(h, productError(beta, x, t)));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    return gated(x, v, part);
  }
}

/** `geluOfTanh` of ../../gelu-tanh.ts. */
class GeluOfTanh extends LongTwoParts {
  @inline
  near(x: v128): v128 {
    return v128.and(f64x2.gt(x, v128.load(GELU_LEAST)), f64x2.lt(x, v128.load(LARGE)));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf128ths(f64x2.pmin(x, v128.load(GELU_OPEN)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const h = less128ths(f64x2.pmin(x, v128.load(GELU_OPEN)), steps);
    const a = gridOf128ths(steps);
    const c = v128.load(GELU_CUBIC);
    const bend = f64x2.mul(v128.load(GELU_THRICE_CUBIC), f64x2.mul(a, a));
    const rest = f64x2.add(f64x2.mul(v128.load(THREE), a), h);
    const slope = f64x2.add(f64x2.add(v128.load(GELU_LINEAR), bend), f64x2.mul(f64x2.mul(c, h), rest));
    return wideTwiceTanhOfHalf(f64x2.mul(h, slope));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    const first = v128.load(pairOf(part, 2047), GATE_PAIRS);
    const second = v128.load(pairOf(part + 8, 2047), GATE_PAIRS);
    const head = v128.shuffle<i64>(first, second, 0, 2);
    const rest = v128.shuffle<i64>(first, second, 1, 3);
    return gatedBy(x, head, f64x2.add(rest, changeOf(f64x2.add(head, rest), v)));
  }
}

/** `mish` of ../../mish.ts. */
class Mish extends TwoParts {
  @inline
  near(x: v128): v128 {
    const zero = f64x2.eq(x, f64x2.splat(0));
    const counts = v128.or(f64x2.gt(f64x2.abs(x), v128.load(TINY)), zero);
    const inside = v128.and(f64x2.gt(x, v128.load(LEAST)), f64x2.lt(x, v128.load(LARGE)));
    return v128.and(counts, inside);
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf(x);
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return twiceTanhOfHalf(lessSixteenths(f64x2.pmin(x, v128.load(OPEN)), steps));
  }

  @inline
  at(x: v128, steps: v128, v: v128, none: v128, part: usize, src: usize): v128 {
    const first = pairOf(part, 2047);
    const second = pairOf(part + 8, 2047);
    const powers = v128.load(first, MISH_POWERS);
    const others = v128.load(second, MISH_POWERS);
    const e = v128.shuffle<i64>(powers, others, 0, 2);
    const below = v128.shuffle<i64>(powers, others, 1, 3);
    const one = v128.load(ONE);
    const d = f64x2.sub(one, f64x2.mul(v128.load(HALF), v));
    const grown = f64x2.mul(e, v);
    const more = f64x2.add(e, one);
    const m = f64x2.mul(grown, f64x2.add(f64x2.mul(f64x2.add(more, more), d), grown));
    const bottom = f64x2.mul(below, f64x2.add(f64x2.mul(below, f64x2.mul(d, d)), m));
    const change = f64x2.div(f64x2.add(m, m), bottom);
    const pair = v128.load(first, MISH_PAIRS);
    const other = v128.load(second, MISH_PAIRS);
    const head = v128.shuffle<i64>(pair, other, 0, 2);
    return gatedBy(x, head, f64x2.add(v128.shuffle<i64>(pair, other, 1, 3), change));
  }
}

export function silu64(src: usize, dst: usize, count: i32): void {
  each64<Silu>(src, dst, count);
}

export function swish64(src: usize, dst: usize, count: i32, beta: f64): void {
  setParameter(0, beta);
  each64<Swish>(src, dst, count);
}

export function geluTanh64(src: usize, dst: usize, count: i32): void {
  each64<GeluOfTanh>(src, dst, count);
}

export function mish64(src: usize, dst: usize, count: i32): void {
  each64<Mish>(src, dst, count);
}
