import type { FloatWidth } from '../../../columns/selection/places.js';
import { LONGEST_NUMERAL } from '../../../numerals/print.js';
import type { Rounding } from '../../../numerals/rounded.js';
import { MOST_PRECISION } from '../../../simd/text.js';

/** Whether the engine prints the numbers of a column so; others are printed by the host. */
export function isPrinted(width: FloatWidth, { precision = 0 }: Rounding): boolean {
  return width !== 16 && precision <= MOST_PRECISION;
}

/** The decimals and the digits that the engine is set to write: see src/simd/assembly/text/print-rounded.ts. */
export function engineRounding(rounding: Rounding): readonly [decimals: number, digits: number] {
  const { precision = -1, significant = 0 } = rounding;
  return [precision <= MOST_PRECISION ? precision : -1, significant];
}

/** No number is longer. */
export function longestNumber({ precision = 0 }: Rounding): number {
  return precision <= MOST_PRECISION ? LONGEST_NUMERAL : LONGEST_WHOLE + precision;
}

/** Sign, digits and point of the largest double. */
const LONGEST_WHOLE = 311;
