import type { FloatWidth } from '../../columns/places.js';
import type { CsvType } from '../../formats/csv/options.js';
import type { Floats } from '../../softmax/rows.js';
import type { RowText } from './row-text.js';

/** A column on its way through the steps of a recipe. */
export interface LaneColumn {
  readonly name: string;
  /** The name as the header has it, where that is quoted. */
  readonly quoted: string | undefined;
  readonly content: Content;
}

export type Content = FileColumn | NumberColumn | ClassColumn | TextColumn;

/** The cells of the file as they stand there. */
export interface FileColumn {
  readonly kind: 'file';
  readonly index: number;
  /** The type that was declared: the cells are held against it, and stand as it would be written. */
  readonly type: CsvType | undefined;
}

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

/** Indices of classes, or their labels. */
export interface ClassColumn {
  readonly kind: 'classes';
  readonly labels: readonly string[] | undefined;
  readonly nulls: NullMarks;
  values: Int32Array;
}

/** Fields that are made one by one: lists, numbers of half precision. */
export interface TextColumn {
  readonly kind: 'text';
  /** Bytes of the longest field. */
  readonly longest: number;
  /** Writes the field of a row, with the quotes that it needs. */
  write(row: number, to: RowText): void;
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

/** A column of the file whose cells are looked at one by one. */
export interface CellColumn {
  readonly index: number;
  /** Takes the cell of a row; false where the operators have to compute the row. */
  take(row: number, bytes: Uint8Array, start: number, end: number): boolean;
}
