import { describe } from '../errors.js';
import { checkCount } from '../simd/check-count.js';
import type { Floats } from '../simd/floats.js';

/**
 * Rows laid end to end in one array: row r is the elements offsets[r] … offsets[r + 1] − 1, or, where all are
 * alike, r · width … (r + 1) · width − 1. `length` is the number of rows; `offsets` holds length + 1 rising positions.
 */
export type Rows =
  | { readonly length: number; readonly width: number }
  | { readonly length: number; readonly offsets: Int32Array };

/** Position of the first element of row r; of row `length`, the end of the last. */
export function startOf(rows: Rows, r: number): number {
  return 'width' in rows ? r * rows.width : rows.offsets[r]!;
}

/**
 * @throws TypeError where the rows are of no form, RangeError where they reach beyond an array, or are no rows. Kernels
 * check this once a call and nothing about the values.
 */
export function checkRows(operator: string, rows: Rows, ...arrays: readonly Floats[]): void {
  checkForm(operator, rows);
  checkCount(operator, 'number of rows', rows.length);
  if ('width' in rows) checkCount(operator, 'row width', rows.width);
  else checkOffsets(operator, rows.offsets, rows.length);
  const end = startOf(rows, rows.length);
  for (const { length } of arrays) {
    if (length < end) {
      throw new RangeError(
        describe({
          operator,
          what: 'the rows reach beyond an array',
          got: length,
          expected: `at least ${end} elements`,
        }),
      );
    }
  }
}

/** @throws RangeError unless T is finite and above 0 (TypeError where it is no number). */
export function checkTemperature(operator: string, temperature: number): void {
  const isNumber = typeof temperature === 'number';
  if (isNumber && temperature > 0 && temperature < Number.POSITIVE_INFINITY) return;
  const message = describe({
    operator,
    what: 'temperature out of range',
    got: temperature,
    expected: 'a finite number above 0',
  });
  throw isNumber ? new RangeError(message) : new TypeError(message);
}

function checkForm(operator: string, rows: unknown): void {
  if (typeof rows === 'object' && rows !== null) {
    if ('width' in rows || ('offsets' in rows && rows.offsets instanceof Int32Array)) return;
  }
  throw new TypeError(
    describe({
      operator,
      what: 'bad rows',
      got: rows,
      expected: '{ length, width }, or { length, offsets } with an Int32Array',
    }),
  );
}

function checkOffsets(operator: string, offsets: Int32Array, length: number): void {
  if (offsets.length <= length) {
    throw new RangeError(
      describe({
        operator,
        what: 'too few offsets',
        got: offsets.length,
        expected: `${length + 1}, one more than rows`,
      }),
    );
  }
  for (let r = 0, last = 0; r <= length; last = offsets[r++]!) {
    if (offsets[r]! >= last) continue;
    throw new RangeError(
      describe({
        operator,
        what: `offset ${r} lies before the one it follows`,
        got: offsets[r],
        expected: `at least ${last}`,
      }),
    );
  }
}
