import { LONGEST_NUMERAL, writeNumeral } from '../../numerals/print.js';

const ENCODER = new TextEncoder();

/** Bytes that grow at the end. */
export class ByteSink {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `more` bytes behind the last. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const next = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    next.set(this.bytes.subarray(0, this.length));
    this.bytes = next;
  }

  byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Text that is known to be ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** The shortest decimal that reads back to `value` in its own type. */
  numeral(value: number, float: 16 | 32 | 64): void {
    this.reserve(LONGEST_NUMERAL);
    this.length = writeNumeral(value, float, this.bytes, this.length);
  }

  copy(src: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let at = this.length;
    if (end - start > SHORT) bytes.set(src.subarray(start, end), at);
    else for (let i = start; i < end; ) bytes[at++] = src[i++];
    this.length += end - start;
  }

  /** What was written since the last time, in memory of its own; the sink starts anew with as much room. */
  take(): Uint8Array {
    const { bytes, length } = this;
    this.length = 0;
    if (2 * length < bytes.length) return bytes.slice(0, length);
    this.bytes = new Uint8Array(bytes.length);
    return bytes.subarray(0, length);
  }
}

/** Below this a loop copies faster than a call. */
const SHORT = 32;

/** The UTF-8 of a string; lone surrogates become U+FFFD. */
export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}
