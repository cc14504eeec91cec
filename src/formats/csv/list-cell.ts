import { parseNumeral } from '../../numerals/parse.js';
import { BLANK, CARRIAGE_RETURN, LINE_FEED, QUOTE, TAB } from './ascii.js';

const COMMA = 0x2c;
const OPENING = 0x5b;
const CLOSING = 0x5d;
const NULL = new TextEncoder().encode('null');

/** Where the elements of a list go: a number, or null. */
export interface Elements {
  push(value: number | null): void;
}

/**
 * Reads a JSON array of numbers and nulls, such as `[0.5, null, -1e3]`. What JSON has no number for may stand as a
 * string, `"NaN"` or `"-Infinity"`, or bare, as Python writes it.
 *
 * @returns whether the bytes are such an array; elements may have been pushed where they are not
 */
export function parseList(
  bytes: Uint8Array,
  start: number,
  end: number,
  elements: Elements,
): boolean {
  let at = afterBlanks(bytes, start, end);
  let last = end;
  while (last > at && isBlank(bytes[last - 1])) last--;
  if (last - at < 2 || bytes[at] !== OPENING || bytes[last - 1] !== CLOSING) return false;
  last--;
  at = afterBlanks(bytes, at + 1, last);
  if (at === last) return true;
  for (;;) {
    const comma = indexOfComma(bytes, at, last);
    if (!parseElement(bytes, afterBlanks(bytes, at, comma), comma, elements)) return false;
    if (comma === last) return true;
    at = comma + 1;
  }
}

function parseElement(
  bytes: Uint8Array,
  start: number,
  blanksTo: number,
  elements: Elements,
): boolean {
  let end = blanksTo;
  while (end > start && isBlank(bytes[end - 1])) end--;
  if (isNull(bytes, start, end)) {
    elements.push(null);
    return true;
  }
  const quotes = end - start > 2 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE ? 1 : 0;
  const value = parseNumeral(bytes, start + quotes, end - quotes);
  if (value === undefined || (quotes === 1 && Number.isFinite(value))) return false;
  elements.push(value);
  return true;
}

function indexOfComma(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COMMA) at++;
  return at;
}

function afterBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

function isNull(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === NULL.length && NULL.every((byte, i) => bytes[start + i] === byte);
}
