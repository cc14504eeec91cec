import type { FloatWidth } from '../../columns/places.js';
import { writeNumeral } from '../../numerals/print.js';
import type { LaneText } from '../../simd/text.js';

type Printer = Pick<LaneText, 'printDouble' | 'printSingle' | 'printInteger'>;

/** Bytes that are written one behind the other into the memory of an engine. */
export class RowText {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #engine: Printer;

  constructor(bytes: Uint8Array, engine: Printer) {
    this.#bytes = bytes;
    this.#engine = engine;
  }

  byte(byte: number): void {
    this.#bytes[this.at++] = byte;
  }

  copy(text: Uint8Array): void {
    this.#bytes.set(text, this.at);
    this.at += text.length;
  }

  integer(value: number): void {
    this.at = this.#engine.printInteger(this.at, value);
  }

  /** The shortest decimal that reads back to `value` in its own type. */
  number(value: number, width: FloatWidth): void {
    if (width === 64) this.at = this.#engine.printDouble(this.at, value);
    else if (width === 32) this.at = this.#engine.printSingle(this.at, value);
    else this.at = writeNumeral(value, 16, this.#bytes, this.at);
  }
}
