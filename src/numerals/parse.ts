/**
 * Text to number, exactly as `Number()` reads it, over bytes that need not become a string first.
 *
 * The grammar is JSON's number with three liberties that score files take: a leading `+`, `.5` and `5.`; and the
 * names of the values that JSON lacks, `inf`, `infinity` and `nan` in any case and with any sign. Everything else is
 * no numeral: blanks, hexadecimal, leading zeros (`007` is an identifier), `1,5`, `1_000`, the empty text.
 */

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LOWER_E = 0x65;
const LOWERCASE = 0x20;

/** Powers of ten that a double holds exactly: a product or quotient with one of them is rounded only once. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

const NUMERAL = /^[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const LONGEST_NAME = '+infinity'.length;

const ONE = new Float64Array(1);

/**
 * The value of the numeral that fills `bytes[start, end)` (ASCII), bit for bit what `Number()` gives; `undefined`
 * when the bytes are no numeral. `-0` keeps its sign; `nan` of either sign is NaN; too large is ±Infinity, as in
 * `Number()`. Linear in the length.
 */
export function parseNumeral(bytes: Uint8Array, start: number, end: number): number | undefined {
  return readNumeral(bytes, start, end, ONE, 0) ? ONE[0] : undefined;
}

/**
 * Puts the value of `parseNumeral` into `out[to]`: a number that is returned is an object where the call is not inlined.
 * False, with nothing put there, when the bytes are no numeral.
 *
 * One long function: the scan and the sum of digits share their locals, and this is the inner loop of every CSV read.
 *
 * @see Clinger 1990, "How to read floating point numbers accurately", for the exact fast path
 */
export function readNumeral(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Float64Array,
  to: number,
): boolean {
  if (start >= end) return false;
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;

  let mantissa = 0;
  const first = at;
  let digit = at < end ? bytes[at] - ZERO : -1;
  while (digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    digit = ++at < end ? bytes[at] - ZERO : -1;
  }
  let digits = at - first;
  if (digits > 1 && bytes[first] === ZERO) return false;

  let exponent = 0;
  if (at < end && bytes[at] === POINT) {
    const fraction = ++at;
    digit = at < end ? bytes[at] - ZERO : -1;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = ++at < end ? bytes[at] - ZERO : -1;
    }
    exponent = fraction - at;
    digits -= exponent;
  }
  if (digits === 0) return put(parseName(bytes, start, end), out, to);

  if (at < end && (bytes[at] | LOWERCASE) === LOWER_E) {
    at++;
    const down = at < end && bytes[at] === MINUS;
    if (down || (at < end && bytes[at] === PLUS)) at++;
    const scale = at;
    let power = 0;
    digit = at < end ? bytes[at] - ZERO : -1;
    while (digit >= 0 && digit <= 9) {
      power = power * 10 + digit;
      digit = ++at < end ? bytes[at] - ZERO : -1;
    }
    if (at === scale) return false;
    exponent += down ? -power : power;
  }
  if (at !== end) return false;

  // A sum of digits never falls again, so one that ends below 2⁵³ was exact all the way.
  if (mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22) {
    const value =
      exponent < 0 ? mantissa / EXACT_POWERS[-exponent] : mantissa * EXACT_POWERS[exponent];
    out[to] = sign === MINUS ? -value : value;
  } else out[to] = Number(ascii(bytes, start, end));
  return true;
}

function put(value: number | undefined, out: Float64Array, to: number): boolean {
  if (value === undefined) return false;
  out[to] = value;
  return true;
}

/** `parseNumeral` for a text that is a string already. */
export function parseNumeralText(text: string): number | undefined {
  if (NUMERAL.test(text)) return Number(text);
  return text.length <= LONGEST_NAME ? valueOfName(text) : undefined;
}

function parseName(bytes: Uint8Array, start: number, end: number): number | undefined {
  return end - start <= LONGEST_NAME ? valueOfName(ascii(bytes, start, end)) : undefined;
}

function valueOfName(text: string): number | undefined {
  const signed = text.startsWith('-') || text.startsWith('+');
  switch ((signed ? text.slice(1) : text).toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case 'infinity':
      return text.startsWith('-') ? -Infinity : Infinity;
    default:
      return undefined;
  }
}

const LATIN = new TextDecoder('latin1');
const SHORT = 64;

function ascii(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  // Applying is three times as fast for a cell; its arguments lie on the stack, so it must not see a long one.
  return part.length <= SHORT ? String.fromCharCode.apply(null, part as never) : LATIN.decode(part);
}
