import { QUOTE } from './ascii.js';

/** Records whose fields lie in one buffer: field c of row r is span r · width + c. Spans hold the quotes. */
export interface Cells {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly width: number;
  readonly rows: number;
}

/** A field is quoted where its span begins with a quote; the scanner has seen to it that it ends with one. */
export function isQuoted(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && bytes[start] === QUOTE;
}

/**
 * Copies what stands between the quotes at `start` and `end − 1` to `dst`, with doubled quotes made single.
 *
 * @returns the end of the copy
 */
export function unquote(
  src: Uint8Array,
  start: number,
  end: number,
  dst: Uint8Array,
  to: number,
): number {
  let at = to;
  for (let i = start + 1; i < end - 1; i++) {
    const byte = src[i];
    dst[at++] = byte;
    if (byte === QUOTE) i++;
  }
  return at;
}

/** The text of a span without its quotes, as bytes; a view where nothing is quoted. */
export function cellBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (!isQuoted(bytes, start, end)) return bytes.subarray(start, end);
  const text = new Uint8Array(end - start);
  return text.subarray(0, unquote(bytes, start, end, text, 0));
}

const LONGEST_SHOWN = 256;
const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a cell for a message: its beginning where it is long, U+FFFD where it is no UTF-8. */
export function cellShown(bytes: Uint8Array, start: number, end: number): string {
  const text = cellBytes(bytes, start, Math.min(end, start + LONGEST_SHOWN));
  return LENIENT.decode(text);
}
