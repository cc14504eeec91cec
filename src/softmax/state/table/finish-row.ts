import type { Scaling } from '../../../simd/rows/anchored.js';
import { nearExponential } from '../exponential.js';
import { restBelow, shiftedLogOf } from '../finish.js';
import { EXPONENTS, LIMBS, WORDS } from '../limbs.js';
import type { Segment } from './rows.js';
import { FAR_TOP, LIMB_WORDS, ROW_DOUBLES, ROW_LIMBS, ROW_WORDS, SIZES, TOP_BIAS } from './rows.js';

const NONE = { high: 0, low: 0 } as const;

const maximum = new Float64Array(3);
const window = new Uint32Array(LIMBS * WORDS);

/**
 * What `finish` gives for an ordinary row, without an `ExactState`: writes the maximum and the parts of the shifted logarithm,
 * NaN where there is no distribution. False, and nothing is written, where the row is not ordinary.
 */
export function finishRow(
  { words, doubles, wide }: Segment,
  row: number,
  scaling: Scaling,
  into: Float64Array,
  at: number,
): boolean {
  const sizes = words[ROW_WORDS * row + SIZES]!;
  const field = sizes >>> 16;
  if (field === FAR_TOP || (wide !== undefined && wide[row]! > 0)) return false;
  const max = doubles[ROW_DOUBLES * row]!;
  const times = sizes & 0xffff;
  let rest: { readonly high: number; readonly low: number } = NONE;
  if (field > 0) {
    if (!nearExponential(max, scaling, maximum)) return false;
    readWindow(words, ROW_WORDS * row + ROW_LIMBS);
    const down = maximum[0]! - (field - TOP_BIAS) * EXPONENTS;
    rest = restBelow(window, maximum[1]!, maximum[2]!, down);
  }
  const log = times === 1 && field === 0 ? NONE : shiftedLogOf(times, rest);
  into[at] = max;
  into[at + 1] = times === 0 ? Number.NaN : log.high;
  into[at + 2] = log.low;
  return true;
}

/** The row's two limbs as a window. */
function readWindow(words: Int32Array, from: number): void {
  for (let w = 0; w < LIMB_WORDS; w++) {
    window[w] = words[from + w]!;
    window[WORDS + w] = words[from + LIMB_WORDS + w]!;
  }
}
