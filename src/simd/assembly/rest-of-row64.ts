/** The twin of `restOfRow64` of ../rest-of-row.ts for T = 1, and of the lanes of ../lanes.ts. */
import { sumError } from './error-free';
import { firstEntry, growth64, head64, low64, secondEntry, steps64 } from './exp64';
import { BIAS, MASK, NOTHING, SUMS } from './softmax-strip64';

const FARTHEST = memory.data<f64>([-800.0, -800.0], 16);
const ALL = memory.data<u64>([~0, ~0], 16);

/**
 * Of elements whose first maximum has been taken out, −∞ in its place: the address of the sums of lanes 0 and 1, their
 * errors, the sums of lanes 2 and 3, and their errors.
 */
export function restLanes64(src: usize, count: i32, max: f64): usize {
  for (let at: usize = 0; at < 64; at += 16) v128.store(SUMS + at, v128.load(NOTHING));
  const minus = f64x2.splat(-max);
  const full = src + (<usize>(count & ~1) << 3);
  let lane: usize = 0;
  for (; src < full; src += 16, lane ^= 32) add(src, minus, v128.load(ALL), SUMS + lane);
  if (count & 1) add(src, minus, v128.load(MASK), SUMS + lane);
  return SUMS;
}

/** Two elements, of which those count that `mask` has. */
@inline
function add(src: usize, minus: v128, mask: v128, sums: usize): void {
  const x = v128.load(src);
  const d = f64x2.add(x, minus);
  const far = f64x2.lt(d, v128.load(FARTHEST));
  const y = f64x2.pmax(d, v128.load(FARTHEST));
  const steps = steps64(y);
  const first = firstEntry(steps);
  const second = secondEntry(steps);
  const low = f64x2.add(low64(steps, first, second), v128.andnot(sumError(x, minus, d), far));
  const whole = head64(steps, first, second, i64x2.splat(<i64>BIAS << 52));
  const head = v128.and(whole, mask);
  const growth = v128.and(f64x2.mul(whole, growth64(y, steps, low)), mask);
  const e = f64x2.add(head, growth);
  const before = v128.load(sums);
  const after = f64x2.add(before, e);
  const lost = f64x2.add(sumError(before, e, after), f64x2.sub(growth, f64x2.sub(e, head)));
  v128.store(sums, after);
  v128.store(sums, f64x2.add(v128.load(sums, 16), lost), 16);
}
