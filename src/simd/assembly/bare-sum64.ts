/** The twin of ../bare-sum.ts, in pieces of whole blocks, but for the last. */
import {
  EXP_LONG_C2,
  EXP_LONG_C3,
  EXP_LONG_C4,
  EXP_LONG_STEPS,
  LONG_STEP_HIGH,
  LONG_STEP_LOW,
  LONG_STEPS_PER_UNIT,
} from './constants';
import { sumError } from './error-free';
import { ROUNDER } from './exp64';
import { PIECE, RESTS, STEPS } from './softmax-row64';
import { NOTHING } from './softmax-strip64';

const LOWEST = memory.data<f64>([-690.0, -690.0], 16);
const HIGHEST = memory.data<f64>([690.0, 690.0], 16);
/** Sums of even and odd elements, and what they lost. */
const LANES = memory.data(32, 16);
let totalsRest: f64 = 0;

export function clearBare64(): void {
  v128.store(LANES, v128.load(NOTHING));
  v128.store(LANES, v128.load(NOTHING), 16);
}

/** A loop each for steps, exponentials and sums: in one, V8 loads everything first and runs out of registers. */
export function addBare64(src: usize, count: i32): void {
  for (let left = count; left > 0; left -= PIECE) {
    const part = min(PIECE, left);
    reduce(src, part);
    exponentials(part);
    for (let i = part; i & 3; i++) clearPlace(<usize>i << 3);
    addBlock(part);
    src += <usize>PIECE << 3;
  }
}

export function bareTotal64(): f64 {
  const sums = v128.load(LANES);
  const even = f64x2.extract_lane(sums, 0);
  const odd = f64x2.extract_lane(sums, 1);
  const high = even + odd;
  const oddPart = high - even;
  const lost = even - (high - oddPart) + (odd - oddPart);
  const errors = v128.load(LANES, 16);
  const low = lost + (f64x2.extract_lane(errors, 0) + f64x2.extract_lane(errors, 1));
  const sum = high + low;
  totalsRest = low - (sum - high);
  return sum;
}

export function bareRest64(): f64 {
  return totalsRest;
}

@inline
function clearPlace(at: usize): void {
  store<f64>(at, 0, STEPS);
  store<f64>(at, 0, RESTS);
}

@inline
function reduce(src: usize, count: i32): void {
  const end = src + (<usize>count << 3);
  const lowest = v128.load(LOWEST);
  const highest = v128.load(HIGHEST);
  const perUnit = v128.load(LONG_STEPS_PER_UNIT);
  const rounder = v128.load(ROUNDER);
  const high = v128.load(LONG_STEP_HIGH);
  const low = v128.load(LONG_STEP_LOW);
  for (let at: usize = 0; src < end; src += 16, at += 16) {
    const x = f64x2.pmin(f64x2.pmax(v128.load(src), lowest), highest);
    const steps = f64x2.add(f64x2.mul(x, perUnit), rounder);
    const n = f64x2.sub(steps, rounder);
    v128.store(at, steps, STEPS);
    v128.store(at, f64x2.sub(f64x2.sub(x, f64x2.mul(n, high)), f64x2.mul(n, low)), RESTS);
  }
}

/** Heads and rests of `count` elements, up to three more, in the places of steps and what they leave. */
@inline
function exponentials(count: i32): void {
  const end = <usize>count << 3;
  const c2 = v128.load(EXP_LONG_C2);
  const c3 = v128.load(EXP_LONG_C3);
  const c4 = v128.load(EXP_LONG_C4);
  for (let at: usize = 0; at < end; at += 32) {
    exponentiate(at, c2, c3, c4);
    exponentiate(at + 16, c2, c3, c4);
  }
}

@inline
function exponentiate(at: usize, c2: v128, c3: v128, c4: v128): void {
  const first = v128.load(<usize>load<u8>(at, STEPS) << 4, EXP_LONG_STEPS);
  const second = v128.load(<usize>load<u8>(at, STEPS + 8) << 4, EXP_LONG_STEPS);
  const steps = i64x2.shl(v128.load(at, STEPS), 44);
  const head = i64x2.add(v128.shuffle<i64>(first, second, 1, 3), steps);
  const r = v128.load(at, RESTS);
  const square = f64x2.mul(r, r);
  const linear = f64x2.add(r, v128.shuffle<i64>(first, second, 0, 2));
  const curve = f64x2.add(f64x2.add(f64x2.mul(c3, r), c2), f64x2.mul(square, c4));
  v128.store(at, head, STEPS);
  v128.store(at, f64x2.mul(head, f64x2.add(linear, f64x2.mul(square, curve))), RESTS);
}

/** What heads lose is found by the larger of sum and head, in three operations (Dekker's Fast2Sum): it is what TwoSum finds. */
@inline
function addBlock(count: i32): void {
  const end = <usize>count << 3;
  let sums = v128.load(LANES);
  let errors = v128.load(LANES, 16);
  let rest = v128.load(NOTHING);
  for (let at: usize = 0; at < end; at += 32) {
    const heads = f64x2.add(v128.load(at, STEPS), v128.load(at, STEPS + 16));
    rest = f64x2.add(rest, f64x2.add(v128.load(at, RESTS), v128.load(at, RESTS + 16)));
    const after = f64x2.add(sums, heads);
    const larger = f64x2.pmax(sums, heads);
    errors = f64x2.add(errors, f64x2.sub(f64x2.pmin(sums, heads), f64x2.sub(after, larger)));
    sums = after;
  }
  const all = f64x2.add(sums, rest);
  v128.store(LANES, f64x2.add(errors, sumError(sums, rest, all)), 16);
  v128.store(LANES, all);
}
