/**
 * The complement of the error function, of which gelu is made, x/2 · erfc(−x/√2); and gelu for float32.
 *
 *     erfc(z) = e^(−z²) · erfcx(z)             z ≥ 0
 *
 * erfcx, the scaled complement, is smooth, positive and falls slowly; a table of polynomials gives it as a pair within
 * 2⁻⁵⁷ (`erf-table.ts`). The exponential takes z² as a pair, exact to 2⁻¹⁰⁰, for its rounding would be multiplied by
 * up to 745; where z is x/√2 the square is x²/2, and the irrational factor goes into erfcx alone, which hardly minds.
 * So the tail is right to the last subnormal; 1 + erf loses all of it by x = −9.
 */
import * as table from './erf-table.js';
import { productError } from './error-free.js';
import { evenPart, nearest, oddPart, twoTo } from './exp-ratio.js';
import * as narrow from './exp-table.js';
import { expPair, scaleBy } from './exponential.js';

// The module's own constants: see exp.ts.
const TERMS = table.ERFCX_TERMS;
const MIDDLES = table.ERFCX_MIDDLES;
const PIECES = table.ERFCX_PIECES;
const LEAD = table.ERF_LEAD;
const ROOT_HALF = Math.sqrt(0.5);
const ROOT_HALF_LOW = table.ROOT_HALF_LOW;
const { GELU_P0: P0, GELU_P1: P1, GELU_P2: P2, GELU_P3: P3, GELU_P4: P4, GELU_P5: P5 } = narrow;
const { GELU_Q1: Q1, GELU_Q2: Q2, GELU_Q3: Q3, GELU_Q4: Q4, GELU_Q5: Q5, GELU_Q6: Q6 } = narrow;
/** −1/2, in units of ln 2. */
const SQUARE_RATE = -0.5 * narrow.PER_LN2;

/** Where gelu(−x) is below half of the smallest subnormal, and gelu(x) is x long since. */
const TAIL = 39;
/** Likewise for float32. */
const TAIL_32 = 15;
/** 1/√(2π), a quarter of 2/√π times √2. */
const PER_ROOT_TAU = 0.3989422804014327;

/** The piece of each sixteenth below 32. */
const PIECE_AT = pieceAt();

const scaled = new Float64Array(2);
const tail = new Float64Array(2);

function pieceAt(): Uint8Array {
  const pieces = new Uint8Array(512);
  for (let i = 0; i < 512; i++) {
    let octave = 0;
    while (i >> octave >= 32) octave++;
    pieces[i] = 16 * octave + (i >> octave);
  }
  return pieces;
}

/** Writes e^(z²) erfc(z) for z = x + xLow to `into` as high and low; 0 ≤ z < 32. */
function erfcxPair(x: number, xLow: number, into: Float64Array): void {
  const piece = PIECE_AT[(x * 16) | 0]!;
  const h = x - MIDDLES[piece]! + xLow;
  const from = piece * TERMS;
  const constant = PIECES[from]!;
  const rest = PIECES[from + 1]! + h * slopeOfPiece(from, h);
  const high = constant + rest;
  into[0] = high;
  into[1] = rest - (high - constant);
}

/** Of a piece's polynomial, all but the constant term over h; in Estrin's order, which keeps its chain short. */
function slopeOfPiece(from: number, h: number): number {
  const square = h * h;
  const low = PIECES[from + 2]! + PIECES[from + 3]! * h;
  const middle = PIECES[from + 4]! + PIECES[from + 5]! * h;
  const upper = PIECES[from + 6]! + PIECES[from + 7]! * h;
  const top = PIECES[from + 8]! + PIECES[from + 9]! * h + PIECES[from + 10]! * square;
  return low + square * (middle + square * (upper + square * top));
}

/** Writes e^(−s − sLow) · erfcx(z + zLow) to `into` as high and low, less a factor of 2^k, which it returns. */
export function tailPair(
  s: number,
  sLow: number,
  z: number,
  zLow: number,
  into: Float64Array,
): number {
  erfcxPair(z, zLow, scaled);
  const k = expPair(-s, -sLow, into);
  const a = into[0]!;
  const b = scaled[0]!;
  const product = a * b;
  into[1] = productError(a, b, product) + (a * scaled[1]! + into[1]! * b);
  into[0] = product;
  return k;
}

/** gelu for x ≤ −10, to the last subnormal; −0 where it underflows, NaN for NaN. */
export function geluTail(x: number): number {
  if (x < -TAIL) return -0;
  const a = -x;
  const square = x * x;
  const z = a * ROOT_HALF;
  const zLow = productError(a, ROOT_HALF, z) + a * ROOT_HALF_LOW;
  const k = tailPair(square / 2, productError(x, x, square) / 2, z, zLow, tail);
  // a times the tail's probability, twice.
  const product = a * tail[0]!;
  const productLow = productError(a, tail[0]!, product) + a * tail[1]!;
  return -scaleBy(product + productLow, k - 1);
}

/**
 * gelu for float32, before rounding to it: 2⁻³² of the value. The tail, a · e^(−a²/2) · P(a)/Q(a), is one division, for the
 * exponential is a quotient too (see `exp-ratio.ts`).
 */
export function geluNarrow(x: number): number {
  const a = Math.min(Math.abs(x), TAIL_32);
  const y = a * a * SQUARE_RATE;
  const n = nearest(y);
  const f = y - n;
  const square = f * f;
  const p = evenPart(square);
  const q = oddPart(f, square);
  const top = P0 + a * (P1 + a * (P2 + a * (P3 + a * (P4 + a * P5))));
  const bottom = 1 + a * (Q1 + a * (Q2 + a * (Q3 + a * (Q4 + a * (Q5 + a * Q6)))));
  const lost = (a * top * (twoTo(n) * (p + q))) / (bottom * (p - q));
  return x < 0 ? -lost : x - lost;
}

/** e^(z²) erfc(z) in plain doubles; 0 ≤ z < 32. */
function erfcxNarrow(z: number): number {
  const piece = PIECE_AT[(z * 16) | 0]!;
  const h = z - MIDDLES[piece]!;
  const from = piece * TERMS;
  return PIECES[from]! + h * slopeOfPiece(from, h);
}

/** The derivative of gelu, Φ(x) + xφ(x) = e^(−x²/2) (erfcx(|x|/√2)/2 − |x|/√(2π)) for x < 0, and 1 less that for x > 0. */
export function geluSlope(x: number): number {
  const a = Math.abs(x);
  if (a > TAIL) return x < 0 ? 0 : 1;
  const square = x * x;
  const k = expPair(square / -2, productError(x, x, square) / -2, tail);
  const below = scaleBy(tail[0]! * (erfcxNarrow(a * ROOT_HALF) / 2 - a * PER_ROOT_TAU), k);
  return x < 0 ? below : 1 - below;
}

/** The derivative of erf, 2/√π · e^(−x²). */
export function erfSlope(x: number): number {
  if (Math.abs(x) > TAIL) return 0;
  const square = x * x;
  const k = expPair(-square, -productError(x, x, square), tail);
  return scaleBy(LEAD * tail[0]!, k);
}
