/** The f64x2 twin of ../../exp-ratio.ts: the same operations, in the same order. */
import { RATIO_EVEN_0, RATIO_EVEN_2, RATIO_ODD_1 } from '../constants';
import { ROUNDER } from '../exp64';

/** The bits of 1. */
const BIAS = memory.data<u64>([0x3ff0000000000000, 0x3ff0000000000000], 16);

/** x, no further from 0 than the two. */
@inline
export function within(x: v128, least: usize, reach: usize): v128 {
  return f64x2.pmax(f64x2.pmin(x, v128.load(reach)), v128.load(least));
}

/** The integer nearest to y, plus ROUNDER. */
@inline
export function nearest(y: v128): v128 {
  return f64x2.add(y, v128.load(ROUNDER));
}

/** What is left of y besides that integer. */
@inline
export function fraction(y: v128, steps: v128): v128 {
  return f64x2.sub(y, f64x2.sub(steps, v128.load(ROUNDER)));
}

@inline
export function evenPart(square: v128): v128 {
  return f64x2.add(f64x2.mul(square, v128.load(RATIO_EVEN_2)), v128.load(RATIO_EVEN_0));
}

@inline
export function oddPart(f: v128, square: v128): v128 {
  return f64x2.mul(f64x2.add(square, v128.load(RATIO_ODD_1)), f);
}

/** 2ⁿ. */
@inline
export function twoTo(steps: v128): v128 {
  return i64x2.add(i64x2.shl(steps, 52), v128.load(BIAS));
}

/** 2ⁿ times a number that is nowhere near the ends of doubles. */
@inline
export function timesTwoTo(y: v128, steps: v128): v128 {
  return i64x2.add(y, i64x2.shl(steps, 52));
}
