import type { FloatWidth } from '../../columns/places.js';
import { LONGEST_NUMERAL } from '../../numerals/print.js';
import { MOST_ROUNDED, type Rounding } from '../../numerals/rounded.js';
import { MOST_PRECISION } from '../../simd/text.js';

/** Whether the engine prints the numbers of a column so; others are printed by the host. */
export function isPrinted(width: FloatWidth, { precision, significant }: Rounding): boolean {
  if (width === 16) return false;
  if (precision !== undefined) return precision <= MOST_PRECISION;
  // The shortest form of narrower numbers need not have the digits of the double.
  return significant === undefined || (width === 64 && significant <= MOST_ROUNDED);
}

/** The decimals that the engine is set to write; −1 for the shortest form. */
export function enginePrecision({ precision = -1 }: Rounding): number {
  return precision <= MOST_PRECISION ? precision : -1;
}

/** No number is longer. */
export function longestNumber({ precision = 0 }: Rounding): number {
  return precision <= MOST_PRECISION ? LONGEST_NUMERAL : LONGEST_WHOLE + precision;
}

/** Sign, digits and point of the largest double. */
const LONGEST_WHOLE = 311;
