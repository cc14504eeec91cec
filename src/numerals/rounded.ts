/**
 * Number to text, rounded to so many decimals or significant digits. What is rounded is the exact binary value, once; of
 * two texts that are equally near, the one further from 0, as `toFixed` and `toPrecision` do.
 */
import { printNumeral } from './print.js';

export const MOST_DECIMALS = 100;
/** So many tell every double apart. */
export const MOST_SIGNIFICANT = 17;

/** How numbers of a column are written: at most one of the two. */
export interface Rounding {
  /** Decimals, 0 to `MOST_DECIMALS`; all of them are written. */
  readonly precision?: number | undefined;
  /** Significant digits, 1 to `MOST_SIGNIFICANT`; zeros at the end are not written. */
  readonly significant?: number | undefined;
}

/** The text of a number, whose width is told by its value: a float32 is a double as well. */
export type PrintRounded = (value: number) => string;

/** undefined where nothing is to be rounded. */
export function roundedPrinter({ precision, significant }: Rounding): PrintRounded | undefined {
  if (precision !== undefined) return (value) => printFixed(value, precision);
  if (significant !== undefined) return (value) => printSignificant(value, significant);
  return undefined;
}

/** `toFixed` leaves decimals here. */
const PLAIN_BELOW = 1e21;
/** A decimal of nothing but zeros has no sign. */
const NEGATIVE_ZERO = /^-[0.]*$/;

/**
 * A number with so many decimals, whatever its size, and never an exponent. What rounds to zero has no sign: `0.00`, for
 * decimals have no −0.
 */
export function printFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= PLAIN_BELOW) return `${BigInt(value)}${point(decimals)}`;
  const text = value.toFixed(decimals);
  return NEGATIVE_ZERO.test(text) ? text.slice(1) : text;
}

function point(decimals: number): string {
  return decimals === 0 ? '' : `.${'0'.repeat(decimals)}`;
}

/**
 * A number with at most so many significant digits, laid out as `printNumeral` does; −0 is `-0` there, too. `toPrecision`
 * rounds just so, and lays out alike but for zeros at the end and for integers of more digits than are asked for.
 */
export function printSignificant(value: number, most: number): string {
  if (value === 0 || !Number.isFinite(value)) return printNumeral(value, 64);
  const text = value.toPrecision(most);
  const mark = text.indexOf('e');
  if (mark < 0) return withoutZeros(text);
  const exponent = Number(text.slice(mark + 1));
  const digits = text.slice(0, mark);
  if (exponent < 0 || exponent >= LARGEST_PLAIN) return withoutZeros(digits) + text.slice(mark);
  const sign = value < 0 ? 1 : 0;
  return digits.replace('.', '').padEnd(sign + exponent + 1, '0');
}

/** Integers of so many digits are written without an exponent. */
const LARGEST_PLAIN = 21;
const ZERO = 0x30;
const POINT = 0x2e;

function withoutZeros(decimal: string): string {
  if (!decimal.includes('.')) return decimal;
  let end = decimal.length;
  while (decimal.charCodeAt(end - 1) === ZERO) end--;
  return decimal.slice(0, decimal.charCodeAt(end - 1) === POINT ? end - 1 : end);
}
