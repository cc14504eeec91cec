/** Exponentials of float64: twins of the functions that the comments name. */
import {
  EXP_GROWN_STEPS,
  EXP_LONG_C2,
  EXP_LONG_C3,
  EXP_LONG_C4,
  EXP_LONG_STEPS,
  LONG_STEP_HIGH,
  LONG_STEP_LOW,
  LONG_STEPS_PER_UNIT,
  STEP_HIGH,
  STEP_LOW,
} from '../constants';
import { leadingHalf } from '../error-free';
import { ROUNDER, steps64 } from '../exp64';
import { each64 } from './each64';
import { parameter, setParameter } from './parameters';
import { ThreeParts, TwoParts } from './parts';

const ONE = memory.data<f64>([1.0, 1.0], 16);
const HALF = memory.data<f64>([0.5, 0.5], 16);
const PER_6 = memory.data<f64>([0.16666666666666666, 0.16666666666666666], 16);
const PER_24 = memory.data<f64>([0.041666666666666664, 0.041666666666666664], 16);
const PER_120 = memory.data<f64>([0.008333333333333333, 0.008333333333333333], 16);
const PER_720 = memory.data<f64>([0.001388888888888889, 0.001388888888888889], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);
const EXP_REACH = memory.data<f64>([700.0, 700.0], 16);
const EXPM1_REACH = memory.data<f64>([36.0, 36.0], 16);
const EXPM1_LEAST = memory.data<f64>([-40.0, -40.0], 16);
/** −2^−500: what `scaledExpm1` takes for tiny. */
const TINY = memory.data<u64>([0xa0b0000000000000, 0xa0b0000000000000], 16);

/** `exp` of ../../exponential.ts. */
class Exp extends TwoParts {
  @inline
  near(x: v128): v128 {
    return f64x2.lt(f64x2.abs(x), v128.load(EXP_REACH));
  }

  @inline
  first(x: v128, src: usize): v128 {
    return f64x2.add(f64x2.mul(x, v128.load(LONG_STEPS_PER_UNIT)), v128.load(ROUNDER));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const n = f64x2.sub(steps, v128.load(ROUNDER));
    const near = f64x2.sub(x, f64x2.mul(n, v128.load(LONG_STEP_HIGH)));
    return f64x2.sub(near, f64x2.mul(n, v128.load(LONG_STEP_LOW)));
  }

  @inline
  at(x: v128, steps: v128, r: v128, none: v128, part: usize, src: usize): v128 {
    const first = v128.load(<usize>load<u8>(part) << 4, EXP_LONG_STEPS);
    const second = v128.load(<usize>load<u8>(part, 8) << 4, EXP_LONG_STEPS);
    const head = i64x2.add(v128.shuffle<i64>(first, second, 1, 3), i64x2.shl(steps, 44));
    const square = f64x2.mul(r, r);
    const linear = f64x2.add(r, v128.shuffle<i64>(first, second, 0, 2));
    const lower = f64x2.add(f64x2.mul(v128.load(EXP_LONG_C3), r), v128.load(EXP_LONG_C2));
    const curve = f64x2.add(lower, f64x2.mul(square, v128.load(EXP_LONG_C4)));
    return f64x2.add(head, f64x2.mul(head, f64x2.add(linear, f64x2.mul(square, curve))));
  }
}

/** The whole number of steps of e^x that ../../expm1.ts takes. */
@inline
function stepsDown(x: v128): v128 {
  return steps64(f64x2.pmax(x, v128.load(EXPM1_LEAST)));
}

/** The leading half of what is left of x. */
@inline
function headOfRest(x: v128, steps: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  const z = f64x2.pmax(x, v128.load(EXPM1_LEAST));
  return leadingHalf(f64x2.sub(z, f64x2.mul(n, v128.load(STEP_HIGH))));
}

/** What is left of x besides `head`, and the curve of e^x there. */
@inline
function curvedRest(x: v128, steps: v128, head: v128): v128 {
  const n = f64x2.sub(steps, v128.load(ROUNDER));
  const z = f64x2.pmax(x, v128.load(EXPM1_LEAST));
  const near = f64x2.sub(z, f64x2.mul(n, v128.load(STEP_HIGH)));
  const less = f64x2.mul(n, v128.load(STEP_LOW));
  const r = f64x2.sub(near, less);
  const square = f64x2.mul(r, r);
  const low = f64x2.add(v128.load(HALF), f64x2.mul(r, v128.load(PER_6)));
  const middle = f64x2.add(v128.load(PER_24), f64x2.mul(r, v128.load(PER_120)));
  const upper = f64x2.add(middle, f64x2.mul(square, v128.load(PER_720)));
  const curve = f64x2.mul(square, f64x2.add(low, f64x2.mul(square, upper)));
  return f64x2.add(f64x2.sub(f64x2.sub(near, head), less), curve);
}

