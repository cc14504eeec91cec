import { writeNumeral } from '../../../numerals/print.js';
import { PRINT_ROOM } from '../../../simd/text.js';
import { MOST_SHARED, type SharedText, WORK_BYTES } from '../shared-text.js';

const ENCODER = new TextEncoder();
const NOTHING = new Uint8Array(0);

/**
 * Bytes that grow at the end. With a text engine they stand in its memory, where it prints numbers; then the sink has to
 * be empty whenever another one may run.
 */
export class ByteSink {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;
  readonly #engine: SharedText | undefined;
  /** Undefined while it holds too much for the engine's memory. */
  #shared: SharedText | undefined;
  /** The memory that was lent last, and the one before. */
  #lent: readonly [Uint8Array, Uint8Array] = [NOTHING, NOTHING];

  constructor(capacity: number, shared?: SharedText) {
    this.#engine = this.#shared = shared;
    this.bytes = shared === undefined ? new Uint8Array(capacity) : roomIn(shared, capacity);
  }

  /**
   * Lets the engine write behind the last byte.
   *
   * @param more  bytes of room
   * @param write  gets the address of the first byte, and the one that the text must end before; returns its end
   * @returns false, with nothing written, where the sink is not in the engine's memory
   */
  fill(more: number, write: (at: number, limit: number) => number): boolean {
    this.reserve(more);
    if (this.#shared === undefined) return false;
    const origin = this.#shared.base + WORK_BYTES;
    this.length = write(origin + this.length, origin + this.bytes.length) - origin;
    return true;
  }

  /** Makes room for `more` bytes behind the last. */
  reserve(more: number): void {
    // A view of memory that has grown since is empty.
    if (this.length + more <= this.bytes.length) return;
    this.bytes = this.#longer(this.length + more);
  }

  #longer(size: number): Uint8Array<ArrayBuffer> {
    const { bytes, length } = this;
    if (this.#shared !== undefined && WORK_BYTES + size <= MOST_SHARED)
      return roomIn(this.#shared, size);
    this.#shared = undefined;
    const next = new Uint8Array(Math.max(2 * bytes.length, size));
    next.set(bytes.subarray(0, length));
    return next;
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
    this.reserve(PRINT_ROOM);
    if (this.#shared === undefined || float === 16) {
      this.length = writeNumeral(value, float, this.bytes, this.length);
      return;
    }
    const { engine, base } = this.#shared;
    const origin = base + WORK_BYTES;
    const at = origin + this.length;
    const end = float === 64 ? engine.printDouble(at, value) : engine.printSingle(at, value);
    this.length = end - origin;
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
    if (this.#shared !== undefined || 2 * length < bytes.length) return bytes.slice(0, length);
    this.#shared = this.#engine;
    this.bytes =
      this.#shared === undefined ? new Uint8Array(bytes.length) : roomIn(this.#shared, 0);
    return bytes.subarray(0, length);
  }

  /** As `take`, in memory that is used again from the next call but one on. */
  lend(): Uint8Array {
    const { length } = this;
    if (this.#shared === undefined) return this.take();
    const [before, lent] = this.#lent;
    const next = lent.length < length ? new Uint8Array(length + (length >> 3)) : lent;
    next.set(this.bytes.subarray(0, length));
    this.#lent = [next, before];
    this.length = 0;
    return next.subarray(0, length);
  }
}

/** Behind the blocks of cells. */
function roomIn(shared: SharedText, size: number): Uint8Array<ArrayBuffer> {
  return shared.room(WORK_BYTES + size).subarray(WORK_BYTES);
}

/** Below this a loop copies faster than a call. */
const SHORT = 32;

/** The UTF-8 of a string; lone surrogates become U+FFFD. */
export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}
