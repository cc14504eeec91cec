import { BLANK, CARRIAGE_RETURN, LINE_FEED, QUOTE, TAB } from '../ascii.js';
import { isQuoted } from '../cells.js';
import type { ByteSink } from './byte-sink.js';

const NEEDS_QUOTES = 1;

/** Writes text as a field of a file with one delimiter. */
export class Quoting {
  readonly delimiter: number;
  /** Whether a field may hold more than the text in its quotes. */
  readonly changesText: boolean = false;
  readonly #marks = new Uint8Array(256);

  constructor(delimiter: number) {
    this.delimiter = delimiter;
    for (const byte of [delimiter, QUOTE, LINE_FEED, CARRIAGE_RETURN]) {
      this.#marks[byte] = NEEDS_QUOTES;
    }
  }

  /**
   * A field with the text `bytes[start, end)`, in quotes where it must be: it is empty (without them it is null), holds
   * a delimiter, a quote or a line end, begins or ends with a blank (some readers trim), or begins as a byte order mark
   * does.
   */
  write(out: ByteSink, bytes: Uint8Array, start: number, end: number): void {
    if (this.needsQuotes(bytes, start, end)) writeQuoted(out, bytes, start, end);
    else out.copy(bytes, start, end);
  }

  /** Whether `write` puts a text in quotes. */
  needsQuotes(bytes: Uint8Array, start: number, end: number): boolean {
    return !this.#isPlain(bytes, start, end) || isTouchy(bytes, start, end);
  }

  /** Whether the bytes are a whole field as they stand, with their quotes, in a file with this delimiter. */
  isField(bytes: Uint8Array, start: number, end: number): boolean {
    if (!isQuoted(bytes, start, end)) return this.#hasNoEnd(bytes, start, end);
    if (end - start < 2 || bytes[end - 1] !== QUOTE) return false;
    for (let at = start + 1; at < end - 1; at++) {
      if (bytes[at] === QUOTE && (++at === end - 1 || bytes[at] !== QUOTE)) return false;
    }
    return true;
  }

  /** Whether a field may be copied into this file as it is. */
  canStand(bytes: Uint8Array, start: number, end: number): boolean {
    return this.isField(bytes, start, end);
  }

  /** A quote within a plain field is a byte like others. */
  #hasNoEnd(bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (this.#marks[bytes[at]] === NEEDS_QUOTES && bytes[at] !== QUOTE) return false;
    }
    return true;
  }

  #isPlain(bytes: Uint8Array, start: number, end: number): boolean {
    const marks = this.#marks;
    for (let at = start; at < end; at++) if (marks[bytes[at]] === NEEDS_QUOTES) return false;
    return true;
  }
}

const BYTE_ORDER_MARK_BEGINS = 0xef;

function isTouchy(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true;
  const first = bytes[start];
  return first === BYTE_ORDER_MARK_BEGINS || isBlank(first) || isBlank(bytes[end - 1]);
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB;
}

function writeQuoted(out: ByteSink, src: Uint8Array, start: number, end: number): void {
  out.reserve(2 * (end - start) + 2);
  const { bytes } = out;
  let to = out.length;
  bytes[to++] = QUOTE;
  for (let at = start; at < end; at++) {
    const byte = src[at];
    bytes[to++] = byte;
    if (byte === QUOTE) bytes[to++] = QUOTE;
  }
  bytes[to++] = QUOTE;
  out.length = to;
}
