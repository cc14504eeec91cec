/**
 * What the kernels of softmax in double precision share, the twin of ../softmax-float64.ts, laid out as
 * softmax-strip32.ts: rows two classes in a register; tiles and columns two rows in a register.
 */
import { EXP_C2, EXP_C3, EXP_C4, EXP_C5, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from './constants';
import { firstRound, head64, ROUNDER, secondRound } from './exp64';

export const BIAS = 256;
export const REACH = memory.data<f64>([750.0, 750.0], 16);
export const NOTHING = memory.data<f64>([0.0, 0.0], 16);
/** All bits of the first lane. */
export const MASK = memory.data<u64>([~0, 0], 16);
/** 2^258: see ../ground-lanes.ts. */
export const GROUND = memory.data<f64>([4.6316835694926478e77, 4.6316835694926478e77], 16);

/** Rows, or groups of two, of a strip. */
export const STRIP = 64;
export const MAXIMA = memory.data(64 * 16, 16);
export const TOTALS = memory.data(64 * 16, 16);

/**
 * Lane sums of the row at hand, classes 0 and 1, then 2 and 3, mod 4, each followed by its errors. In tiles and
 * columns, for each group, the sums of two rows and their errors in each of the four lanes.
 */
export const SUMS = memory.data(64 * 128, 16);

/** Stores head + head · growth, and adds it to two lanes' `sums`, which their errors follow. */
@inline
export function put(dst: usize, head: v128, growth: v128, sums: usize): void {
  const rest = f64x2.mul(head, growth);
  const e = f64x2.add(head, rest);
  v128.store(dst, e);
  const before = v128.load(sums);
  const after = f64x2.add(before, e);
  v128.store(sums, after);
  const error = f64x2.add(f64x2.sub(head, f64x2.sub(after, before)), rest);
  v128.store(sums, f64x2.add(v128.load(sums, 16), error), 16);
}

/** `put` for the first lane alone; the other may hold anything. */
@inline
export function putOne(dst: usize, head: v128, growth: v128, sums: usize): void {
  put(dst, v128.and(head, v128.load(MASK)), v128.and(growth, v128.load(MASK)), sums);
}

/** The near exponentials of x and y, each to its place and its sums: see `expTwo32`. */
@inline
export function putTwo(
  x: v128,
  y: v128,
  scale: v128,
  dstX: usize,
  dstY: usize,
  sumsX: usize,
  sumsY: usize,
): void {
  let c = v128.load(STEPS_PER_UNIT);
  let d = v128.load(ROUNDER);
  const stepsX = f64x2.add(f64x2.mul(x, c), d);
  const stepsY = f64x2.add(f64x2.mul(y, c), d);
  const nX = f64x2.sub(stepsX, d);
  const nY = f64x2.sub(stepsY, d);
  c = v128.load(STEP_HIGH);
  d = v128.load(STEP_LOW);
  const rX = f64x2.sub(f64x2.sub(x, f64x2.mul(nX, c)), f64x2.mul(nX, d));
  const rY = f64x2.sub(f64x2.sub(y, f64x2.mul(nY, c)), f64x2.mul(nY, d));
  const squareX = f64x2.mul(rX, rX);
  const squareY = f64x2.mul(rY, rY);
  c = v128.load(EXP_C3);
  d = v128.load(EXP_C2);
  const q2X = f64x2.add(f64x2.mul(c, rX), d);
  const q2Y = f64x2.add(f64x2.mul(c, rY), d);
  c = v128.load(EXP_C5);
  d = v128.load(EXP_C4);
  const q4X = f64x2.add(f64x2.mul(c, rX), d);
  const q4Y = f64x2.add(f64x2.mul(c, rY), d);
  const firstX = firstRound(stepsX);
  const secondX = secondRound(stepsX);
  const lowX = f64x2.add(
    f64x2.add(rX, v128.shuffle<i64>(firstX, secondX, 0, 2)),
    f64x2.mul(squareX, q2X),
  );
  const growthX = f64x2.add(lowX, f64x2.mul(f64x2.mul(squareX, squareX), q4X));
  put(dstX, head64(stepsX, firstX, secondX, scale), growthX, sumsX);
  const firstY = firstRound(stepsY);
  const secondY = secondRound(stepsY);
  const lowY = f64x2.add(
    f64x2.add(rY, v128.shuffle<i64>(firstY, secondY, 0, 2)),
    f64x2.mul(squareY, q2Y),
  );
  const growthY = f64x2.add(lowY, f64x2.mul(f64x2.mul(squareY, squareY), q4Y));
  put(dstY, head64(stepsY, firstY, secondY, scale), growthY, sumsY);
}
