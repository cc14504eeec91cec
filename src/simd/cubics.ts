/**
 * Functions of float32 in float32's own arithmetic, of which a register of SIMD takes four: piecewise cubics, a row of a table
 * for each 64th from −16 to 16.
 *
 *     f(a + h) = F + (A · h + (L + h · (D + h · (Q + h · C)))),      |h| ≤ 1/128, exact
 *
 * F and L are f(a) in two parts, and A + D is the slope. A result is a large number and a small one, and is rounded when they
 * are added; the small one's own roundings count next to a zero only, where it is as large. There A · h is all of it but a
 * little, and exact: A is 0, ½ or 1. In the row of the zero itself the error is relative to x, too.
 *
 * A row is four words to the SIMD module: F, D, Q, and C with L, of which few bits are needed, in its lowest 13: C is what the
 * word is as a float. The table is made, when it is first wanted, of the function in doubles, at the nodes of Chebyshev: cubics
 * of least error, h⁴/192 of the fourth derivative.
 */
export interface Cubics {
  /** The function in doubles, for |x| ≤ 16.01. */
  readonly of: (x: number) => number;
  /** A where a is `from` or more, which is no 64th; 0 elsewhere. */
  readonly slope: number;
  readonly from: number;
  /** Six numbers a row: F, L, D, Q, C, A. Zeros, before they are made. */
  readonly rows: Float64Array;
  /** Four words a row: F, C and L, D, Q; but A and `from` four times in the first two rows, which nothing reaches. */
  readonly packed: Uint32Array;
}

/** Rows of a table. */
const ROWS = 2048;
/** From here on another function has to do. */
export const CUBICS_REACH = 15.75;
/** Adding and taking off leaves 64ths: 1.5 · 2⁴⁶. */
const TO_64THS = 105553116266496;
/** The nodes, and what is best for the one term that a zero leaves: cos π/8, cos 3π/8 and cos π/6, times 1/128. */
const OUTER = 0.9238795325112867 / 128;
const INNER = 0.3826834323650898 / 128;
const MIDDLE = 0.8660254037844386 / 128;
/** What L's first bits are moved by. */
const SHIFT = 19;
/** A slope that is less is 0 next to a zero, for −0 has to stay what it is; a curvature is not, for it should not be subnormal. */
const LEAST_SLOPE = 2 ** -28;
const LEAST_BEND = 2 ** -40;

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

export function cubicsOf(of: (x: number) => number, slope: number, from: number): Cubics {
  const rows = new Float64Array(6 * ROWS);
  return { of, slope, from, rows, packed: new Uint32Array(4 * ROWS) };
}

/** Fills the table, unless it was: half a millisecond or so. */
export function makeCubics({ of, slope, from, rows, packed }: Cubics): void {
  if (packed[4] !== 0) return;
  for (let k = 2; k < ROWS; k++) {
    const a = k / 64 - 16;
    const held = a > from ? slope : 0;
    const row = packed.subarray(4 * k);
    pack(fitted(of, a), held, row);
    const [value, small, rest, square] = Array.from(row, single);
    rows.set([value!, single(row[1]! << SHIFT), rest!, square!, small!, held], 6 * k);
  }
  packed.fill(word(slope), 0, 4).fill(word(from), 4, 8);
}

/** The coefficients of the cubic around a. */
function fitted(f: (x: number) => number, a: number): readonly number[] {
  const even = (h: number) => (f(a + h) + f(a - h)) / 2;
  const slope = (h: number) => (f(a + h) - f(a - h)) / (2 * h);
  const width = OUTER * OUTER - INNER * INNER;
  const cubic = (slope(OUTER) - slope(INNER)) / width;
  const linear = slope(INNER) - cubic * INNER * INNER;
  if (f(a) === 0) return [-0, linear, even(MIDDLE) / (MIDDLE * MIDDLE), cubic];
  const square = (even(OUTER) - even(INNER)) / width;
  return [even(INNER) - square * INNER * INNER, linear, square, cubic];
}

function pack([value, slope, square, cubic]: readonly number[], held: number, row: Uint32Array) {
  const zero = value === 0;
  const rest = slope! - held;
  row[0] = word(value!);
  row[1] = joined(cubic!, zero ? -0 : value! - Math.fround(value!));
  row[2] = word(zero && Math.abs(rest) < LEAST_SLOPE ? 0 : rest);
  row[3] = word(Math.abs(square!) < LEAST_BEND ? LEAST_BEND : square!);
}

/** The word next to C's whose end is L's beginning. */
function joined(cubic: number, low: number): number {
  const end = (word(low) + (1 << (SHIFT - 1))) >>> SHIFT;
  const half = 1 << (31 - SHIFT);
  return ((((word(cubic) - end + half) >>> (32 - SHIFT)) << (32 - SHIFT)) | end) >>> 0;
}

/** The bits of y as a float. */
function word(y: number): number {
  floats[0] = y;
  return words[0]!;
}

function single(bits: number): number {
  words[0] = bits;
  return floats[0]!;
}

/**
 * The function of elements 0 … length − 1 of `src`, into the same places of `dst`, by the table, and by `far` where that
 * does not reach. Two at a time, because a rounding takes longer than another element.
 */
export function eachByCubics(
  cubics: Cubics,
  far: (x: number) => number,
  src: Float32Array,
  dst: Float32Array,
  length: number,
): void {
  makeCubics(cubics);
  const { rows } = cubics;
  for (let i = 0; i < length; i += 2) {
    const x = src[i]!;
    const z = i + 1 < length ? src[i + 1]! : x;
    const near = Math.abs(x) < CUBICS_REACH && Math.abs(z) < CUBICS_REACH;
    const y = near ? byCubics(rows, x) : byEither(rows, far, x);
    if (i + 1 < length) dst[i + 1] = near ? byCubics(rows, z) : byEither(rows, far, z);
    dst[i] = y;
  }
}

function byEither(rows: Float64Array, far: (x: number) => number, x: number): number {
  const y = Math.abs(x) < CUBICS_REACH ? byCubics(rows, x) : far(x);
  return Number.isNaN(y) ? Number.NaN : y;
}

/** Before it is rounded to float32; every operation but the last one, and those that are exact, is rounded here. */
function byCubics(rows: Float64Array, x: number): number {
  const a = x + TO_64THS - TO_64THS;
  const at = ((a * 64 + 1024) | 0) * 6;
  const h = x - a;
  const bend = Math.fround(Math.fround(h * rows[at + 4]!) + rows[at + 3]!);
  const slope = Math.fround(Math.fround(h * bend) + rows[at + 2]!);
  const way = Math.fround(Math.fround(h * slope) + rows[at + 1]!);
  return rows[at]! + Math.fround(rows[at + 5]! * h + way);
}
