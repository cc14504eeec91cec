import type { FloatWidth } from '../../columns/places.js';
import { writeNumeral } from '../../numerals/print.js';
import type { LaneText } from '../../simd/text.js';

type Printer = Pick<LaneText, 'putDouble' | 'putSingle' | 'printInteger'>;

/** Bytes that are written one behind the other into the memory of an engine. */
export class RowText {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #engine: Printer;
  readonly #rounds: boolean;

  /** @param rounds  whether the engine is set to write so many decimals */
  constructor(bytes: Uint8Array, engine: Printer, rounds: boolean) {
    this.#bytes = bytes;
    this.#engine = engine;
    this.#rounds = rounds;
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

  /** The shortest decimal that reads back to `value` in its own type, or so many decimals. */
  number(value: number, width: FloatWidth): void {
    if (width === 64 || this.#rounds) this.at = this.#engine.putDouble(this.at, value);
    else if (width === 32) this.at = this.#engine.putSingle(this.at, value);
    else this.at = writeNumeral(value, 16, this.#bytes, this.at);
  }
}
