import type { Floats } from '../../softmax/rows.js';

/** A column on its way through the steps of a recipe. */
export interface LaneColumn {
  readonly name: string;
  /** The name as the header has it, where that is quoted. */
  readonly quoted: string | undefined;
  readonly content: Content;
}

export type Content = FileColumn | NumberColumn | ClassColumn;

/** The cells of the file as they stand there. */
export interface FileColumn {
  readonly kind: 'file';
  readonly index: number;
}

/** Numbers: those of a column of the file, or results. */
export interface NumberColumn {
  readonly kind: 'numbers';
  readonly width: 32 | 64;
  /** The column of the file that they are read from; undefined for results. */
  readonly index: number | undefined;
  /** Room for a batch, once the memory is laid out. */
  values: Floats;
}

/** Indices of classes, or their labels. */
export interface ClassColumn {
  readonly kind: 'classes';
  readonly labels: readonly string[] | undefined;
  values: Int32Array;
}

export function numberColumn(width: 32 | 64, index?: number): NumberColumn {
  return { kind: 'numbers', width, index, values: new Float64Array(0) };
}

export function classColumn(labels: readonly string[] | undefined): ClassColumn {
  return { kind: 'classes', labels, values: new Int32Array(0) };
}
