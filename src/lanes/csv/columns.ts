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

/** Numbers: those of a column of the file, or results. */
export interface NumberColumn {
  readonly kind: 'numbers';
  readonly width: FloatWidth;
  /** The column of the file that they are read from; undefined for what is computed. */
  readonly index: number | undefined;
  /** What they say of themselves: a softmax of probabilities warns. */
  readonly origin: Origin;
  readonly nulls: NullMarks;
  /** Room for a batch, once the memory is laid out; numbers of half precision lie in floats. */
  values: Floats;
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

/** 1 at the rows that are null, once the memory is laid out. Columns with the same nulls share it. */
export interface NullMarks {
  values: Uint8Array;
}

/** A column of the file whose cells are looked at one by one. */
export interface CellColumn {
  readonly index: number;
  /** Takes the cell of a row; false where the operators have to compute the row. */
  take(row: number, bytes: Uint8Array, start: number, end: number): boolean;
}
