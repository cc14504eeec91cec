import type { FloatWidth } from '../../../columns/selection/places.js';
import type { Floats } from '../../../softmax/rows.js';

/** Numbers: those of a column of the file, or results. Numbers of half precision lie in floats. */
export class NumberColumn {
  readonly kind = 'numbers';
  /** Their address, once the memory is laid out. */
  at = 0;
  #memory: ArrayBuffer | undefined;
  #rows = 0;
  #values: Floats | undefined;

  /**
   * @param index  of the column of the file that they are read from; undefined for what is computed
   * @param origin  what they say of themselves: a softmax of probabilities warns
   */
  constructor(
    readonly width: FloatWidth,
    readonly index: number | undefined,
    readonly origin: Origin,
    readonly nulls: NullMarks,
  ) {}

  lay(memory: ArrayBuffer, at: number, rows: number): void {
    this.#memory = memory;
    this.at = at;
    this.#rows = rows;
  }

  /** Room for a batch; the array is made when it is first wanted, for a table may have a hundred thousand columns. */
  get values(): Floats {
    this.#values ??= new (this.width === 64 ? Float64Array : Float32Array)(
      this.#memory!,
      this.at,
      this.#rows,
    );
    return this.#values;
  }
}

/** Of the file, or results; those that are probabilities are told from others. */
export type Origin = 'file' | 'result' | 'probability';

export function isProbability({ origin }: { readonly origin: Origin }): boolean {
  return origin === 'probability';
}

/** 1 at the rows that are null. Columns with the same nulls share it. */
export class NullMarks {
  /** Their address, once the memory is laid out. */
  at = 0;
  #memory: ArrayBuffer | undefined;
  #rows = 0;
  #values: Uint8Array | undefined;

  lay(memory: ArrayBuffer, at: number, rows: number): void {
    this.#memory = memory;
    this.at = at;
    this.#rows = rows;
  }

  get values(): Uint8Array {
    this.#values ??= new Uint8Array(this.#memory!, this.at, this.#rows);
    return this.#values;
  }
}
