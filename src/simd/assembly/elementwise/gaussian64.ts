/** erf and gelu of float64: twins of the functions that the comments name. */
import { leadingHalf } from '../error-free';
import { each64 } from './each64';
import { gridOf128ths, less128ths, stepsOf128ths } from './logistic';
import { LongTwoParts } from './parts';

/** The tables of ../../normal-table.ts, put here before the first float64 loop runs. */
const ERF_PAIRS = memory.data(1024 * 16, 16);
const ERF_SLOPES = memory.data(1024 * 16, 16);
const TAIL_PAIRS = memory.data(2048 * 16, 16);
const DENSITIES = memory.data(2048 * 8, 16);

const ONE = memory.data<f64>([1.0, 1.0], 16);
const TWO = memory.data<f64>([2.0, 2.0], 16);
const THREE = memory.data<f64>([3.0, 3.0], 16);
const SIX = memory.data<f64>([6.0, 6.0], 16);
const FIFTEEN = memory.data<f64>([15.0, 15.0], 16);
const TEN = memory.data<f64>([10.0, 10.0], 16);
const HALF = memory.data<f64>([0.5, 0.5], 16);
const QUARTER = memory.data<f64>([0.25, 0.25], 16);
const PER_6 = memory.data<f64>([0.16666666666666666, 0.16666666666666666], 16);
const PER_24 = memory.data<f64>([0.041666666666666664, 0.041666666666666664], 16);
const PER_120 = memory.data<f64>([0.008333333333333333, 0.008333333333333333], 16);
const PER_720 = memory.data<f64>([0.001388888888888889, 0.001388888888888889], 16);
const PER_5040 = memory.data<f64>([0.0001984126984126984, 0.0001984126984126984], 16);
const PER_1920 = memory.data<f64>([0.0005208333333333333, 0.0005208333333333333], 16);
const PER_322560 = memory.data<f64>([0.0000031001984126984127, 0.0000031001984126984127], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
/** 2^900 and 2^−900: see gated64.ts. */
const LARGE = memory.data<u64>([0x7830000000000000, 0x7830000000000000], 16);
const TINY = memory.data<u64>([0x07b0000000000000, 0x07b0000000000000], 16);
const GELU_LEAST = memory.data<f64>([-10.0, -10.0], 16);

export function erfPairs(): usize {
  return ERF_PAIRS;
}

export function erfSlopes(): usize {
  return ERF_SLOPES;
}

export function tailPairs(): usize {
  return TAIL_PAIRS;
}

export function densities(): usize {
  return DENSITIES;
}

/** `meanDensity` of ../../normal-table.ts. */
@inline
function meanDensity(w: v128, s: v128, g: v128): v128 {
  const square = f64x2.mul(w, w);
  const low = f64x2.add(v128.load(HALF), f64x2.mul(w, v128.load(PER_6)));
  const middle = f64x2.add(v128.load(PER_24), f64x2.mul(w, v128.load(PER_120)));
  const upper = f64x2.add(v128.load(PER_720), f64x2.mul(w, v128.load(PER_5040)));
  const curve = f64x2.add(low, f64x2.mul(square, f64x2.add(middle, f64x2.mul(square, upper))));
  const growth = f64x2.add(w, f64x2.mul(square, curve));
  const lesser = f64x2.mul(v128.load(THREE), f64x2.mul(g, g));
  const fourth = f64x2.add(f64x2.mul(s, f64x2.sub(s, f64x2.mul(v128.load(SIX), g))), lesser);
  const sixth = f64x2.mul(f64x2.mul(s, s), f64x2.sub(s, f64x2.mul(v128.load(FIFTEEN), g)));
  const last = f64x2.mul(sixth, v128.load(PER_322560));
  const higher = f64x2.add(f64x2.mul(fourth, v128.load(PER_1920)), last);
  const bend = f64x2.add(f64x2.mul(f64x2.sub(s, g), v128.load(PER_24)), higher);
  return f64x2.add(growth, f64x2.add(bend, f64x2.mul(growth, bend)));
}

/** `erf` of ../../gaussian.ts. */
class Erf extends LongTwoParts {
  @inline
  near(x: v128): v128 {
    const zero = f64x2.eq(x, f64x2.splat(0));
    return v128.or(f64x2.gt(f64x2.abs(x), v128.load(TINY)), zero);
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf128ths(f64x2.pmin(f64x2.abs(x), v128.load(SIX)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const d = less128ths(f64x2.pmin(f64x2.abs(x), v128.load(SIX)), steps);
    const a = gridOf128ths(steps);
    const w = f64x2.neg(f64x2.mul(d, f64x2.add(a, f64x2.mul(v128.load(QUARTER), d))));
    const m = f64x2.add(a, f64x2.mul(v128.load(HALF), d));
    const z = f64x2.mul(m, f64x2.add(d, d));
    return meanDensity(w, f64x2.mul(z, z), f64x2.mul(v128.load(TWO), f64x2.mul(d, d)));
  }

  @inline
  at(x: v128, steps: v128, mean: v128, none: v128, part: usize, src: usize): v128 {
    const d = less128ths(f64x2.pmin(f64x2.abs(x), v128.load(SIX)), steps);
    const first = (<usize>load<u32>(part) & 1023) << 4;
    const second = (<usize>load<u32>(part, 8) & 1023) << 4;
    const slope = v128.load(first, ERF_SLOPES);
    const otherSlope = v128.load(second, ERF_SLOPES);
    const slopeHead = v128.shuffle<i64>(slope, otherSlope, 0, 2);
    const slopeRest = v128.shuffle<i64>(slope, otherSlope, 1, 3);
    const dHead = leadingHalf(d);
    const main = f64x2.mul(slopeHead, dHead);
    const low = f64x2.add(f64x2.mul(slopeHead, f64x2.sub(d, dHead)), f64x2.mul(slopeRest, d));
    const whole = f64x2.add(slopeHead, slopeRest);
    const small = f64x2.add(low, f64x2.mul(f64x2.mul(whole, d), mean));
    const pair = v128.load(first, ERF_PAIRS);
    const other = v128.load(second, ERF_PAIRS);
    const grid = v128.shuffle<i64>(pair, other, 0, 2);
    const sum = f64x2.add(grid, main);
    const lost = f64x2.sub(main, f64x2.sub(sum, grid));
    const rest = f64x2.add(small, v128.shuffle<i64>(pair, other, 1, 3));
    return v128.bitselect(x, f64x2.add(sum, f64x2.add(lost, rest)), v128.load(SIGN));
  }
}

/** `gelu` of ../../gaussian.ts. */
class Gelu extends LongTwoParts {
  @inline
  near(x: v128): v128 {
    const zero = f64x2.eq(x, f64x2.splat(0));
    const counts = v128.or(f64x2.gt(f64x2.abs(x), v128.load(TINY)), zero);
    const inside = v128.and(f64x2.gt(x, v128.load(GELU_LEAST)), f64x2.lt(x, v128.load(LARGE)));
    return v128.and(counts, inside);
  }

  @inline
  first(x: v128, src: usize): v128 {
    return stepsOf128ths(f64x2.pmin(f64x2.abs(x), v128.load(TEN)));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const h = less128ths(f64x2.pmin(f64x2.abs(x), v128.load(TEN)), steps);
    const a = gridOf128ths(steps);
    const half = f64x2.mul(v128.load(HALF), h);
    const w = f64x2.neg(f64x2.mul(half, f64x2.add(a, f64x2.mul(v128.load(QUARTER), h))));
    const z = f64x2.mul(h, f64x2.add(a, half));
    return meanDensity(w, f64x2.mul(z, z), f64x2.mul(h, h));
  }

  @inline
  at(x: v128, steps: v128, mean: v128, none: v128, part: usize, src: usize): v128 {
    const a = f64x2.abs(x);
    const h = less128ths(f64x2.pmin(a, v128.load(TEN)), steps);
    const first = <usize>load<u32>(part) & 2047;
    const second = <usize>load<u32>(part, 8) & 2047;
    const lower = v128.load64_zero(first << 3, DENSITIES);
    const density = v128.load64_lane(second << 3, lower, 1, DENSITIES);
    const pair = v128.load(first << 4, TAIL_PAIRS);
    const other = v128.load(second << 4, TAIL_PAIRS);
    const change = f64x2.mul(density, h);
    const fall = f64x2.add(change, f64x2.mul(change, mean));
    const rest = f64x2.sub(v128.shuffle<i64>(pair, other, 1, 3), fall);
    const head = v128.shuffle<i64>(pair, other, 0, 2);
    const aHead = leadingHalf(a);
    const main = f64x2.mul(aHead, head);
    const low = f64x2.add(f64x2.mul(f64x2.sub(a, aHead), head), f64x2.mul(a, rest));
    const less = f64x2.sub(a, main);
    const lost = f64x2.sub(f64x2.sub(a, less), main);
    const above = f64x2.add(less, f64x2.sub(lost, low));
    const y = v128.bitselect(f64x2.add(main, low), above, f64x2.lt(x, f64x2.splat(0)));
    return v128.or(y, v128.and(x, v128.load(SIGN)));
  }
}

export function erf64(src: usize, dst: usize, count: i32): void {
  each64<Erf>(src, dst, count);
}

export function gelu64(src: usize, dst: usize, count: i32): void {
  each64<Gelu>(src, dst, count);
}
