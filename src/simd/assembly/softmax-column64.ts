/**
 * The passes over one column of a strip in double precision, two rows in a register: a loop each, as in
 * softmax-row64.ts. What each group of two rows has is kept beside them.
 */
import { EXP_C2, EXP_C3, EXP_C4, EXP_C5, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from './constants';
import { head64, ROUNDER, scale64 } from './exp64';
import { entry, growth } from './softmax-row64';
import { BIAS, GROUND, MAXIMA, NOTHING, REACH, SUMS, TOTALS } from './softmax-strip64';

const STEPS = memory.data(64 * 16, 16);
const RESTS = memory.data(64 * 16, 16);
const FLOORS = memory.data(64 * 16, 16);
const SCALES = memory.data(64 * 16, 16);
/** From the sums of a lane to their errors, and to the sums of the next. */
export const ERRORS: usize = 1024;
export const LANE: usize = 2048;

/** What follows from the MAXIMA of `bytes` / 16 groups, and their sums as they begin. */
@inline
export function begin(bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const max = v128.load(MAXIMA + at);
    v128.store(FLOORS + at, f64x2.sub(max, v128.load(REACH)));
    v128.store(SCALES + at, scale64(max, BIAS));
    for (let sums = SUMS + at; sums < SUMS + 4 * LANE; sums += LANE) {
      v128.store(sums, v128.load(GROUND));
      v128.store(sums + ERRORS, v128.load(NOTHING));
    }
  }
}

/** Steps and rests of a column, whose groups are `across` bytes apart. */
@inline
export function reduceColumn(src: usize, bytes: usize, across: usize): void {
  const perUnit = v128.load(STEPS_PER_UNIT);
  const rounder = v128.load(ROUNDER);
  const high = v128.load(STEP_HIGH);
  const low = v128.load(STEP_LOW);
  for (let at: usize = 0; at < bytes; at += 16, src += across) {
    const x = f64x2.pmax(v128.load(src), v128.load(FLOORS + at));
    const steps = f64x2.add(f64x2.mul(x, perUnit), rounder);
    const n = f64x2.sub(steps, rounder);
    v128.store(STEPS + at, steps);
    v128.store(RESTS + at, f64x2.sub(f64x2.sub(x, f64x2.mul(n, high)), f64x2.mul(n, low)));
  }
}

/** Their exponentials, added to a lane's `sums`; with `beside`, what lies at `other` is divided by the latest TOTALS. */
@inline
export function addColumn(
  dst: usize,
  bytes: usize,
  across: usize,
  sums: usize,
  beside: bool,
  other: usize,
): void {
  const c2 = v128.load(EXP_C2);
  const c3 = v128.load(EXP_C3);
  const c4 = v128.load(EXP_C4);
  const c5 = v128.load(EXP_C5);
  for (let at: usize = 0; at < bytes; at += 16, dst += across) {
    const first = entry(STEPS + at);
    const second = entry(STEPS + at + 8);
    const head = head64(v128.load(STEPS + at), first, second, v128.load(SCALES + at));
    const rest = f64x2.mul(head, growth(v128.load(RESTS + at), first, second, c2, c3, c4, c5));
    const e = f64x2.add(head, rest);
    v128.store(dst, e);
    if (beside) {
      v128.store(other, f64x2.div(v128.load(other), v128.load(TOTALS + at)));
      other += across;
    }
    const sum = v128.load(sums + at);
    const after = f64x2.add(sum, e);
    v128.store(sums + at, after);
    const error = f64x2.add(f64x2.sub(head, f64x2.sub(after, sum)), rest);
    v128.store(sums + ERRORS + at, f64x2.add(v128.load(sums + ERRORS + at), error));
  }
}

/** A column of exponentials divided by TOTALS. */
@inline
export function divideColumn(dst: usize, bytes: usize, across: usize): void {
  for (let at: usize = 0; at < bytes; at += 16, dst += across) {
    v128.store(dst, f64x2.div(v128.load(dst), v128.load(TOTALS + at)));
  }
}
