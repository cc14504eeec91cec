import type { FloatWidth } from '../../../columns/selection/places.js';
import { writeAscii, writeNumeral } from '../../../numerals/print.js';
import { type PrintRounded, type Rounding, roundedPrinter } from '../../../numerals/rounded.js';
import type { LaneText } from '../../../simd/text.js';
import { engineRounding } from './number-form.js';

type Printer = Pick<
  LaneText,
  'putDouble' | 'putSingle' | 'putDoubles' | 'putSingles' | 'printInteger'
>;

/** Bytes that are written one behind the other into the memory of an engine. */
export class RowText {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #engine: Printer;
  /** Whether the engine is set to round. */
  readonly #rounds: boolean;
  readonly #print: PrintRounded | undefined;

  constructor(bytes: Uint8Array, engine: Printer, rounding: Rounding) {
    this.#bytes = bytes;
    this.#engine = engine;
    const [decimals, digits] = engineRounding(rounding);
    this.#rounds = decimals >= 0 || digits > 0;
    this.#print = this.#rounds ? undefined : roundedPrinter(rounding);
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

  /**
   * Numbers with commas between them, which lie in the engine's memory from `from` on; false, with nothing written that
   * counts, where the engine does not write all of them so.
   */
  numbers(from: number, count: number, width: FloatWidth): boolean {
    if (this.#print !== undefined || (width === 16 && !this.#rounds)) return false;
    const { at } = this;
    const end =
      width === 64
        ? this.#engine.putDoubles(at, from, count)
        : this.#engine.putSingles(at, from, count);
    if (end === 0) return false;
    this.at = end;
    return true;
  }

  /** The shortest decimal that reads back to `value` in its own type, or as it is to be rounded. */
  number(value: number, width: FloatWidth): void {
    if (this.#print !== undefined) {
      this.at = writeAscii(this.#print(value), this.#bytes, this.at);
    } else if (width === 64 || this.#rounds) this.at = this.#engine.putDouble(this.at, value);
    else if (width === 32) this.at = this.#engine.putSingle(this.at, value);
    else this.at = writeNumeral(value, 16, this.#bytes, this.at);
  }
}
