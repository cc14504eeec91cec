/** tanhShrink of float64: the twin of ../../tanh-shrink.ts. */
import {
  SHRINK_C0,
  SHRINK_C1,
  SHRINK_C2,
  SHRINK_C3,
  SHRINK_C4,
  SHRINK_C5,
  SHRINK_C6,
  SHRINK_C7,
  SHRINK_C8,
  SHRINK_C9,
  THIRD,
  THIRD_HEAD,
  THIRD_REST,
} from '../constants';
import { each64 } from './each64';
import { lossOfTanh, tanhLess } from './logistic';
import { ThreeParts } from './parts';

/** The tables of ../../tanh-shrink.ts, put here before the first float64 loop runs. */
const SHRINK_PAIRS = memory.data(2048 * 16, 16);
const SHRINK_TANHS = memory.data(2048 * 8, 16);
/** 1.5 · 2⁴⁶. */
const TO_64THS = memory.data<f64>([105553116266496.0, 105553116266496.0], 16);
const ONE = memory.data<f64>([1.0, 1.0], 16);
/** 2⁴⁴ + 1. */
const SPLITTER = memory.data<f64>([17592186044417.0, 17592186044417.0], 16);
const NEAR = memory.data<f64>([0.3, 0.3], 16);
const FAR = memory.data<f64>([19.5, 19.5], 16);
/** 2^−300: below, x³ is near the subnormals. */
const SMALL = memory.data<u64>([0x2d30000000000000, 0x2d30000000000000], 16);
const SIGN = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16);

export function shrinkPairs(): usize {
  return SHRINK_PAIRS;
}

export function shrinkTanhs(): usize {
  return SHRINK_TANHS;
}

@inline
function cubic(x: v128): v128 {
  const scaled = f64x2.mul(v128.load(SPLITTER), x);
  const head = f64x2.sub(scaled, f64x2.sub(scaled, x));
  const headSquare = f64x2.mul(head, head);
  const cube = f64x2.mul(headSquare, head);
  const square = f64x2.mul(x, x);
  const slope = f64x2.add(f64x2.add(square, f64x2.mul(x, head)), headSquare);
  const rest = f64x2.mul(f64x2.mul(f64x2.sub(x, head), slope), v128.load(THIRD));
  const higher = f64x2.mul(f64x2.mul(f64x2.mul(square, x), square), polynomial(square));
  const low = f64x2.add(f64x2.add(f64x2.mul(cube, v128.load(THIRD_REST)), rest), higher);
  return f64x2.add(f64x2.mul(cube, v128.load(THIRD_HEAD)), low);
}

@inline
function polynomial(s: v128): v128 {
  const a = f64x2.add(v128.load(SHRINK_C0), f64x2.mul(s, v128.load(SHRINK_C1)));
  const b = f64x2.add(v128.load(SHRINK_C2), f64x2.mul(s, v128.load(SHRINK_C3)));
  const c = f64x2.add(v128.load(SHRINK_C4), f64x2.mul(s, v128.load(SHRINK_C5)));
  const d = f64x2.add(v128.load(SHRINK_C6), f64x2.mul(s, v128.load(SHRINK_C7)));
  const e = f64x2.add(v128.load(SHRINK_C8), f64x2.mul(s, v128.load(SHRINK_C9)));
  const square = f64x2.mul(s, s);
  const fourth = f64x2.mul(square, square);
  const upper = f64x2.add(f64x2.add(c, f64x2.mul(square, d)), f64x2.mul(fourth, e));
  return f64x2.add(f64x2.add(a, f64x2.mul(square, b)), f64x2.mul(fourth, upper));
}

/** `tanhShrink`. */
class TanhShrink extends ThreeParts {
  @inline
  near(x: v128): v128 {
    const zero = f64x2.eq(x, f64x2.splat(0));
    return v128.or(f64x2.gt(f64x2.abs(x), v128.load(SMALL)), zero);
  }

  @inline
  first(x: v128, src: usize): v128 {
    return f64x2.add(f64x2.pmin(f64x2.abs(x), v128.load(FAR)), v128.load(TO_64THS));
  }

  @inline
  second(x: v128, steps: v128, src: usize): v128 {
    const a = f64x2.pmin(f64x2.abs(x), v128.load(FAR));
    return f64x2.sub(a, f64x2.sub(steps, v128.load(TO_64THS)));
  }

  @inline
  third(x: v128, steps: v128, h: v128, src: usize): v128 {
    return cubic(f64x2.abs(x));
  }

  @inline
  at(x: v128, steps: v128, h: v128, nearZero: v128, part: usize, src: usize): v128 {
    const a = f64x2.abs(x);
    const first = <usize>load<u32>(part) & 2047;
    const second = <usize>load<u32>(part, 8) & 2047;
    const tanh = v128.load64_zero(first << 3, SHRINK_TANHS);
    const t = v128.load64_lane(second << 3, tanh, 1, SHRINK_TANHS);
    const less = tanhLess(h);
    const loss = lossOfTanh(t, f64x2.add(h, less));
    const pair = v128.load(first << 4, SHRINK_PAIRS);
    const other = v128.load(second << 4, SHRINK_PAIRS);
    const low = f64x2.add(v128.shuffle<i64>(pair, other, 1, 3), f64x2.sub(loss, less));
    const middle = f64x2.add(v128.shuffle<i64>(pair, other, 0, 2), low);
    const y = v128.bitselect(middle, nearZero, f64x2.gt(a, v128.load(NEAR)));
    const far = f64x2.sub(a, v128.load(ONE));
    const chosen = v128.bitselect(far, y, f64x2.gt(a, v128.load(FAR)));
    return v128.bitselect(x, chosen, v128.load(SIGN));
  }
}

export function tanhShrink64(src: usize, dst: usize, count: i32): void {
  each64<TanhShrink>(src, dst, count);
}
