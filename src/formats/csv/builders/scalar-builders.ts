import { Bool, Int32 } from 'apache-arrow';
import { parseBoolean } from '../../../numerals/booleans.js';
import { emptyLike } from '../../../simd/floats.js';
import { GrowingBits, trimmed, withRoom } from '../growing.js';
import { parseShortInteger } from '../integers.js';
import { ScalarBuilder } from './scalar-builder.js';

export class Int32Builder extends ScalarBuilder {
  readonly type = new Int32();
  #values = new Int32Array(0);

  protected reserve(rows: number): void {
    this.#values = withRoom(this.#values, rows);
  }

  protected store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseShortInteger(bytes, start, end);
    this.#values[row] = value;
    return this.#values[row] === value;
  }

  protected zero(row: number): void {
    this.#values[row] = 0;
  }

  protected take(rows: number): Int32Array {
    const values = trimmed(this.#values, rows);
    this.#values = emptyLike(this.#values, rows);
    return values;
  }
}

export class BooleanBuilder extends ScalarBuilder {
  readonly type = new Bool();
  readonly #values = new GrowingBits();

  protected reserve(rows: number): void {
    this.#values.reserve(rows);
  }

  protected store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseBoolean(bytes, start, end);
    if (value === true) this.#values.set(row);
    return value !== undefined;
  }

  /** Bits begin as 0. */
  protected zero(): void {}

  protected take(rows: number): Uint8Array {
    return this.#values.finish(rows);
  }
}
