import type { Counts } from '../../../../operators/core/policies.js';
import type { NullMarks, NumberColumn } from './number-column.js';

/** A batch while its rows are computed. */
export interface LaneBatch {
  readonly rows: number;
  /** The place of its first row in the stream, on which noise depends. */
  readonly firstRow: number;
  /** The memory that columns lie in, as numbers of either width. */
  readonly floats: { readonly 32: Float32Array; readonly 64: Float64Array };
  /** 1 for rows that the operators have to compute. */
  readonly flags: Uint8Array;
  /** Whether any row may have a null, in the file or by now: nearly always none has, and nobody looks for one. */
  hasNulls: boolean;
  /** Whether a NaN or an infinity may be among the numbers of the file. */
  readonly hasStrange: boolean;
}

/** What a step does to a batch: it computes its rows, and flags those that the operators have to compute. */
export type Stage = (batch: LaneBatch) => void;

/** Marks, and counts, the rows in which any of the columns is null. */
export function joinNulls(of: readonly NullMarks[], into: NullMarks, counts: Counts): Stage {
  const sources = [...new Set(of)];
  return ({ rows, hasNulls }) => {
    if (!hasNulls) return;
    const marks = into.values;
    for (const { values } of sources) {
      for (let row = 0; row < rows; row++) if (values[row] === 1) marks[row] = 1;
    }
    counts.nulls += countMarks(into, rows);
  };
}

/** How many rows are marked. */
export function countMarks({ values }: NullMarks, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row]!;
  return sum;
}

/** Gives rows with a null to the operators. */
export function leaveNulls(of: readonly NullMarks[]): Stage {
  const sources = [...new Set(of)];
  return ({ rows, flags, hasNulls }) => {
    if (!hasNulls) return;
    for (const { values } of sources) {
      for (let row = 0; row < rows; row++) if (values[row] === 1) flags[row] = 1;
    }
  };
}

/** Whether there may be a NaN or an infinity in the columns: among results there may always be one. */
export function mayBeStrange(columns: readonly NumberColumn[], { hasStrange }: LaneBatch): boolean {
  return hasStrange || columns.some(({ origin }) => origin !== 'file');
}

/** Gives rows with a NaN or an infinity to the operators. */
export function leaveStrange(columns: readonly NumberColumn[]): Stage {
  return (batch) => {
    if (!mayBeStrange(columns, batch)) return;
    for (const { values } of columns) {
      for (let row = 0; row < batch.rows; row++)
        if (values[row]! - values[row]! !== 0) batch.flags[row] = 1;
    }
  };
}

/** Gives rows with a finite number of such a size to the operators. */
export function leaveBeyond(columns: readonly NumberColumn[], bound: number): Stage {
  return ({ rows, flags }) => {
    for (const { values } of columns) {
      for (let row = 0; row < rows; row++) {
        const size = Math.abs(values[row]!);
        if (size >= bound && size < Infinity) flags[row] = 1;
      }
    }
  };
}