/** The first of the parts that e^x − 1 is the sum of: see `growthSmall` of ../../expm1.ts. */
@inline
function growthHead(head: v128, restHead: v128): v128 {
  return f64x2.add(f64x2.sub(head, v128.load(ONE)), f64x2.mul(head, restHead));
}

@inline
function growthSmall(head: v128, tail: v128, restHead: v128, rest: v128, exact: v128): v128 {
  const less = f64x2.sub(head, v128.load(ONE));
  const main = f64x2.mul(head, restHead);
  const low = f64x2.add(f64x2.mul(tail, f64x2.add(restHead, rest)), tail);
  const small = f64x2.mul(head, f64x2.add(rest, low));
  const lost = f64x2.sub(head, f64x2.add(less, v128.load(ONE)));
  return f64x2.add(small, f64x2.add(f64x2.sub(main, f64x2.sub(exact, less)), lost));
}

@inline
function entryOf(part: usize): v128 {
  return v128.load((<usize>load<u32>(part) & 63) << 4, EXP_GROWN_STEPS);
}

@inline
function headOf(first: v128, second: v128, steps: v128): v128 {
  return i64x2.add(v128.shuffle<i64>(first, second, 1, 3), i64x2.shl(steps, 46));
}

/** `expm1` of ../../expm1.ts. */
@inline
function expm1(x: v128, steps: v128, restHead: v128, rest: v128, part: usize): v128 {
  const first = entryOf(part);
  const second = entryOf(part + 8);
  const head = headOf(first, second, steps);
  const tail = v128.shuffle<i64>(first, second, 0, 2);
  const exact = growthHead(head, restHead);
  const y = f64x2.add(exact, growthSmall(head, tail, restHead, rest, exact));
  return v128.or(y, v128.and(x, v128.load(SIGN)));
}

class Growth extends ThreeParts {
  @inline
  first(x: v128, src: usize): v128 {
    return stepsDown(x);
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    return headOfRest(x, steps);
  }

  @inline
  third(x: v128, steps: v128, restHead: v128, src: usize): v128 {
    return curvedRest(x, steps, restHead);
  }
}

class Expm1 extends Growth {
  @inline
  near(x: v128): v128 {
    return f64x2.le(x, v128.load(EXPM1_REACH));
  }

  @inline
  at(x: v128, steps: v128, restHead: v128, rest: v128, part: usize, src: usize): v128 {
    return expm1(x, steps, restHead, rest, part);
  }
}

/** x where x > 0, else `expm1`. */
class Elu extends Growth {
  @inline
  near(x: v128): v128 {
    return f64x2.eq(x, x);
  }

  @inline
  at(x: v128, steps: v128, restHead: v128, rest: v128, part: usize, src: usize): v128 {
    const below = expm1(x, steps, restHead, rest, part);
    return v128.bitselect(x, below, f64x2.gt(x, f64x2.splat(0)));
  }
}

/** up · x where x > 0, else `scaledExpm1` of ../../exponential-linear.ts. */
class ScaledElu extends Growth {
  @inline
  near(x: v128): v128 {
    return v128.or(f64x2.ge(x, f64x2.splat(0)), f64x2.le(x, v128.load(TINY)));
  }

  @inline
  at(x: v128, steps: v128, restHead: v128, rest: v128, part: usize, src: usize): v128 {
    const first = entryOf(part);
    const second = entryOf(part + 8);
    const head = headOf(first, second, steps);
    const tail = v128.shuffle<i64>(first, second, 0, 2);
    const exact = growthHead(head, restHead);
    const small = growthSmall(head, tail, restHead, rest, exact);
    const upper = leadingHalf(exact);
    const factor = parameter(1);
    const factorRest = parameter(2);
    const lower = f64x2.add(f64x2.mul(factor, f64x2.sub(exact, upper)), f64x2.mul(factorRest, exact));
    const low = f64x2.add(lower, f64x2.mul(f64x2.add(factor, factorRest), small));
    const whole = f64x2.add(f64x2.mul(factor, upper), low);
    const below = v128.bitselect(f64x2.mul(factor, x), whole, f64x2.eq(x, f64x2.splat(0)));
    return v128.bitselect(f64x2.mul(parameter(0), x), below, f64x2.gt(x, f64x2.splat(0)));
  }
}

export function exponential64(src: usize, dst: usize, count: i32): void {
  each64<Exp>(src, dst, count);
}

export function expm1Of64(src: usize, dst: usize, count: i32): void {
  each64<Expm1>(src, dst, count);
}

export function elu64(src: usize, dst: usize, count: i32): void {
  each64<Elu>(src, dst, count);
}

export function scaledElu64(src: usize, dst: usize, count: i32, up: f64, factor: f64, factorRest: f64): void {
  setParameter(0, up);
  setParameter(1, factor);
  setParameter(2, factorRest);
  each64<ScaledElu>(src, dst, count);
}
