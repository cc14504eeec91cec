/**
 * Functions of float32 in float32's own arithmetic, of which a register of SIMD takes four: piecewise cubics, a row of a table
 * for each 64th, or 128th, from −16 to 16.
 *
 *     f(a + h) = F + (A · h + (L + h · (D + h · (Q + h · C)))),      |h| ≤ 1/128 or 1/256, exact
 *
 * F and L are f(a) in two parts, and A + D is the slope. A result is a large number and a small one, and is rounded when they
 * are added; the small one's own roundings count next to a zero only, where it is as large. There A · h is all of it but a
 * little, and exact: A is 0, ½ or 1. In the row of the zero itself the error is relative to x, too.
 *
 * A row is four words to the SIMD module: F, D, Q, and C with L, of which few bits are needed, in its lowest 13: C is what the
 * word is as a float. The table is made, when it is first wanted, of the function in doubles, at the nodes of Chebyshev: cubics
 * of least error, h⁴/192 of the fourth derivative.
 */
export interface Cubics extends Curve {
  /** Six numbers a row: F, L, D, Q, C, A. None, before they are made of the words, where there is no SIMD. */
  rows: Float64Array;
  /**
   * Four words a row: F, C and L, D, Q. But the first eight rows, which nothing reaches, hold A, `from`, what leaves the grid
   * when it is added, the reach, `low`, `high`, `bottom` and `top`, each four times.
   */
  packed: Uint32Array;
}

/** What a table is made of. */
interface Curve {
  /** The function in doubles, for |x| ≤ 16.01. */
  readonly of: (x: number) => number;
  /** A where a is `from` or more, which is between two rows; 0 elsewhere. */
  readonly slope: number;
  readonly from: number;
  /** Rows of a unit: 64, or 128 for what falls faster than e^x. */
  readonly steps: number;
  /** |x| from which on the table has no rows; at most 15.75. */
  readonly reach: number;
  /** Up to `low` and from `high` on, beyond the reach, the result is x, but `bottom` at least and `top` at most. */
  readonly low: number;
  readonly high: number;
  readonly bottom: number;
  readonly top: number;
}

/** Adding and taking off leaves whole numbers: 1.5 · 2⁵² in doubles, 1.5 · 2²³ in floats. */
const ROUNDER = 6755399441055744;
const ROUNDER_32 = 12582912;
/** The nodes, and what is best for the one term that a zero leaves: cos π/8, cos 3π/8 and cos π/6. */
const OUTER = 0.9238795325112867;
const INNER = 0.3826834323650898;
const MIDDLE = 0.8660254037844386;
/** What L's first bits are moved by. */
const SHIFT = 19;
/** A slope that is less is 0 next to a zero, for −0 has to stay what it is. */
const LEAST_SLOPE = 2 ** -28;
/** Q and C are no less, so that their products are not subnormal, and C can have L in its end. */
const LEAST_SQUARE = 2 ** -40;
const LEAST_CUBIC = 2 ** -60;

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** A table without rows: all of them would take a megabyte and more. */
export function cubicsOf(curve: Curve): Cubics {
  return { ...curve, rows: new Float64Array(0), packed: new Uint32Array(0) };
}

/** Makes the table, unless it was: some milliseconds, in which V8 still interprets, so that each evaluation counts. */
export function makeCubics(cubics: Cubics): void {
  if (cubics.packed.length > 0) return;
  const { of, slope, from, steps, reach, low, high, bottom, top } = cubics;
  const packed = new Uint32Array(4 * 32 * steps);
  const furthest = Math.ceil(reach * steps);
  for (let n = -furthest; n <= furthest; n++) {
    const a = n / steps;
    approximate(of, a, 0.5 / steps);
    pack(a > from ? slope : 0, packed, 4 * (n + 16 * steps));
  }
  const heads = [slope, from, ROUNDER_32 / steps + 16, reach, low, high, bottom, top];
  heads.forEach((head, i) => {
    packed.fill(word(head), 4 * i, 4 * i + 4);
  });
  cubics.packed = packed;
}

