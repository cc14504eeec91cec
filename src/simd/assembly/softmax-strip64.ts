/**
 * What the kernels of softmax in double precision share, the twin of ../softmax-float64.ts, laid out as
 * softmax-strip32.ts: rows two classes in a register; tiles and columns two rows in a register.
 */

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
 * columns, for each of the four lanes, the sums of the groups, and then their errors.
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
