/**
 * The SIMD twin of `scan.ts` and `bins.ts`, for blocks of −∞ and finite values whose quotients are all near. It adds the
 * same numbers to bins; their sums are exact, so that the order, which is another, does not show.
 */

import { simdKernels } from '../../simd/engine.js';
import type { Floats } from '../../simd/floats.js';
import { leadingHalf } from '../../simd/functions/error-free.js';
import { expSteps } from '../../simd/functions/exp.js';
import type { Scaling } from '../../simd/rows/anchored.js';
import type { SimdExports } from '../../simd/wasm.js';
import { INPUT, simdExports } from '../../simd/wasm.js';
import { NEAR } from './exponential.js';
import { addBin, EXPONENTS, LIMBS } from './limbs.js';

/** Elements of a block: they stay in the first cache. */
export const SIMD_BLOCK = 2048;

const BINS = LIMBS * EXPONENTS;
/** Doubles of a table: two a bin, and two for what does not count. */
const TABLE = 2 * (BINS + 1);

export interface SimdBins {
  readonly exports: SimdExports;
  readonly input32: Float32Array;
  readonly input64: Float64Array;
  /** Of the last scan: maximum, second, minimum, number of −∞. NaN as minimum: there are others. */
  readonly results: Float64Array;
  /** Two tables of bins, to be added up. */
  readonly tables: Float64Array;
  /** 1/T, rounded. */
  reciprocal: number;
  /** How many bins, from the first on, may hold something. */
  used: number;
  found(): { readonly max: number; readonly second: number; readonly none: number };
}

let bins: SimdBins | undefined;

/** Ready for a temperature; undefined where the portable loops are to be used, as for T so large that it is scaled. */
export function simdBinsFor({ before, after, high, low }: Scaling): SimdBins | undefined {
  if (before !== 1 || after !== 1 || simdKernels() === undefined) return undefined;
  bins ??= makeBins(simdExports());
  if (bins === undefined) return undefined;
  const head = leadingHalf(high);
  bins.exports.setReciprocal(high, low, head, high - head);
  bins.reciprocal = high;
  return bins;
}

function makeBins(exports: SimdExports | undefined): SimdBins | undefined {
  if (exports === undefined) return undefined;
  const { buffer } = exports.memory;
  const results = new Float64Array(buffer, exports.exactFound(), 4);
  return {
    exports,
    input32: new Float32Array(buffer, INPUT, SIMD_BLOCK),
    input64: new Float64Array(buffer, INPUT, SIMD_BLOCK),
    results,
    tables: new Float64Array(buffer, exports.exactBins(), 2 * TABLE),
    reciprocal: 1,
    used: 0,
    found: () => ({ max: results[0]!, second: results[1]!, none: results[3]! }),
  };
}

/** Copies a block in and scans it; false where not all of it is −∞ or has near quotients. */
export function scanBlock(simd: SimdBins, part: Floats): boolean {
  const { results, reciprocal } = simd;
  const { length } = part;
  const odd = length % 2;
  const input = part instanceof Float32Array ? simd.input32 : simd.input64;
  input.set(part);
  // Elements go in pairs.
  if (odd) input[length] = Number.NEGATIVE_INFINITY;
  const { exactScan32, exactScan64 } = simd.exports;
  const scan = part instanceof Float32Array ? exactScan32 : exactScan64;
  scan(INPUT, length + odd, odd > 0);
  if (!odd && Number.isNaN(results[2])) scan(INPUT, length, true);
  results[3] = results[3]! - odd;
  return results[0]! * reciprocal <= NEAR && results[2]! * reciprocal >= -NEAR;
}

/** Adds the block that was scanned to the bins of the window at exponent `first`; returns how often `max` is in it. */
export function addBlock(simd: SimdBins, part: Floats, max: number, first: number): number {
  const { exports, results, reciprocal } = simd;
  const odd = part.length % 2;
  const whole = results[0]! < max && results[3] === 0 && !odd;
  const last = first - (expSteps(results[2]! * reciprocal) >> 6);
  simd.used = Math.max(simd.used, Math.min(last + 1, BINS));
  const add = part instanceof Float32Array ? exports.exactAdd32 : exports.exactAdd64;
  return add(INPUT, part.length + odd, max, first, whole);
}

/** Adds what is in the bins to a window, and clears them. */
export function emptySimdBins(words: Uint32Array): void {
  if (bins === undefined || bins.used === 0) return;
  const { tables, used } = bins;
  for (let bin = 0; bin < used; bin++) {
    const high = tables[2 * bin]! + tables[TABLE + 2 * bin]!;
    if (high === 0) continue;
    addBin(words, bin, high, tables[2 * bin + 1]! + tables[TABLE + 2 * bin + 1]!);
  }
  tables.fill(0, 0, 2 * used);
  tables.fill(0, TABLE, TABLE + 2 * used);
  bins.used = 0;
}
