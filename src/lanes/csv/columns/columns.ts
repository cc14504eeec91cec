import type { CsvType } from '../../../formats/csv/options.js';
import type { ListColumn } from './list-column.js';
import type { NullMarks, NumberColumn } from './number-column.js';
import type { RowText } from './row-text.js';

/** A column on its way through the steps of a recipe. */
export interface LaneColumn {
  readonly name: string;
  /** The name as the header has it, where that is quoted. */
  readonly quoted: string | undefined;
  readonly content: Content;
}

/** A column as it is written. */
export interface WrittenColumn extends LaneColumn {
  readonly content: Exclude<Content, ListColumn>;
}

export type Content = FileColumn | NumberColumn | ListColumn | ClassColumn | TextColumn;

/** The cells of the file as they stand there. */
export interface FileColumn {
  readonly kind: 'file';
  readonly index: number;
  /** The type that was declared: the cells are held against it, and stand as it would be written. */
  readonly type: CsvType | undefined;
}

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
  /** Bytes of the longest field, or of that of a row at most. */
  readonly longest: number | ((row: number) => number);
  /** Writes the field of a row, with the quotes that it needs. */
  write(row: number, to: RowText): void;
}

/** A column of the file whose cells are looked at one by one. */
export interface CellColumn {
  readonly index: number;
  /** Takes the cell of a row; false where the operators have to compute the row. */
  take(row: number, bytes: Uint8Array, start: number, end: number): boolean;
}
