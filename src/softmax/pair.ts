import { describe } from '../errors.js';
import type { Floats } from '../simd/floats.js';
import { checkRows, type Rows } from './layout.js';

/**
 * What kernels of rows check once a call, and nothing about the values.
 *
 * @throws TypeError for arrays that are no pair, and for rows of no form; RangeError where the rows reach beyond an array
 */
export function checkTable(operator: string, src: Floats, dst: Floats, rows: Rows): void {
  checkPair(operator, src, dst);
  checkRows(operator, rows, src, dst);
}

/** @throws TypeError unless both are Float32Array or both are Float64Array: kernels compute in the type that they write */
export function checkPair(operator: string, src: Floats, dst: Floats): void {
  if (isFloats(src) && isFloats(dst) && src.constructor === dst.constructor) return;
  throw new TypeError(
    describe({
      operator,
      what: 'src and dst are no pair of float arrays',
      got: `${kindOf(src)} and ${kindOf(dst)}`,
      expected: 'two of Float32Array or two of Float64Array',
    }),
  );
}

/** @throws TypeError unless it is Float32Array or Float64Array */
export function checkFloats(operator: string, name: string, array: unknown): void {
  if (isFloats(array)) return;
  const expected = 'Float32Array or Float64Array';
  const what = `${name} is no array of floats`;
  throw new TypeError(describe({ operator, what, got: array, expected }));
}

function isFloats(value: unknown): boolean {
  return value instanceof Float32Array || value instanceof Float64Array;
}

/** The name of its class, whatever it is. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
