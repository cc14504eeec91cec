/** The f64x2 twin of ../exp-fine.ts, in two halves: a loop each, so that fewer operations wait for one another. */
import { EXP_FINE_B, EXP_FINE_C, EXP_FINE_STEPS } from './constants';

/** 1.5 · 2²⁸. */
export const CUTTER = memory.data<f64>([402653184.0, 402653184.0], 16);
/** The bits of a sum with CUTTER that are no fraction of a step. */
export const WHOLE = memory.data<u64>([~0xffffff, ~0xffffff], 16);

/** The head for the whole steps of `fixed`, which is stored at `at`: the bits from 24 on are n, its low byte the entry. */
@inline
function head(whole: v128, at: usize): v128 {
  const first = v128.load64_zero(EXP_FINE_STEPS + (<usize>load<u8>(at, 3) << 3));
  const both = v128.load64_lane(EXP_FINE_STEPS + (<usize>load<u8>(at, 11) << 3), first, 1);
  return i64x2.add(both, i64x2.shl(whole, 20));
}

/** exp of the two steps at `at`, to which CUTTER has been added; WHOLE, B and C as they are loaded before the loop. */
@inline
export function expFine(at: usize, mask: v128, b: v128, c: v128): v128 {
  const fixed = v128.load(at);
  const whole = v128.and(fixed, mask);
  const f = f64x2.sub(fixed, whole);
  const quadratic = f64x2.add(f64x2.mul(f64x2.add(f, b), f), c);
  return f64x2.mul(quadratic, head(whole, at));
}

@inline
export function quadraticB(): v128 {
  return v128.load(EXP_FINE_B);
}

@inline
export function quadraticC(): v128 {
  return v128.load(EXP_FINE_C);
}
