/**
 * Number to text, rounded to so many decimals or significant digits. What is rounded is the exact binary value, once; of
 * two texts that are equally near, the one further from 0, as `toFixed` and `toPrecision` do.
 */
import { LONGEST_NUMERAL, LOW_UNIT, layOut } from './layout.js';
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

/** A decimal of so many digits is the shortest of its double, but near the ends of what doubles hold. */
export const MOST_ROUNDED = 15;

/** Whether the shortest text of `roundSignificant` has just the digits that it is rounded to. */
export function isRoundable(value: number): boolean {
  const size = Math.abs(value);
  return !(size < 1e-290 && size > 0) && !(size >= 1e308 && size < Number.POSITIVE_INFINITY);
}

const TENS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The double next to a number that is rounded to so many significant digits, at most `MOST_ROUNDED`.
 *
 * The number is scaled to an integer of as many digits, by a power of ten that is exact; where its fraction is too near
 * to a half for the one rounding of the product, `toPrecision` decides. The quotient of the integers is rounded once.
 */
export function roundSignificant(value: number, most: number): number {
  const size = Math.abs(value);
  const places = most - 1 - Math.floor(Math.log10(size));
  if (!(places >= 0 && places < TENS.length)) return bySystem(value, most);
  const ten = TENS[places]!;
  const scaled = size * ten;
  const fraction = scaled - Math.floor(scaled);
  // The logarithm may be off beside a power of ten.
  const fits = scaled >= TENS[most - 1]! && scaled < TENS[most]!;
  if (!fits || Math.abs(fraction - 0.5) <= scaled * 2 ** -52) return bySystem(value, most);
  const rounded = Math.floor(scaled + 0.5) / ten;
  return value < 0 ? -rounded : rounded;
}

/** NaN, infinities and zeros are left as they are. */
function bySystem(value: number, most: number): number {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(most));
}

const BYTES = new Uint8Array(LONGEST_NUMERAL);

/** A number with at most so many significant digits, laid out as `printNumeral` does; −0 is `-0` there, too. */
export function printSignificant(value: number, most: number): string {
  if (value === 0 || !Number.isFinite(value)) return printNumeral(value, 64);
  if (most <= MOST_ROUNDED && isRoundable(value)) {
    return printNumeral(roundSignificant(value, most), 64);
  }
  const [digits, exponent] = Math.abs(value)
    .toExponential(most - 1)
    .split('e') as [string, string];
  const integer = digits.replace('.', '').padStart(LOW_DIGITS + 1, '0');
  const high = Number(integer.slice(0, -LOW_DIGITS));
  const low = Number(integer.slice(-LOW_DIGITS));
  const end = layOut(high, low, Number(exponent) - most + 1, BYTES, 0);
  const text = String.fromCharCode(...BYTES.subarray(0, end));
  return value < 0 ? `-${text}` : text;
}

const LOW_DIGITS = Math.log10(LOW_UNIT);
