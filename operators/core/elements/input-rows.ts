import type { At, Numbers } from '../../../src/columns/numbers.js';
import { DataError } from '../../../src/errors.js';

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

/** Where an input goes that is only looked at. */
const SINK = new Float64Array(1);

/** Takes one value to its place among the inputs; returns what it was, 0 for a finite number. */
export function takeInput(
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

export function inputError(kind: number, column: string, index: number, at: At): DataError {
  const { operator, batch, row } = at;
  const what = kind === NULLS ? 'a null' : 'a NaN';
  return new DataError({ operator, what, column, batch, row: row + index, expected: 'a number' });
}
