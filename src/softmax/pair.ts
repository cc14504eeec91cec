import { describe } from '../errors.js';
import type { Floats } from '../simd/floats.js';

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

function isFloats(value: unknown): boolean {
  return value instanceof Float32Array || value instanceof Float64Array;
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
