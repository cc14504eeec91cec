import type { At, Numbers } from '../../../src/columns/numbers.js';
import { DataError } from '../../../src/errors.js';
import { startOf } from '../../../src/softmax/layout.js';
import type { Cells } from '../rows/cell-rows.js';

/** What a row of inputs may hold, as bits. */
export const NULLS = 1;
export const NANS = 2;
export const INFINITIES = 4;

/** The inputs of one batch, row by row. */
export interface InputRows {
  /** Whether the whole cell is null. */
  isMissing(row: number): boolean;
  /** Writes a row's inputs in order, 0 for a null; returns what was among them. */
  fill(row: number, inputs: Float64Array): number;
  /** The error of the first input of a row that is null, or NaN. */
  errorOf(kind: typeof NULLS | typeof NANS, row: number): DataError;
}

/** Inputs side by side in columns. */
export function inputsOfColumns(
  numbers: readonly Numbers[],
  nameOf: (column: number) => string,
  at: At,
): InputRows {
  return {
    isMissing: () => false,
    fill(row, inputs) {
      let met = 0;
      for (let i = 0; i < numbers.length; i++) met |= takeInput(numbers[i]!, row, inputs, i);
      return met;
    },
    errorOf(kind, row) {
      const odd = numbers.findIndex((column) => takeInput(column, row, SINK, 0) === kind);
      return inputError(kind, nameOf(odd), row, at);
    },
  };
}

/** Inputs in the cells of one column, as many in each. */
export function inputsOfCells(
  { rows, numbers, validity }: Cells,
  count: number,
  column: string,
  at: At,
): InputRows {
  const isMissing = (row: number) => validity?.isValid(row) === false;
  return {
    isMissing,
    fill(row, inputs) {
      if (isMissing(row)) return NULLS;
      const start = startOf(rows, row);
      const got = startOf(rows, row + 1) - start;
      if (got !== count) throw wrongLength(got, count, column, at, row);
      let met = 0;
      for (let i = 0; i < count; i++) met |= takeInput(numbers, start + i, inputs, i);
      return met;
    },
    errorOf: (kind, row) => inputError(kind, column, row, at),
  };
}

function wrongLength(
  got: number,
  count: number,
  column: string,
  { operator, batch, row }: At,
  index: number,
): DataError {
  const what = 'a list cell has not as many inputs as there are weights';
  const place = { column, batch, row: row + index };
  return new DataError({ operator, what, got, ...place, expected: `${count}` });
}

/** Where an input goes that is only looked at. */
const SINK = new Float64Array(1);

/** Takes one value to its place among the inputs; returns what it was, 0 for a finite number. */
function takeInput(
  { values, validity }: Numbers,
  index: number,
  inputs: Float64Array,
  to: number,
): number {
  if (validity !== undefined && !validity.isValid(index)) {
    inputs[to] = 0;
    return NULLS;
  }
  const value = values[index]!;
  inputs[to] = value;
  // One test for all finite numbers: only NaN, ∞ and −∞ do not cancel.
  if (value - value === 0) return 0;
  return Number.isNaN(value) ? NANS : INFINITIES;
}

function inputError(kind: number, column: string, index: number, at: At): DataError {
  const { operator, batch, row } = at;
  const what = kind === NULLS ? 'a null' : 'a NaN';
  return new DataError({ operator, what, column, batch, row: row + index, expected: 'a number' });
}