/** Makes the numbers of the words, unless they were made. */
function makeRows(cubics: Cubics): void {
  if (cubics.rows.length > 0) return;
  makeCubics(cubics);
  const { packed, steps, slope, from } = cubics;
  const rows = new Float64Array(6 * 32 * steps);
  for (let row = 8; row < 32 * steps; row++) {
    const [value, joint, rest, square] = packed.subarray(4 * row, 4 * row + 4);
    const held = row / steps - 16 > from ? slope : 0;
    const numbers = [value!, joint! << SHIFT, rest!, square!, joint!].map(single);
    rows.set([...numbers, held], 6 * row);
  }
  cubics.rows = rows;
}

/** The coefficients of the cubic that was approximated last: value, slope, square, cubic. */
const coefficients = new Float64Array(4);

/** The cubic around a, to be right as far as `reach`. */
function approximate(f: (x: number) => number, a: number, reach: number): void {
  const outer = OUTER * reach;
  const inner = INNER * reach;
  const above = f(a + outer);
  const below = f(a - outer);
  const nearAbove = f(a + inner);
  const nearBelow = f(a - inner);
  const width = outer * outer - inner * inner;
  const slope = (nearAbove - nearBelow) / (2 * inner);
  const cubic = ((above - below) / (2 * outer) - slope) / width;
  const even = (nearAbove + nearBelow) / 2;
  const square = ((above + below) / 2 - even) / width;
  const zero = a === 0 && f(a) === 0;
  coefficients[0] = zero ? -0 : even - square * inner * inner;
  coefficients[1] = slope - cubic * inner * inner;
  coefficients[2] = zero ? squareAtZero(f, a, MIDDLE * reach) : square;
  coefficients[3] = cubic;
}

function squareAtZero(f: (x: number) => number, a: number, middle: number): number {
  return (f(a + middle) + f(a - middle)) / 2 / (middle * middle);
}

/** The words of the cubic that was approximated last. */
function pack(held: number, packed: Uint32Array, at: number): void {
  const value = coefficients[0]!;
  const zero = value === 0;
  const size = zero ? 1 : Math.abs(value);
  const rest = coefficients[1]! - held;
  const cubic = atLeast(Math.min(LEAST_CUBIC, size), coefficients[3]!);
  packed[at] = word(value);
  packed[at + 1] = joined(cubic, zero ? -0 : value - Math.fround(value));
  packed[at + 2] = word(zero && Math.abs(rest) < LEAST_SLOPE ? 0 : rest);
  packed[at + 3] = word(atLeast(Math.min(LEAST_SQUARE, size), coefficients[2]!));
}

function atLeast(least: number, y: number): number {
  return Math.abs(y) < least ? least : y;
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
 * does not reach and the function has not settled. Two at a time, because a rounding takes longer than another element.
 */
export function eachByCubics(
  cubics: Cubics,
  far: (x: number) => number,
  src: Float32Array,
  dst: Float32Array,
  length: number,
): void {
  makeRows(cubics);
  const { rows, steps, reach } = cubics;
  for (let i = 0; i < length; i += 2) {
    const x = src[i]!;
    const z = i + 1 < length ? src[i + 1]! : x;
    const near = Math.abs(x) < reach && Math.abs(z) < reach;
    const y = near ? byCubics(rows, steps, x) : byEither(cubics, far, x);
    if (i + 1 < length) dst[i + 1] = near ? byCubics(rows, steps, z) : byEither(cubics, far, z);
    dst[i] = y;
  }
}

function byEither(cubics: Cubics, far: (x: number) => number, x: number): number {
  const { rows, steps, reach, low, high, bottom, top } = cubics;
  if (Math.abs(x) < reach) return byCubics(rows, steps, x);
  if (x <= low || x >= high) return Math.max(Math.min(x, top), bottom);
  const y = far(x);
  return Number.isNaN(y) ? Number.NaN : y;
}

/** Before it is rounded to float32; every operation but the last one, and those that are exact, is rounded here. */
function byCubics(rows: Float64Array, steps: number, x: number): number {
  const z = x * steps;
  const n = z + ROUNDER - ROUNDER;
  const at = ((n | 0) + 16 * steps) * 6;
  const h = (z - n) / steps;
  const bend = Math.fround(Math.fround(h * rows[at + 4]!) + rows[at + 3]!);
  const slope = Math.fround(Math.fround(h * bend) + rows[at + 2]!);
  const way = Math.fround(Math.fround(h * slope) + rows[at + 1]!);
  return rows[at]! + Math.fround(rows[at + 5]! * h + way);
}
